using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>An agreement's own rules on when a month counts, judged from the counts that came with the month.</summary>
public sealed class ValidityTests
{
    private const string Clause = """ "clauses": [{ "no": "一", "pay": "月均(桥, 氨氮) / 1mg/L * 100元", "from": "甲", "to": "乙" }, { "no": "二", "pay": "水量(桥) * 1元/m³", "from": "甲", "to": "乙" }] """;
    private static readonly Period s_february = new("2025-02", new(2025, 2), new(2025, 2));

    private static string Members(string data) => $$"""
        "term": { "from": "2025-01-01", "to": "2025-12-31" }, "period": "月", "parties": { "甲": "110000", "乙": "120000" },
        "sections": { "桥": "QIAO" }, "indicators": ["氨氮"], "data": { "admissible": { "氨氮": { "from": "0", "to": "10" }, "水量": { "from": "0", "to": "1000" } }, {{data}} }, {{Clause}}
        """;

    private static MonthFacts Month(MonthMean ammonia, string source = DataSource.Stations, MonthMean? volume = null) => new(
        "QIAO", new(2025, 2), 1, WaterBody.River, ImmutableSortedDictionary<string, MonthMean>.Empty.Add("氨氮", ammonia), volume, source);

    private static Payment First(string data, params MonthFacts[] facts) => Draft.Checked(Members(data)).Assess(s_february, facts).Payments.First(payment => payment.Clause == "一");

    [Theory]
    [InlineData("0.75", 126, 168, true)]
    [InlineData("0.75", 125, 168, false)]
    [InlineData("1", 168, 168, true)]
    [InlineData("1", 167, 168, false)]
    [InlineData("0.001", 1, 168, true)]
    public void A_month_counts_from_the_agreed_share_of_its_readings_on(string share, int valid, int expected, bool counts)
    {
        var payment = First($"\"validShare\": \"{share}\"", Month(new(0.5m, valid, expected, null)));
        (payment.Amount is not null).ShouldBe(counts);
        if (!counts) payment.Gaps.Single().Reason.ShouldBe($"应测{expected}个，有效{valid}个，有效率低于协议要求的{share}");
    }

    [Theory]
    [InlineData(20, 20, true)]
    [InlineData(20, 19, false)]
    [InlineData(31, 28, true)]
    [InlineData(31, 27, false)]
    [InlineData(1, 0, false)]
    public void A_month_counts_from_the_agreed_days_on_and_no_more_than_it_has(int asked, int days, bool counts)
    {
        var payment = First($"\"validDays\": {asked}", Month(new(0.5m, 100, 168, null, ValidDays: days)));
        (payment.Amount is not null).ShouldBe(counts);
        if (!counts) payment.Gaps.Single().Reason.ShouldBe($"有效{days}天，少于协议要求的{Math.Min(asked, 28)}天");
    }

    [Fact]
    public void Days_that_nobody_counted_are_not_enough() =>
        First("\"validDays\": 1", Month(new(0.5m, 100, 168, null))).Gaps.Single().Reason.ShouldBe("月度数据未列有效天数，协议要求至少1天");

    [Fact]
    public void Days_are_asked_of_stations_and_not_of_samples() =>
        First("\"validDays\": 20", Month(new(0.5m, 1, 1, null), DataSource.Separated)).Amount!.Value.Yuan.ShouldBe(50);

    [Fact]
    public void A_month_that_does_not_count_gives_way_to_the_next_source()
    {
        var automatic = Month(new(0.5m, 20, 168, null));
        First("\"validShare\": \"0.5\"", automatic, Month(new(0.7m, 1, 1, null), DataSource.Separated)).Amount!.Value.Yuan.ShouldBe(70);
        First("\"validShare\": \"0.5\"", Month(new(0.5m, 84, 168, null)), Month(new(0.7m, 1, 1, null), DataSource.Separated)).Amount!.Value.Yuan.ShouldBe(50);
    }

    [Theory]
    [InlineData(84, true)]
    [InlineData(83, false)]
    public void A_volume_is_judged_by_the_readings_of_its_flow(int valid, bool counts)
    {
        var facts = Month(new(0.5m, 168, 168, null), volume: new(300, valid, 168, null));
        var payment = Draft.Checked(Members("\"validShare\": \"0.5\"")).Assess(s_february, [facts]).Payments.Single(payment => payment.Clause == "二");
        (payment.Amount?.Yuan).ShouldBe(counts ? 300 : null);
    }

    [Fact]
    public void Where_nothing_is_said_a_month_that_has_a_mean_counts() => First("\"compare\": \"全数值\"", Month(new(0.5m, 1, 168, null))).Amount!.Value.Yuan.ShouldBe(50);

    [Theory]
    [InlineData("\"validShare\": \"0\"", "data.validShare", "number")]
    [InlineData("\"validShare\": \"1.01\"", "data.validShare", "number")]
    [InlineData("\"validShare\": \"75%\"", "data.validShare", "number")]
    [InlineData("\"validShare\": 1", "data.validShare", "shape")]
    [InlineData("\"validDays\": 0", "data.validDays", "count")]
    [InlineData("\"validDays\": 32", "data.validDays", "count")]
    public void What_no_month_could_be_judged_by_is_refused(string data, string place, string code) =>
        Draft.Problems(Members(data)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(problem => problem.Place.ShouldBe(place), problem => problem.Code.ShouldBe(code));

    [Theory]
    [InlineData("采测分离", 1)]
    [InlineData("自动站", 0)]
    public void Days_asked_of_samples_alone_are_remarked(string source, int remarks)
    {
        var check = CheckedTerms.Read(Draft.Of(Members($"\"validDays\": 20, \"priority\": [\"{source}\"]")));
        check.Remarks.Count(remark => remark is { Place: "data.validDays", Code: "days-of-samples" }).ShouldBe(remarks);
    }

    [Fact]
    public void The_text_of_the_agreement_says_both_and_is_read_back()
    {
        var terms = Draft.Checked(Members("\"validShare\": \"0.75\", \"validDays\": 20"));
        var text = TermsText.Of(terms.Canonical);
        text.ShouldContain("月均值最低有效率：0.75");
        text.ShouldContain("月均值最少有效天数：20");
        Agreements.Checked(TermsTextReader.Read(text).Json!).Canonical.ShouldBe(terms.Canonical);
        var changed = TermsDifference.Of(terms.Canonical, Draft.Checked(Members("\"validShare\": \"0.8\", \"validDays\": 20")).Canonical).Changes.ShouldHaveSingleItem();
        (changed.Article, changed.Key, changed.Old, changed.New).ShouldBe(("数据规则", "月均值最低有效率", "月均值最低有效率：0.75", "月均值最低有效率：0.8"));
    }
}
