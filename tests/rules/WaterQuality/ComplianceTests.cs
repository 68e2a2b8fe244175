using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class ComplianceTests
{
    private static TargetMonth Month(string text, string section = "A")
    {
        var parts = text.Split(' ');
        WaterClass? found = WaterClasses.TryParse(parts[1], out var water) ? water : null;
        return new(section, YearMonth.Parse(parts[0]), found, WaterClass.III, found is null ? "未测" : null);
    }

    private static Compliance Rate(int kept, int known) => new(kept, known, []);

    [Theory]
    [InlineData("Ⅱ", true)]
    [InlineData("Ⅲ", true)]
    [InlineData("Ⅳ", false)]
    [InlineData("-", null)]
    public void A_month_keeps_its_target_at_the_class_or_better(string found, bool? kept) => Month($"2024-01 {found}").IsKept.ShouldBe(kept);

    [Fact]
    public void An_unknown_month_counts_on_neither_side_and_is_named()
    {
        var rate = Compliance.Of([Month("2024-01 Ⅱ"), Month("2024-02 Ⅳ"), Month("2024-03 Ⅲ"), Month("2024-04 -")]);
        (rate.Kept, rate.Known, rate.PercentText).ShouldBe((2, 3, "66.7"));
        rate.Unknown.ShouldHaveSingleItem().Month.ShouldBe(YearMonth.Parse("2024-04"));
    }

    [Fact]
    public void Where_nothing_is_known_there_is_no_rate() => Compliance.Of([Month("2024-01 -")]).PercentText.ShouldBeNull();

    [Fact]
    public void A_year_is_held_against_the_same_months_of_the_year_before()
    {
        TargetMonth[] before = [Month("2023-01 Ⅳ"), Month("2023-02 Ⅱ"), Month("2023-03 -"), Month("2023-11 Ⅱ"), Month("2023-12 Ⅱ")];
        TargetMonth[] now = [Month("2024-01 Ⅱ"), Month("2024-02 Ⅱ"), Month("2024-03 Ⅱ")];
        Compliance.Change(now, before).ShouldBe(new ComplianceChange(2, 1, 2, "50.0"));
        Compliance.Change(now, []).ShouldBeNull();
    }

    [Fact]
    public void Equal_rates_share_a_place_and_the_next_one_is_counted_on_behind_them() =>
        Compliance.Places([Rate(2, 3), Rate(12, 12), Rate(4, 6), Rate(0, 0), Rate(1, 2), Rate(0, 5)]).ShouldBe([2, 1, 2, null, 4, 5]);

    [Fact]
    public void Rates_that_only_round_to_the_same_do_not_share_a_place() => Compliance.Places([Rate(6_660, 10_000), Rate(6_661, 10_000)]).ShouldBe([2, 1]);

    [Fact]
    public void A_further_month_that_keeps_its_target_never_lowers_a_place() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12]).Where(rate => rate.Item1 <= rate.Item2 && rate.Item2 > 0).Array[1, 8].Sample(rates =>
        {
            Compliance[] all = [.. rates.Select(rate => Rate(rate.Item1, rate.Item2))];
            Compliance[] better = [Rate(rates[0].Item1 + 1, rates[0].Item2 + 1), .. all[1..]];
            (Compliance.Places(better)[0] <= Compliance.Places(all)[0]).ShouldBeTrue();
        });

    [Fact]
    public void The_class_of_a_month_takes_each_indicator_from_the_first_source_that_has_it()
    {
        MonthFacts Facts(string source, params (string Indicator, decimal? Value)[] means) => new(
            "A", YearMonth.Parse("2024-01"), 1, WaterBody.River,
            System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(means.Select(mean => KeyValuePair.Create(mean.Indicator, new MonthMean(mean.Value, 1, 1, null)))), null, source);
        MonthClass.Of([Facts(DataSource.Separated, ("氨氮", 1.9m), ("化学需氧量", 25m)), Facts(DataSource.Stations, ("氨氮", 0.1m))]).Value.Class.ShouldBe(WaterClass.IV);
        MonthClass.Of([Facts(DataSource.Stations, ("氨氮", null)), Facts(DataSource.Separated, ("氨氮", 1.9m))]).Value.Class.ShouldBe(WaterClass.V);
        MonthClass.Of([Facts(DataSource.Stations, ("氨氮", 0.1m), ("总磷", null))]).Value.Class.ShouldBeNull();
    }
}
