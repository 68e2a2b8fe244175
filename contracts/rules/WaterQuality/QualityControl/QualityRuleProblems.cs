using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>Something that is wrong with stated rules.</summary>
/// <param name="Field">Place within the rules, such as <c>indicators.总磷.range</c>.</param>
/// <param name="Value">The value at fault; null where there is none.</param>
/// <param name="Sentence">What is wrong, with the numbers that are allowed.</param>
public sealed record QualityRuleProblem(string Field, string? Value, string Sentence);

/// <summary>What rules must keep to be stated. Every problem is told at once.</summary>
public static class QualityRuleProblems
{
    /// <summary>A row of equal values has at least this many.</summary>
    public const int ValuesLeast = 2;

    /// <summary>And at most this many are asked for.</summary>
    public const int ValuesMost = 1000;

    /// <summary>Most values in a row that make a new level.</summary>
    public const int HeldByMost = 12;

    /// <summary>Most hours between readings that a gap may be asked for.</summary>
    public const decimal MissingHoursMost = 24 * 31;

    /// <summary>Most characters of a source.</summary>
    public const int SourceLengthMost = 200;

    /// <summary>Most rules of the kind part-of-whole.</summary>
    public const int PartsMost = 50;

    /// <summary>Numbers of rules are at most this: further out nothing is ever found, and products stay within a decimal.</summary>
    public const decimal NumberMost = 1_000_000_000_000m;

    /// <summary>Numbers of rules have at most this many decimals.</summary>
    public const int DecimalsMost = 8;

    /// <summary>Longest stretch that a comparing rule asks for, hours, inclusive.</summary>
    public static decimal HoursMost => (decimal)QualityControl.Context.Ticks / TimeSpan.TicksPerHour;

    public static ImmutableArray<QualityRuleProblem> Of(QualityRules rules)
    {
        var found = new List<QualityRuleProblem>();
        if (rules.Source.Trim().Length is 0 or > SourceLengthMost || rules.Source.Any(char.IsControl))
            found.Add(new("source", rules.Source, $"The source says in 1 to {SourceLengthMost} characters where the numbers come from."));
        Outcome("handSet", rules.HandSet, found, validToo: true);
        foreach (var (name, own) in rules.Indicators) OfIndicator($"indicators.{name}", name, own, found);
        if (rules.Saturation is { } saturation)
        {
            Positive("saturation.percentMost", saturation.PercentMost, found);
            Outcome("saturation.outcome", saturation.Outcome, found);
        }

        OfParts(rules.Parts ?? [], found);
        if (rules.Balance is { } balance) OfBalance(balance, found);
        return [.. found];
    }

    private static void OfIndicator(string place, string name, IndicatorRules? own, List<QualityRuleProblem> found)
    {
        Named(place, name, found);
        if (own is null)
        {
            found.Add(new(place, null, "Rules of an indicator are an object; null was given."));
            return;
        }

        if (own.Range is { } range)
        {
            InOrder($"{place}.range", range.From, range.To, found);
            Outcome($"{place}.range.outcome", range.Outcome, found);
        }

        if (own.Change is { } change) OfChange($"{place}.change", change, found);
        if (own.Persistence is { } persistence) OfPersistence($"{place}.persistence", persistence, found);
        if (own.Missing is { } missing) Within($"{place}.missing.hours", missing.Hours, MissingHoursMost, found);
    }

    private static void OfChange(string place, ChangeRule change, List<QualityRuleProblem> found)
    {
        if (change is { PerHour: null, SharePerHour: null }) found.Add(new(place, null, "A rate of change states perHour, sharePerHour or both."));
        if (change.PerHour is { } perHour) Positive($"{place}.perHour", perHour, found);
        if (change.SharePerHour is { } share) Positive($"{place}.sharePerHour", share, found);
        if (change.HeldBy is < 1 or > HeldByMost) found.Add(new($"{place}.heldBy", $"{change.HeldBy}", $"heldBy is 1 to {HeldByMost} values in a row."));
        Outcome($"{place}.outcome", change.Outcome, found);
    }

    private static void OfPersistence(string place, PersistenceRule persistence, List<QualityRuleProblem> found)
    {
        if (persistence.Values is < ValuesLeast or > ValuesMost)
            found.Add(new($"{place}.values", $"{persistence.Values}", $"values is {ValuesLeast} to {ValuesMost} readings in a row."));
        Within($"{place}.hours", persistence.Hours, HoursMost, found);
        NotNegative($"{place}.tolerance", persistence.Tolerance, found);
        Outcome($"{place}.outcome", persistence.Outcome, found);
    }

    private static void OfParts(IReadOnlyList<PartRule> parts, List<QualityRuleProblem> found)
    {
        if (parts.Count > PartsMost) found.Add(new("parts", $"{parts.Count}", $"There are at most {PartsMost} rules of parts."));
        foreach (var (at, part) in parts.Index())
        {
            var place = $"parts[{at}]";
            if (part is null)
            {
                found.Add(new(place, null, "A rule of a part is an object; null was given."));
                continue;
            }

            Named($"{place}.part", part.Part, found);
            Named($"{place}.whole", part.Whole, found);
            if (part.Part == part.Whole) found.Add(new($"{place}.whole", part.Whole, $"{part.Whole} is no part of itself."));
            else if (Indicators.TryFind(part.Part, out var inner) && Indicators.TryFind(part.Whole, out var outer) && inner.Unit != outer.Unit)
                found.Add(new($"{place}.whole", part.Whole, $"{inner} is in {inner.Unit} and {outer} in {outer.Unit}: they cannot be compared."));
            NotNegative($"{place}.tolerance", part.Tolerance, found);
            NotNegative($"{place}.share", part.Share, found);
            Outcome($"{place}.outcome", part.Outcome, found);
        }
    }

    private static void OfBalance(BalanceRule balance, List<QualityRuleProblem> found)
    {
        if (balance.Ratios.Count == 0) found.Add(new("balance.ratios", null, "A balance states the ratio of one indicator or more."));
        foreach (var (name, band) in balance.Ratios)
        {
            var place = $"balance.ratios.{name}";
            Named(place, name, found);
            if (band is null)
            {
                found.Add(new(place, null, "A ratio has from and to; null was given."));
                continue;
            }

            NotNegative($"{place}.from", band.From, found);
            InOrder(place, band.From, band.To, found);
        }

        Outcome("balance.outcome", balance.Outcome, found);
    }

    private static void Named(string place, string name, List<QualityRuleProblem> found)
    {
        if (!Indicators.TryFind(name, out var indicator)) found.Add(new(place, name, $"'{name}' is not an indicator of {Indicators.Edition}."));
        else if (indicator.Name != name) found.Add(new(place, name, $"Rules name an indicator by its standard name, {indicator.Name}."));
    }

    private static void Outcome(string place, QualityOutcome outcome, List<QualityRuleProblem> found, bool validToo = false)
    {
        if (outcome is QualityOutcome.Suspect or QualityOutcome.Invalid || (validToo && outcome == QualityOutcome.Valid)) return;
        found.Add(new(place, $"{outcome}", "What breaks a rule is suspect or invalid; leave the rule out to turn it off."));
    }

    private static void InOrder(string place, decimal from, decimal to, List<QualityRuleProblem> found)
    {
        Sized($"{place}.from", from, found);
        Sized($"{place}.to", to, found);
        if (from > to) found.Add(new(place, $"{from} to {to}", $"A range begins at or below its end; {from} is above {to}."));
    }

    private static void Positive(string place, decimal value, List<QualityRuleProblem> found) => Within(place, value, NumberMost, found);

    private static void Within(string place, decimal value, decimal most, List<QualityRuleProblem> found)
    {
        if (value <= 0 || value > most) found.Add(new(place, $"{value}", $"It is above 0 and at most {most}."));
        else Sized(place, value, found);
    }

    private static void NotNegative(string place, decimal value, List<QualityRuleProblem> found)
    {
        if (value < 0) found.Add(new(place, $"{value}", "It is 0 or more."));
        else Sized(place, value, found);
    }

    private static void Sized(string place, decimal value, List<QualityRuleProblem> found)
    {
        if (decimal.Abs(value) > NumberMost) found.Add(new(place, $"{value}", $"Numbers of rules lie between -{NumberMost} and {NumberMost}."));
        else if (value.Scale > DecimalsMost) found.Add(new(place, $"{value}", $"Numbers of rules have at most {DecimalsMost} decimals."));
    }
}
