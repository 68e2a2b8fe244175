using System.Globalization;
using System.Text.Json;
using Basin.Exchange;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Exchange;

public sealed class SimulateTermsTests
{
    private const string Jiekou = "340000-330000-JK";
    private static readonly CheckedTerms s_terms = CheckedTerms.Read(Document("xinanjiang-1")).Terms!;
    private static readonly Caller s_anhui = new("340000-EE", "安徽", Role.Bureau, "340000", "key", "key");

    private static string Document(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent!;
        return File.ReadAllText(Path.Combine(folder.FullName, "deploy", "agreements", $"{name}.json"));
    }

    private static SimulateTerms.Body Body(string from = "2012-01", string to = "2012-12") => new(JsonSerializer.SerializeToElement("any"), from, to);

    private static Caller From(string region, string role) => s_anhui with { Region = region, Role = role };

    private static SuppliedMonths.Body Month(int month, string ammonia = "0.21") => new(
        Jiekou, string.Create(CultureInfo.InvariantCulture, $"2012-{month:D2}"),
        new Dictionary<string, string?> { ["CODMn"] = "1.99", ["氨氮"] = ammonia, ["w21001"] = "1.12", ["总磷"] = "0.036" });

    [Theory]
    [InlineData("340000", Role.Bureau, true)]
    [InlineData("330000", Role.Finance, true)]
    [InlineData("110000", Role.Bureau, false)]
    [InlineData("110000", Role.Finance, false)]
    [InlineData("100000", Role.Superior, true)]
    [InlineData("100000", Role.Auditor, true)]
    public void Only_a_partys_region_the_superior_and_auditors_may_try_a_document(string region, string role, bool may) =>
        (SimulateTerms.Refuse(s_terms, Body(), From(region, role)) is null).ShouldBe(may);

    [Theory]
    [InlineData("2012", "2012-12", "invalid-month")]
    [InlineData("2012-01", "2012-13", "invalid-month")]
    [InlineData("2012-02", "2012-01", "invalid-range")]
    [InlineData("2001-01", "2020-12", null)]
    [InlineData("2001-12", "2021-01", "range-too-long")]
    public void A_range_is_of_months_in_order_and_spans_at_most_twenty_years(string from, string to, string? code) =>
        (SimulateTerms.Refuse(s_terms, Body(from, to), s_anhui)?.Code).ShouldBe(code);

    [Fact]
    public void Too_many_stated_facts_are_refused()
    {
        var many = Enumerable.Repeat(new StatedFact("x", "2012", "是"), SimulateTerms.StatedMax + 1).ToList();
        SimulateTerms.Refuse(s_terms, Body() with { Stated = many }, s_anhui)!.Code.ShouldBe("too-many-facts");
        SimulateTerms.Refuse(s_terms, Body() with { Stated = many[1..] }, s_anhui)!.Code.ShouldBe("invalid-statement");
    }

    [Theory]
    [InlineData("重大污染事故", "2012", "是", null)]
    [InlineData("事故", "2012", "是", "stated[0].name")]
    [InlineData("重大污染事故", "2013", "是", "stated[0].period")]
    [InlineData("重大污染事故", "2012", "也许", "stated[0].value")]
    public void What_the_document_lets_nobody_state_is_refused(string name, string period, string value, string? field) =>
        (SimulateTerms.Refuse(s_terms, Body() with { Stated = [new(name, period, value)] }, s_anhui)?.Field).ShouldBe(field);

    [Fact]
    public void A_fact_is_stated_once_for_a_period()
    {
        StatedFact fact = new("重大污染事故", "2012", "是");
        var refused = SimulateTerms.Refuse(s_terms, Body() with { Stated = [fact, fact with { Value = "否" }] }, s_anhui).ShouldNotBeNull();
        (refused.Code, refused.Field).ShouldBe(("invalid-statement", "stated[1].period"));
    }

    [Theory]
    [InlineData("340000", Role.Bureau, null)]
    [InlineData("330000", Role.Finance, null)]
    [InlineData("360000", Role.Bureau, "not-your-section")]
    [InlineData("100000", Role.Auditor, null)]
    public void Known_months_are_drawn_on_only_where_monitoring_would_show_them(string region, string role, string? code)
    {
        var known = new Dictionary<string, KnownSection> { [Jiekou] = new(Jiekou, 1, "340000", "330000") };
        (SimulateTerms.NotReadable([Jiekou], known, From(region, role))?.Code).ShouldBe(code);
    }

    [Fact]
    public void A_section_that_the_registry_has_not_stated_is_open_only_to_those_who_see_everything()
    {
        SimulateTerms.NotReadable([Jiekou], new Dictionary<string, KnownSection>(), s_anhui)!.Code.ShouldBe("unknown-section");
        SimulateTerms.NotReadable([Jiekou], new Dictionary<string, KnownSection>(), From("100000", Role.Superior)).ShouldBeNull();
    }

    [Fact]
    public void The_months_of_a_range_are_needed_once_each() =>
        SimulateTerms.Needs(CheckedTerms.Read(Document("yulu-1")).Terms!, new(2019, 1), new(2020, 12)).Length.ShouldBe(36);

    [Fact]
    public void Supplied_means_are_read_by_any_name_and_settle()
    {
        var (facts, rejections) = SuppliedMonths.Read([.. Enumerable.Range(1, 12).Select(month => Month(month))]);
        rejections.ShouldBeEmpty();
        facts[0].Means.Keys.ShouldBe(["总氮", "总磷", "氨氮", "高锰酸盐指数"], ignoreOrder: true);

        var view = SimulateTerms.Simulate(s_terms, new(2012, 1), new(2012, 12), facts, null, analyse: true).View!;
        view.Periods.Single().Net["皖"]!.Figures.ShouldBe("100,000,000.00");
        view.Periods.Single().Analysis!.BreakEvens.Length.ShouldBe(4);
    }

    [Fact]
    public void Everything_wrong_with_supplied_months_is_told_at_once()
    {
        SuppliedMonths.Body[] months =
        [
            Month(1), Month(1), Month(2) with { Month = "2012" }, Month(3) with { WaterBody = "sea" }, Month(4, "much"), Month(5) with { Volume = "1e3" },
            Month(6) with { Means = new Dictionary<string, string?> { ["金"] = "1" } },
            Month(7) with { Means = new Dictionary<string, string?> { ["TP"] = "1", ["总磷"] = "1" } },
            Month(8, "10000000000000"),
        ];
        SuppliedMonths.Read(months).Rejections.Select(rejection => (rejection.Code, rejection.Field)).ShouldBe(
        [
            ("duplicate-month", "months[1]"), ("invalid-month", "months[2].month"), ("invalid-water-body", "months[3].waterBody"),
            ("invalid-value", "months[4].means.氨氮"), ("invalid-value", "months[5].volume"), ("unknown-indicator", "months[6].means.金"),
            ("duplicate-indicator", "months[7].means.总磷"), ("invalid-value", "months[8].means.氨氮"),
        ]);
    }

    [Theory]
    [InlineData("氨氮", "-0.0001", false)]
    [InlineData("氨氮", "0", true)]
    [InlineData("pH", "14", true)]
    [InlineData("pH", "14.0001", false)]
    public void A_mean_outside_the_plausible_range_is_refused_with_field_and_value(string indicator, string value, bool plausible)
    {
        var (facts, rejections) = SuppliedMonths.Read([Month(1) with { Means = new Dictionary<string, string?> { [indicator] = value } }]);
        rejections.Select(one => (one.Kind, one.Code, one.Field, one.Value)).ShouldBe(plausible ? [] : [(Refusal.NotAllowed, "implausible-value", $"months[0].means.{indicator}", value)]);
        if (plausible) facts[0].Means[indicator].Value.ShouldBe(decimal.Parse(value, CultureInfo.InvariantCulture));
        else rejections[0].Sentence.ShouldContain(indicator == "pH" ? "pH lies between 0 and 14, both inclusive." : "mg/L, both inclusive.");
    }

    [Theory]
    [InlineData("-0.1", false)]
    [InlineData("0", true)]
    [InlineData("1000000000000", true)]
    public void A_volume_below_zero_is_refused(string volume, bool accepted)
    {
        var (facts, rejections) = SuppliedMonths.Read([Month(1) with { Volume = volume }]);
        rejections.Select(one => (one.Code, one.Field, one.Value)).ShouldBe(accepted ? [] : [("implausible-value", "months[0].volume", volume)]);
        if (accepted) facts[0].Volume!.Value.ShouldBe(decimal.Parse(volume, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_month_tells_its_source_and_is_of_the_stations_where_it_does_not()
    {
        SuppliedMonths.Body[] months = [Month(1), .. DataSource.All.Select(source => Month(2) with { Source = source })];
        var (facts, rejections) = SuppliedMonths.Read(months);
        rejections.ShouldBeEmpty("a section may have one month from each source");
        facts.Select(month => month.Source).ShouldBe([DataSource.Stations, .. DataSource.All]);

        SuppliedMonths.Read([Month(1), Month(1) with { Source = DataSource.Stations }]).Rejections.Single().Code.ShouldBe("duplicate-month");
        var unknown = SuppliedMonths.Read([Month(1) with { Source = "卫星" }]).Rejections.Single();
        (unknown.Kind, unknown.Code, unknown.Field, unknown.Value).ShouldBe((Refusal.NotAllowed, "unknown-source", "months[0].source", "卫星"));
        foreach (var source in DataSource.All) unknown.Sentence.ShouldContain(source);
    }

    [Fact]
    public void A_month_without_a_mean_stays_open_and_too_many_months_are_refused()
    {
        var (facts, rejections) = SuppliedMonths.Read([Month(1) with { Means = new Dictionary<string, string?> { ["氨氮"] = null } }]);
        rejections.ShouldBeEmpty();
        facts[0].Means["氨氮"].Value.ShouldBeNull();
        SuppliedMonths.Read([.. Enumerable.Repeat(Month(1), SuppliedMonths.Max + 1)]).Rejections.Single().Code.ShouldBe("too-many-months");
    }

    [Fact]
    public void An_analysis_that_would_take_too_long_is_refused_before_it_begins()
    {
        var terms = CheckedTerms.Read(Document("xinanjiang-1").Replace("年均(街口, 因子)", "均值(街口, 因子, 2000年至2011年)", StringComparison.Ordinal)).Terms;
        terms.ShouldNotBeNull();
        var facts = SuppliedMonths.Read([.. Enumerable.Range(0, 240).Select(index => Month(1) with { Month = new YearMonth(2000, 1).AddMonths(index).ToString() })]).Facts;
        SimulateTerms.Simulate(terms, new(2000, 1), new(2019, 12), facts, null, analyse: true).Rejection!.Code.ShouldBe("analysis-too-long");
        SimulateTerms.Simulate(terms, new(2000, 1), new(2019, 12), facts, null, analyse: false).View!.Periods.Length.ShouldBe(20);
    }
}
