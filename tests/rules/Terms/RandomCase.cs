using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

/// <summary>A period of an agreement with made-up data: months there or not, values inside and beyond what is admissible, statements made or not.</summary>
internal sealed record RandomCase(CheckedTerms Terms, Period Period, IReadOnlyList<MonthFacts> Facts, IReadOnlyList<StatedFact> Stated)
{
    // How good the data of a case is, so that whole years and bare ones both come up.
    private static readonly Gen<(int Missing, int Odd)> s_quality = Gen.OneOfConst((0, 0), (0, 0), (5, 0), (10, 5), (40, 10), (80, 20));

    // Limits and what lies about them; class Ⅰ to far beyond, and values that no water can have.
    private static readonly Gen<decimal> s_factor = Gen.OneOf(
        Gen.Int[1, 400].Select(hundredths => hundredths / 100m), Gen.OneOfConst(0.15m, 0.5m, 1m, 1.5m, 2m), Gen.Int[1, 1_000_000].Select(millionths => millionths / 1_000_000m));

    private static readonly Gen<decimal> s_volume = Gen.OneOf(Gen.Long[0, 2_000_000_000].Select(cubicMetres => (decimal)cubicMetres), Gen.Long[0, 20_000_000].Select(cubicMetres => (decimal)cubicMetres));

    /// <summary>Cases of any period of the agreement.</summary>
    public static Gen<RandomCase> Of(CheckedTerms terms) => Gen.OneOfConst([.. terms.Periods]).SelectMany(period => Of(terms, period));

    public static Gen<RandomCase> Of(CheckedTerms terms, Period period) =>
        from quality in s_quality
        from facts in Water(terms, period, quality.Missing, quality.Odd)
        from stated in Statements(terms, period)
        select new RandomCase(terms, period, facts, stated);

    public override string ToString() =>
        $"{Terms.Title} {Period}: {string.Join("; ", Facts.Select(month => $"{month.Section} {month.Month} {string.Join(", ", month.Means.Select(mean => $"{mean.Key} {mean.Value.Value}"))} {month.Volume?.Value}m³"))}; {string.Join("; ", Stated)}";

    private static Gen<IReadOnlyList<MonthFacts>> Water(CheckedTerms terms, Period period, int missing, int odd)
    {
        var needs = terms.Needs(period);
        var month = Gen.Select(Gen.Int[0, 99], Values(terms, missing, odd), Gen.Select(Gen.Int[0, 99], s_volume));
        return month.Array[needs.Length].Select(months => (IReadOnlyList<MonthFacts>)
        [
            .. needs.Zip(months).Where(pair => pair.Second.Item1 >= missing).Select(pair => new MonthFacts(
                pair.First.Section, pair.First.Month, 1, WaterBody.River, pair.Second.Item2, pair.Second.Item3.Item1 >= missing ? new(pair.Second.Item3.Item2, 1, 1, null) : null)),
        ]);
    }

    private static Gen<ImmutableSortedDictionary<string, MonthMean>> Values(CheckedTerms terms, int missing, int odd)
    {
        var value = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 99], s_factor).Select((presence, oddity, factor) => (presence, oddity, factor));
        return value.Array[terms.Indicators.Length].Select(values => terms.Indicators.Zip(values)
            .Where(pair => pair.Second.presence >= missing / 2)
            .ToImmutableSortedDictionary(pair => pair.First.Name, pair => new MonthMean(Mean(pair.First, pair.Second.factor, pair.Second.oddity < odd ? pair.Second.oddity : null), 1, 1, null)));
    }

    // So many times the limit of class Ⅲ, which is where most agreements decide; odd ones are missing, impossible, zero or as large as they can be.
    private static decimal? Mean(Indicator indicator, decimal factor, int? oddity) => oddity switch
    {
        null => factor * (Limits.TryFind(indicator, WaterBody.River, out var limit) ? limit.BoundOf(WaterClass.III) : 1),
        int odd when odd % 5 == 0 => null,
        int odd when odd % 5 == 1 => -factor,
        int odd when odd % 5 == 2 => indicator.Most + factor,
        int odd when odd % 5 == 3 => indicator.Most,
        _ => 0,
    };

    private static Gen<IReadOnlyList<StatedFact>> Statements(CheckedTerms terms, Period period)
    {
        // Texts that fit some declaration and texts that fit none; each fact takes one of its own kind more often.
        var anything = Gen.OneOfConst("是", "否", "0", "1", "50", "100", "10000", "-5", "12.5", "2020-03-31", "", "不明");
        var statements = terms.Stated.Select(fact => Gen.Select(Gen.Int[0, 9], Fitting(fact), anything).Select((choice, fitting, other) =>
            choice switch { < 2 => null, < 9 => new StatedFact(fact.Name, period.Id, fitting), _ => new StatedFact(fact.Name, period.Id, other) })).ToArray();
        return statements.Length == 0
            ? Gen.Const((IReadOnlyList<StatedFact>)[])
            : statements.Aggregate(Gen.Const(ImmutableList<StatedFact>.Empty), (all, one) => Gen.Select(all, one).Select((before, statement) => statement is null ? before : before.Add(statement)))
                .Select(all => (IReadOnlyList<StatedFact>)all);
    }

    private static Gen<string> Fitting(StatableFact fact) =>
        fact.Expected.Contains('是', StringComparison.Ordinal) ? Gen.OneOfConst("是", "否") : Gen.OneOf(Gen.Int[0, 100].Select(number => $"{number}"), Gen.Int[0, 5_000_000].Select(hundredths => $"{hundredths / 100m}"));
}
