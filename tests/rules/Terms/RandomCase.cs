using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

/// <summary>A period of an agreement with made-up data: months there or not, values inside and beyond what is admissible, statements made or not.</summary>
internal sealed record RandomCase(CheckedTerms Terms, Period Period, IReadOnlyList<MonthFacts> Facts, IReadOnlyList<StatedFact> Stated)
{
    private const decimal ImpossibleVolume = 3_000_000_000_000m;

    // How good the data of a case is in per cent, so that whole years and bare ones both come up, and how dirty its water, so that every class does.
    private static readonly Gen<(int Missing, int Odd)> s_quality = Gen.OneOfConst((0, 0), (0, 0), (5, 0), (10, 5), (40, 10), (80, 20));
    private static readonly Gen<decimal> s_dirt = Gen.OneOfConst(0.05m, 0.1m, 0.3m, 1m, 1m, 2m);

    // Limits and what lies about them; class Ⅰ to far beyond, and values that no water can have.
    private static readonly Gen<decimal> s_factor = Gen.OneOf(
        Gen.Int[1, 400].Select(hundredths => hundredths / 100m), Gen.OneOfConst(0.15m, 0.5m, 1m, 1.5m, 2m), Gen.Int[1, 1_000_000].Select(millionths => millionths / 1_000_000m));

    private static readonly Gen<decimal> s_volume = Gen.OneOf(Gen.Int[0, 900_000_000].Select(cubicMetres => (decimal)cubicMetres), Gen.Int[0, 20_000_000].Select(cubicMetres => (decimal)cubicMetres));

    /// <summary>Cases of any period of the agreement.</summary>
    public static Gen<RandomCase> Of(CheckedTerms terms) => Gen.OneOfConst([.. terms.Periods]).SelectMany(period => Of(terms, period));

    public static Gen<RandomCase> Of(CheckedTerms terms, Period period) =>
        from quality in s_quality
        from dirt in s_dirt
        from facts in Water(terms, period, quality.Missing, quality.Odd, dirt)
        from stated in Statements(terms, period, quality.Missing)
        select new RandomCase(terms, period, facts, stated);

    public override string ToString() =>
        $"{Terms.Title} {Period}: {string.Join("; ", Facts.Select(month => $"{month.Section} {month.Month} {string.Join(", ", month.Means.Select(mean => $"{mean.Key} {mean.Value.Value}"))} {month.Volume?.Value}m³"))}; {string.Join("; ", Stated)}";

    /// <summary>The facts without those of some section-months, whatever their source.</summary>
    public IReadOnlyList<MonthFacts> Without(Func<SectionMonth, bool> missing) => [.. Facts.Where(month => !missing(new(month.Section, month.Month)))];

    private static Gen<IReadOnlyList<MonthFacts>> Water(CheckedTerms terms, Period period, int missing, int odd, decimal dirt)
    {
        var needs = terms.Needs(period);
        return Gen.Select(Month(terms, missing, odd, dirt).Array[needs.Length], Month(terms, missing, odd, dirt).Array[needs.Length], Gen.Int[0, 9].Array[needs.Length]).Select((first, second, both) =>
            (IReadOnlyList<MonthFacts>)
            [
                .. needs.Zip(first).Select(pair => Placed(pair.Second, pair.First)).OfType<MonthFacts>(),
                // Now and then a second source has something to say as well.
                .. needs.Zip(second, both).Where(three => three.Third == 0).Select(three => Placed(three.Second, three.First)).OfType<MonthFacts>().Select(month => month with { Source = DataSource.Separated }),
            ]);
    }

    private static MonthFacts? Placed(MonthFacts? month, SectionMonth place) => month is null ? null : month with { Section = place.Section, Month = place.Month };

    // A month that is not placed yet; null for one without facts.
    private static Gen<MonthFacts?> Month(CheckedTerms terms, int missing, int odd, decimal dirt) =>
        from presence in Gen.Int[0, 99]
        from means in Values(terms, missing, odd, dirt)
        from flow in Gen.Int[0, 99]
        from volume in s_volume
        select presence < missing ? null : new MonthFacts("", default, 1, WaterBody.River, means, flow < missing ? null : new(flow > 99 - odd ? ImpossibleVolume : volume, 1, 1, null));

    private static Gen<ImmutableSortedDictionary<string, MonthMean>> Values(CheckedTerms terms, int missing, int odd, decimal dirt)
    {
        var value = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 99], s_factor, Gen.Int[0, 9]).Select((presence, oddity, factor, below) => (presence, oddity, factor, below));
        return value.Array[terms.Indicators.Length].Select(values => terms.Indicators.Zip(values)
            .Where(pair => pair.Second.presence >= missing / 2)
            .ToImmutableSortedDictionary(pair => pair.First.Name, pair => Mean(pair.First, pair.Second.factor * dirt, pair.Second.oddity < odd ? pair.Second.oddity : null, pair.Second.below)));
    }

    private static MonthMean Mean(Indicator indicator, decimal factor, int? oddity, int below)
    {
        var value = Value(indicator, factor, oddity);
        // Of one mean in ten some part stands for readings below their detection limit.
        // and one in ten was measured too seldom for an agreement that asks for three quarters of the readings, or for twenty days.
        return new(value, below == 1 ? 20 : 30, 31, null, below == 0 && value > 0 ? value.Value / 4 : 0, ValidDays: below == 2 ? 19 : 30);
    }

    // So many times the limit of class Ⅲ, which is where most agreements decide; odd ones are missing, impossible, zero or as large as they can be.
    private static decimal? Value(Indicator indicator, decimal factor, int? oddity) => oddity switch
    {
        null => factor * (Limits.TryFind(indicator, WaterBody.River, out var limit) ? limit.BoundOf(WaterClass.III) : 1),
        int odd when odd % 5 == 0 => null,
        int odd when odd % 5 == 1 => -factor,
        int odd when odd % 5 == 2 => indicator.Most + factor,
        int odd when odd % 5 == 3 => indicator.Most,
        _ => 0,
    };

    // Where data is missing, statements are missing as well, or are none that the document would take.
    private static Gen<IReadOnlyList<StatedFact>> Statements(CheckedTerms terms, Period period, int missing)
    {
        var statements = terms.Stated.Select(fact => Statement(fact, missing).Select(text => text is null ? null : new StatedFact(fact.Name, period.Id, text)));
        return statements.Aggregate(Gen.Const(ImmutableList<StatedFact>.Empty), (all, one) => Gen.Select(all, one).Select((before, statement) => statement is null ? before : before.Add(statement)))
            .Select(all => (IReadOnlyList<StatedFact>)all);
    }

    private static Gen<string?> Statement(StatableFact fact, int missing)
    {
        var fitting = s_statements.Where(text => fact.Refused(text) is null).Select(text => (string?)text).ToArray();
        return Gen.Select(Gen.Int[0, 99], Gen.OneOfConst(fitting), Gen.OneOfConst([null, .. s_statements])).Select((presence, fits, anything) => presence < missing ? anything : fits);
    }

    private static readonly string[] s_statements = ["是", "否", "0", "1", "5.2", "10", "12.5", "50", "87.5", "100", "10000", "17785", "-5", "2020-03-31", "2025-04-01", "", "不明"];
}
