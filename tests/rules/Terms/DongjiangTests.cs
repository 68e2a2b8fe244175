using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>东江 (DOMAIN 2.4): class Ⅲ in the year, a compliance rate that rises by year, from 2021 the water that leaves.</summary>
public sealed class DongjiangTests
{
    private const string Paid = "四 粤->赣 100000000.00元";
    private static readonly CheckedTerms s_terms = Agreements.Read("dongjiang");
    private static readonly string s_miaozuili = s_terms.Sections["庙咀里"];

    // The first months of the year miss class Ⅲ, the rest keeps Ⅱ.
    private static MonthFacts[] Water(int year, int missed, decimal? volume = null) =>
    [
        .. s_terms.Sections.Values.SelectMany(section => Enumerable.Range(1, 12).Select(month =>
        {
            var facts = Months.Classed(section, new(year, month), section == s_miaozuili && month <= missed ? "Ⅳ" : "Ⅱ");
            return volume is { } cubicMetres ? facts.WithVolume(cubicMetres) : facts;
        })),
    ];

    [Theory]
    [InlineData("2019 asks for 80 %: 10 of 12 are 83 %", 2019, 2, true)]
    [InlineData("2019 asks for 80 %: 9 of 12 are 75 %", 2019, 3, false)]
    [InlineData("2020 asks for 90 %: 11 of 12 are 92 %", 2020, 1, true)]
    [InlineData("2020 asks for 90 %: 10 of 12 are 83 %", 2020, 2, false)]
    [InlineData("2021 asks for all", 2021, 0, true)]
    [InlineData("2021 asks for all: 11 are not enough", 2021, 1, false)]
    public void The_threshold_rises_by_year(string row, int year, int missed, bool isPaid) =>
        s_terms.Assess(s_terms.Period($"{year}"), Water(year, missed, 100_000_000m)).Paid().ShouldBe(isPaid ? [Paid] : [], row);

    [Theory]
    [InlineData("2021, 24 section-months of 50 million m³ are 12亿", 2021, 50_000_000, true)]
    [InlineData("2021, 24 of 41.666… million m³ are not quite 10亿", 2021, 41_666_666, false)]
    [InlineData("2021, just over", 2021, 41_666_667, true)]
    [InlineData("before 2021 little water does not matter", 2020, 1, true)]
    public void From_2021_the_water_that_leaves_counts_too(string row, int year, int volume, bool isPaid) =>
        s_terms.Assess(s_terms.Period($"{year}"), Water(year, 0, volume)).Paid().ShouldBe(isPaid ? [Paid] : [], row);

    [Fact]
    public void A_volume_that_nobody_measured_leaves_2021_open_and_2020_paid()
    {
        s_terms.Assess(s_terms.Period("2021"), Water(2021, 0)).ShouldPayNothingForWantOfData();
        s_terms.Assess(s_terms.Period("2021"), Water(2021, 0)).Gaps.ShouldAllBe(gap => gap.Indicator == "水量");
        s_terms.Assess(s_terms.Period("2020"), Water(2020, 0)).Paid().ShouldBe([Paid]);
        s_terms.Assess(s_terms.Period("2020"), []).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void The_annual_mean_must_keep_III_whatever_the_rate()
    {
        // Two months so bad that the year misses class Ⅲ although ten of twelve months comply.
        var facts = Water(2019, 2).Select(month => month.Section == s_miaozuili && month.Month.Month <= 2 ? month.With("氨氮", 10m) : month);
        s_terms.Assess(s_terms.Period("2019"), [.. facts]).Payments.ShouldBeEmpty();
    }

    [Fact]
    public void Guangdong_alone_can_owe_and_at_most_100_million()
    {
        foreach (var period in s_terms.UnlikePeriods) s_terms.MostOwed(period).Wan().ShouldBe("粤 10000");
        s_terms.UnlikePeriods.Length.ShouldBe(3);
    }
}
