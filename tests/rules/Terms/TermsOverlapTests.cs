using System.Text.Json.Nodes;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

public sealed class TermsOverlapTests
{
    private static CheckedTerms Terms(Action<JsonNode> change, string name = "yulu-1")
    {
        var document = JsonNode.Parse(Agreements.Text(name))!;
        change(document);
        return Agreements.Checked(document.ToJsonString());
    }

    private static CheckedTerms Paying(string formula, params string[] indicators) => Terms(document =>
    {
        document["indicators"] = new JsonArray([.. indicators.Select(name => (JsonNode?)name)]);
        document.AsObject().Remove("define");
        document["clauses"] = new JsonArray(new JsonObject { ["no"] = "一", ["when"] = formula, ["pay"] = "1元", ["from"] = "鲁", ["to"] = "豫" });
    });

    private static CheckedTerms Term(string from, string to) => Terms(document => document["term"] = new JsonObject { ["from"] = from, ["to"] = to });

    [Fact]
    public void An_agreement_overlaps_itself_in_all_that_it_pays_for()
    {
        var terms = Agreements.Read("yulu-1");
        var overlap = TermsOverlap.Of(terms, terms).ShouldHaveSingleItem();
        (overlap.Section, overlap.From, overlap.To).ShouldBe((Agreements.Liuzhuang, new YearMonth(2020, 1), new YearMonth(2021, 12)));
        overlap.Indicators.ShouldBe(["化学需氧量", "氨氮", "总磷"]);
    }

    [Theory]
    [InlineData("2021-07-01", "2023-12-31", "2021-07", "2021-12")]
    [InlineData("2019-01-01", "2020-01-31", "2020-01", "2020-01")]
    [InlineData("2020-03-01", "2020-04-30", "2020-03", "2020-04")]
    public void Only_months_that_both_terms_cover_count(string from, string to, string first, string last)
    {
        var overlap = TermsOverlap.Of(Agreements.Read("yulu-1"), Term(from, to)).ShouldHaveSingleItem();
        ($"{overlap.From}", $"{overlap.To}").ShouldBe((first, last));
    }

    [Theory]
    [InlineData("2022-01-01", "2022-12-31")]
    [InlineData("2019-01-01", "2019-12-31")]
    public void Terms_that_only_meet_do_not_overlap(string from, string to) => TermsOverlap.Of(Agreements.Read("yulu-1"), Term(from, to)).ShouldBeEmpty();

    [Fact]
    public void Another_section_is_other_water() => TermsOverlap.Of(Agreements.Read("yulu-1"), Agreements.Read("xinanjiang-1")).ShouldBeEmpty();

    [Fact]
    public void The_code_of_a_section_counts_and_not_its_name() =>
        TermsOverlap.Of(Agreements.Read("yulu-1"), Terms(document => document["sections"]!["刘庄"] = "410000-370000-XX")).ShouldBeEmpty();

    [Fact]
    public void Indicators_that_no_payment_rests_on_do_not_count() =>
        TermsOverlap.Of(Agreements.Read("yulu-1"), Paying("年均(刘庄, 氨氮) <= 1 mg/L", "氨氮", "总磷")).ShouldHaveSingleItem().Indicators.ShouldBe(["氨氮"]);

    [Fact]
    public void A_class_rests_on_every_indicator_that_decides_it() =>
        TermsOverlap.Of(Paying("年均(刘庄, 氨氮) <= 1 mg/L", "氨氮"), Paying("类别(刘庄, 年均) <= Ⅲ", "氨氮", "总磷")).ShouldHaveSingleItem().Indicators.ShouldBe(["氨氮"]);

    [Fact]
    public void Indicators_apart_do_not_overlap() =>
        TermsOverlap.Of(Paying("年均(刘庄, 氨氮) <= 1 mg/L", "氨氮"), Paying("年均(刘庄, 总磷) <= 0.2 mg/L", "总磷")).ShouldBeEmpty();

    [Fact]
    public void The_volume_of_water_is_paid_for_once_like_any_indicator() =>
        TermsOverlap.Of(Paying("水量(刘庄) >= 1亿m³", "氨氮"), Paying("水量(刘庄) >= 2亿m³", "总磷")).ShouldHaveSingleItem().Indicators.ShouldBe(["水量"]);

    [Theory]
    [InlineData("通量(刘庄, 氨氮) <= 1000吨")]
    [InlineData("流量加权均(刘庄, 氨氮) <= 1 mg/L")]
    public void A_load_and_a_mean_weighted_by_flow_rest_on_the_volume_as_well(string formula)
    {
        TermsOverlap.Of(Paying(formula, "氨氮"), Paying("水量(刘庄) >= 1亿m³", "总磷")).ShouldHaveSingleItem().Indicators.ShouldBe(["水量"]);
        TermsOverlap.Of(Paying(formula, "氨氮"), Paying(formula, "氨氮")).ShouldHaveSingleItem().Indicators.ShouldBe(["氨氮", "水量"]);
        TermsOverlap.Of(Paying(formula, "氨氮"), Paying("年均(刘庄, 氨氮) <= 1 mg/L", "氨氮")).ShouldHaveSingleItem().Indicators.ShouldBe(["氨氮"]);
    }

    [Fact]
    public void It_does_not_matter_which_agreement_is_named_first()
    {
        var (one, other) = (Agreements.Read("yulu-1"), Paying("类别(刘庄, 年均) <= Ⅲ", "总磷", "氨氮"));
        TermsOverlap.Of(one, other).Single().Indicators.ShouldBe(["氨氮", "总磷"]);
        TermsOverlap.Of(other, one).Single().Indicators.ShouldBe(["总磷", "氨氮"]);
    }
}
