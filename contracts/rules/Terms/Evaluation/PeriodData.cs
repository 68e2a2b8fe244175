using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// What is known of a period, as the data rules of its document find it: every value that its payments rest on, or the reason why there is none.
/// Found once by <see cref="PreparedPeriod.Find"/>, then assessed as often as one likes.
/// </summary>
public sealed class PeriodData
{
    private PeriodData(Known<Exact, ExactTruth> known, Found[] found, string?[] statedBy) => (Known, Found, StatedBy) = (known, found, statedBy);

    internal Known<Exact, ExactTruth> Known { get; }

    internal Found[] Found { get; }

    internal string?[] StatedBy { get; }

    internal static PeriodData Of(Period period, Inputs inputs, Facts facts)
    {
        var known = Known<Exact, ExactTruth>.Of(inputs);
        var found = new Found[inputs.Months.Count];
        for (var place = 0; place < found.Length; place++)
        {
            var input = inputs.Months[place];
            found[place] = input.Indicator is { } indicator ? facts.Mean(input.Section.Code, input.Month, indicator) : facts.Volume(input.Section.Code, input.Month);
            known.Months[place] = found[place].Value is { } value
                ? new(value, [])
                : Exact.Unknown(new Gap(input.Section.Code, input.Month, input.Indicator?.Name ?? Facts.VolumeName, found[place].Mean.Reason!));
        }

        for (var place = 0; place < inputs.Waters.Count; place++) known.Waters[place] = facts.Water(inputs.Waters[place].Section, inputs.Waters[place].Month);
        var statedBy = new string?[inputs.Stated.Count];
        for (var place = 0; place < statedBy.Length; place++) statedBy[place] = State(period, inputs.Stated[place], facts, known, place);
        return new(known, found, statedBy);
    }

    /// <summary>The same with another value in some months, as it would be found there.</summary>
    internal PeriodData With(Inputs inputs, Func<MonthInput, bool> isChanged, decimal value)
    {
        var (months, found) = ((Exact[])Known.Months.Clone(), (Found[])Found.Clone());
        for (var place = 0; place < months.Length; place++)
        {
            if (isChanged(inputs.Months[place])) (months[place], found[place]) = (new(value, []), new(new(value, 1, 1, null), null));
        }

        return new(Known with { Months = months }, found, StatedBy);
    }

    // Who stated it; null where it is not known.
    private static string? State(Period period, Statable fact, Facts facts, Known<Exact, ExactTruth> known, int place)
    {
        var (value, origin) = Statement(fact, facts.Stated(fact.Name, period.Id));
        ImmutableArray<Gap> gaps = value is null ? [new("", period.FirstMonth, "", origin)] : [];
        known.StatedNumbers[place] = new(value, gaps);
        known.StatedTruths[place] = new(value is null ? null : value != 0, gaps);
        return value is null ? null : origin;
    }

    // The value and where it comes from, or why there is none.
    private static (decimal? Value, string Origin) Statement(Statable fact, string? text)
    {
        var by = string.Join("、", fact.By);
        if (text is null) return fact.Otherwise is { } otherwise ? (otherwise, $"{by}未作认定，按协议") : (null, fact.Earlier is null ? $"{by}尚未认定“{fact.Name}”" : $"以前各期尚未全部结算，“{fact.Name}”未定");
        return fact.TryRead(text, out var value, out var reason) ? (value, $"{by}认定") : (null, $"认定的“{fact.Name}”{reason}");
    }
}
