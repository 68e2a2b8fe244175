using System.Collections.Immutable;
using Basin.Rules.Tests.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class MonthWaterTests
{
    private static readonly Indicator s_phosphorus = Indicators.Find("总磷");

    private static Explained<MonthMean> Flow(int valid, int expected, decimal share, params decimal[] values) =>
        Means.OfMonth(Indicators.Flow, [.. values.SelectMany(value => Enumerable.Repeat(new Measured(value), valid / values.Length))], expected, share, NonDetect.HalfLimit);

    [Theory]
    [InlineData("10", 31, "26784000")]
    [InlineData("0.5", 28, "1209600")]
    [InlineData("-2.5", 1, "-216000")]
    [InlineData("0", 30, "0")]
    public void The_volume_is_the_mean_flow_times_the_seconds_of_the_days_in_service(string flow, int days, string cubicMetres)
    {
        var volume = MonthWater.OfMonth(Flow(31, 31, 0.5m, decimal.Parse(flow)), days);
        volume.Value.ShouldBe(new MonthMean(decimal.Parse(cubicMetres), 31, 31, null));
        volume.Step.Formula.ShouldBe($"{flow} * 86400 * {days}");
        volume.Step.Because.ShouldHaveSingleItem().Rule.ShouldBe("mean.month");
    }

    [Theory]
    [InlineData(16, true)]
    [InlineData(15, false)]
    public void Below_the_share_of_its_readings_there_is_no_volume_but_a_reason(int valid, bool known)
    {
        var volume = MonthWater.OfMonth(Flow(valid, 31, 0.5m, 10), 31).Value;
        (volume.Value is not null).ShouldBe(known);
        if (!known) volume.Reason.ShouldBe("流量应测31个，有效15个，至少需要16个（比例0.5）");
    }

    [Fact]
    public void A_month_has_at_most_31_days() => Should.Throw<ArgumentOutOfRangeException>(() => MonthWater.OfMonth(Flow(1, 1, 1, 1), 32));

    [Fact]
    public void A_load_is_the_mean_times_the_volume_in_tonnes()
    {
        var load = MonthLoad.OfMonth(s_phosphorus, new(0.150m, 30, 31, null), new(26_784_000m, 31, 31, null));
        (load.Value.Value, load.Step.Value, load.Step.Unit).ShouldBe((4.0176m, "4.0176", "吨"));
    }

    [Fact]
    public void A_load_without_a_mean_or_a_volume_says_which()
    {
        MonthLoad.OfMonth(s_phosphorus, new(null, 3, 31, "没有均值"), new(null, 3, 31, "没有水量")).Value.ShouldBe(new MonthMean(null, 3, 31, "没有均值"));
        MonthLoad.OfMonth(s_phosphorus, new(0.1m, 30, 31, null), new(null, 3, 31, "没有水量")).Value.ShouldBe(new MonthMean(null, 30, 31, "没有水量"));
        MonthLoad.Has(Indicators.Find("pH")).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => MonthLoad.OfMonth(Indicators.Find("pH"), new(7, 1, 1, null), new(1, 1, 1, null)));
    }

    [Fact]
    public void The_terms_compute_the_same_load_digit_for_digit()
    {
        var terms = Draft.Checked("""
            "term": { "from": "2025-01-01", "to": "2025-12-31" }, "period": "月", "parties": { "甲": "110000", "乙": "120000" }, "sections": { "桥": "QIAO" }, "indicators": ["总磷"],
            "data": { "admissible": { "总磷": { "from": "0", "to": "1" }, "水量": { "from": "0", "to": "10000000000" } } },
            "clauses": [{ "no": "一", "pay": "通量(桥, 总磷) * 1元/吨", "from": "甲", "to": "乙" }]
            """);
        var period = terms.Periods.Single(period => period.Id == "2025-05");
        Gen.Select(Gen.Int[0, 700_000], Gen.Int[0, 2_100_000], Gen.Bool).Sample((milligrams, litres, thirds) =>
        {
            // Plain decimals, and such as fill every digit.
            var (mean, flow) = thirds ? (milligrams / 700_001m, litres / 701m) : (milligrams / 1_000_000m, litres / 1_000m);
            var volume = MonthWater.OfMonth(Flow(31, 31, 0.5m, flow), 31).Value;
            var month = new MonthFacts("QIAO", new(2025, 5), 1, WaterBody.River, ImmutableSortedDictionary<string, MonthMean>.Empty.Add("总磷", new(mean, 31, 31, null)), volume);
            var flux = Flat(terms.Assess(period, [month]).Step).Single(step => step.Rule == "terms.flux");
            var load = MonthLoad.OfMonth(s_phosphorus, month.Means["总磷"], volume).Step;
            (load.Value, load.Unit, load.Formula).ShouldBe((flux.Value, flux.Unit, flux.Formula));
        });
    }

    [Theory]
    [InlineData("流量", "流量")]
    [InlineData("discharge", "流量")]
    [InlineData("flow", "流量")]
    [InlineData("水位", "水位")]
    [InlineData("Level", "水位")]
    public void Flow_and_level_are_measured_and_not_evaluated(string name, string expected)
    {
        var indicator = Indicators.Find(name);
        indicator.Name.ShouldBe(expected);
        indicator.Evaluated.ShouldBeFalse();
        foreach (var body in Enum.GetValues<WaterBody>()) Limits.TryFind(indicator, body, out _).ShouldBeFalse();
    }

    [Fact]
    public void Waste_water_in_litres_is_not_taken_for_flow() => Indicators.TryFind("w00000", out _).ShouldBeFalse();

    [Theory]
    [InlineData("Flow")]
    [InlineData("流量")]
    [InlineData("水位")]
    public void A_document_that_does_not_list_them_goes_on_using_their_names(string name)
    {
        string Members(string indicators) => $$"""
            "term": { "from": "2025-01-01", "to": "2025-12-31" }, "period": "年", "parties": { "甲": "110000", "乙": "120000" }, "sections": { "桥": "QIAO" }, "indicators": [{{indicators}}],
            "values": { "{{name}}": { "is": "3", "unit": "元", "source": "约定" } }, "clauses": [{ "no": "一", "pay": "若 年均(桥, 氨氮) > 1mg/L 则 {{name}} 否则 {{name}} * 2", "from": "甲", "to": "乙" }]
            """;
        Draft.Problems(Members("\"氨氮\"")).ShouldBeEmpty();
        Draft.Problems(Members("\"氨氮\", \"流量\", \"水位\"")).ShouldContain(problem => problem.Place == $"values.{name}" && problem.Code == "name");
    }

    [Fact]
    public void An_agreement_can_ask_for_a_flow()
    {
        var terms = Draft.Checked("""
            "term": { "from": "2025-01-01", "to": "2025-12-31" }, "period": "月", "parties": { "甲": "110000", "乙": "120000" }, "sections": { "桥": "QIAO" }, "indicators": ["流量"],
            "clauses": [{ "no": "一", "when": "月均(桥, 流量) >= 12.5 m³/s", "pay": "1万元", "from": "甲", "to": "乙" }]
            """);
        Paid(12.5m).ShouldBe(10_000);
        Paid(12.4999m).ShouldBeNull();

        decimal? Paid(decimal flow) => terms.Assess(terms.Periods[0], [Agreements.Month("QIAO", new(2025, 1), ("流量", flow))]).Payments.SingleOrDefault()?.Amount?.Yuan;
    }

    private static IEnumerable<Step> Flat(Step step) => step.Because.SelectMany(Flat).Prepend(step);
}
