using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Settlement;

/// <summary>What an assessment rests on.</summary>
public sealed record AssessedOn(IReadOnlyCollection<MonthFacts> Facts, IReadOnlyCollection<StatedFact> Stated);

/// <summary>The part of a difference that one change of the facts brought about in one payment.</summary>
/// <param name="What">The change in words: section, month, indicator, value before and after.</param>
/// <param name="Month">The month that changed, or the period where something was stated of it.</param>
/// <param name="Indicator">The indicator or stated fact that changed; empty where a whole month came or went.</param>
/// <param name="Change">What the payment from <paramref name="From"/> to <paramref name="To"/> grew by; below zero where it shrank.</param>
public sealed record DifferenceShare(string What, string Month, string Indicator, string Clause, string From, string To, Money Change);

/// <summary>
/// Why two assessments of one period come to different amounts: the facts are changed one after the other, in order of stated facts by name, then sections,
/// months, sources and indicators, and each payment's change is put down to the one that brought it about. The shares of a payment always sum to
/// its whole difference. Where facts act together, as a product does, the share depends on this order, which is why it is fixed.
/// </summary>
public static class DifferenceExplanation
{
    private const string Water = "水量";

    private sealed record Change(string What, string Month, string Indicator);

    /// <param name="terms">The terms both assessments were made by.</param>
    /// <param name="period">One of the terms' periods.</param>
    /// <param name="before">What the earlier one rested on.</param>
    /// <param name="after">What the later one rests on.</param>
    /// <returns>The shares, none of them zero. None at all where the later assessment cannot be determined, which gives no difference.</returns>
    public static Explained<ImmutableArray<DifferenceShare>> Of(CheckedTerms terms, Period period, AssessedOn before, AssessedOn after)
    {
        var prepared = terms.Prepare(period);
        var (first, last) = (Pay(prepared, before), Pay(prepared, after));
        var shares = ImmutableArray.CreateBuilder<DifferenceShare>();
        if (first is not null && last is not null)
        {
            // A change that leaves a payment undetermined says what it comes to together with the next one that determines it.
            var (known, together) = (first, new List<Change>());
            foreach (var (change, state) in Changes(period, before, after))
            {
                together.Add(change);
                if (Pay(prepared, state) is not { } paid) continue;
                shares.AddRange(Shares(change with { What = string.Join("；", together.Select(one => one.What)) }, known, paid));
                (known, together) = (paid, []);
            }

            if (known.Count != last.Count || known.Any(payment => last.GetValueOrDefault(payment.Key) != payment.Value))
                throw new InvalidOperationException($"The changes of {terms.Title} {period.Id} do not lead from one assessment to the other.");
        }

        return new(shares.ToImmutable(), StepOf(period, shares));
    }

    // Facts change one by one; after the last change they are those of the later assessment.
    private static IEnumerable<(Change Change, AssessedOn State)> Changes(Period period, AssessedOn before, AssessedOn after)
    {
        var stated = before.Stated.ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        var facts = before.Facts.ToDictionary(Key);
        foreach (var name in stated.Keys.Union(after.Stated.Select(fact => fact.Name)).Order(StringComparer.Ordinal).ToList())
        {
            var (old, now) = (stated.GetValueOrDefault(name), after.Stated.FirstOrDefault(fact => fact.Name == name));
            if (old == now) continue;
            if (now is null) stated.Remove(name);
            else stated[name] = now;
            yield return (new($"{name}：{old?.Value ?? "未认定"} → {now?.Value ?? "未认定"}", period.Id, name), new([.. facts.Values], [.. stated.Values]));
        }

        var later = after.Facts.ToDictionary(Key);
        foreach (var key in facts.Keys.Union(later.Keys).OrderBy(key => key.Section, StringComparer.Ordinal).ThenBy(key => key.Month).ThenBy(key => Place(key.Source)).ToList())
        {
            var (old, now) = (facts.GetValueOrDefault(key), later.GetValueOrDefault(key));
            if (Same(old, now)) continue;
            foreach (var (change, changed) in Changes(key, old, now))
            {
                if (changed is null) facts.Remove(key);
                else facts[key] = changed;
                yield return (change, new([.. facts.Values], [.. stated.Values]));
            }
        }
    }

    private static IEnumerable<(Change Change, MonthFacts? State)> Changes((string Section, YearMonth Month, string Source) key, MonthFacts? old, MonthFacts? now)
    {
        var where = $"{key.Section} {key.Month}{(key.Source == DataSource.Stations ? "" : $" {key.Source}")}";
        if (old is null || now is null)
        {
            yield return (new($"{where}：{(old is null ? "新增" : "撤销")}", $"{key.Month}", ""), now);
            yield break;
        }

        var state = old;
        foreach (var name in old.Means.Keys.Union(now.Means.Keys).Order(StringComparer.Ordinal))
        {
            var (from, to) = (old.Means.GetValueOrDefault(name), now.Means.GetValueOrDefault(name));
            if (from == to) continue;
            state = state with { Means = to is null ? state.Means.Remove(name) : state.Means.SetItem(name, to) };
            yield return (new($"{where} {name}：{Words(from)} → {Words(to)}", $"{key.Month}", name), state);
        }

        if (old.Volume != now.Volume) yield return (new($"{where} {Water}：{Words(old.Volume)} → {Words(now.Volume)}", $"{key.Month}", Water), state with { Volume = now.Volume });
        if (old.WaterBody != now.WaterBody) yield return (new($"{where}：{(old.WaterBody == WaterBody.Lake ? "湖库 → 河流" : "河流 → 湖库")}", $"{key.Month}", ""), now);
    }

    private static (string Section, YearMonth Month, string Source) Key(MonthFacts facts) => (facts.Section, facts.Month, facts.Source);

    private static int Place(string source) => DataSource.All.TakeWhile(other => other != source).Count();

    private static bool Same(MonthFacts? old, MonthFacts? now) => old is not null && now is not null
        && old.WaterBody == now.WaterBody && old.Volume == now.Volume && old.Means.Count == now.Means.Count && old.Means.All(mean => now.Means.GetValueOrDefault(mean.Key) == mean.Value);

    private static string Words(MonthMean? mean) => mean is null ? "无" : mean.Value is { } value ? $"{value}" : mean.Reason ?? "无";

    // Null where some payment cannot be determined. What two cases of a clause pay in one direction is one payment.
    private static Dictionary<(string Clause, string From, string To), Money>? Pay(PreparedPeriod prepared, AssessedOn state)
    {
        var paid = new Dictionary<(string Clause, string From, string To), Money>();
        foreach (var payment in prepared.Pay(prepared.Find(state.Facts, state.Stated)))
        {
            if (payment.Amount is not { } amount) return null;
            if (amount > Money.Zero) paid[(payment.Clause, payment.From, payment.To)] = paid.GetValueOrDefault((payment.Clause, payment.From, payment.To)) + amount;
        }

        return paid;
    }

    private static IEnumerable<DifferenceShare> Shares(
        Change change, Dictionary<(string Clause, string From, string To), Money> before, Dictionary<(string Clause, string From, string To), Money> after) =>
        from payment in before.Keys.Union(after.Keys).OrderBy(key => key.Clause, StringComparer.Ordinal).ThenBy(key => key.From, StringComparer.Ordinal).ThenBy(key => key.To, StringComparer.Ordinal)
        let grown = after.GetValueOrDefault(payment) - before.GetValueOrDefault(payment)
        where grown != Money.Zero
        select new DifferenceShare(change.What, change.Month, change.Indicator, payment.Clause, payment.From, payment.To, grown);

    private static Step StepOf(Period period, ImmutableArray<DifferenceShare>.Builder shares) => new(
        "settlement.difference", $"差额({period.Id})", "更正后 - 更正前", $"{shares.Count}项变化", null, null,
        [
            .. shares.GroupBy(share => (share.Clause, share.From, share.To)).Select(payment => new Step(
                "settlement.difference-payment", $"{payment.Key.From} 付 {payment.Key.To}", string.Join(" + ", payment.Select(share => share.Change.Figures())),
                Sum(payment).Figures(), "元", $"条款 {payment.Key.Clause}",
                [.. payment.Select(share => Step.Fact("settlement.difference-share", share.What, share.Change.Figures(), "元"))])),
        ]);

    private static Money Sum(IEnumerable<DifferenceShare> shares) => shares.Aggregate(Money.Zero, (sum, share) => sum + share.Change);
}
