using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>What is paid beside the clauses: ahead of an assessment, for being late, out of pots that somebody keeps, by those who give guiding support.</summary>
public sealed class PaymentRulesTests
{
    private const string Members = """
        "indicators": ["总磷"], "term": { "from": "2024-01-01", "to": "2025-12-31" }, "period": "年",
        "parties": { "皖": "340000", "浙": "330000" }, "guides": { "中央财政": "100000" }, "sections": { "街口": "340000-330000-JK" },
        "funds": { "引导资金": { "in": { "中央财政": "3亿元" }, "out": { "皖": 1 }, "keeper": "中央财政", "rest": "结转" } },
        "define": { "达标": "年均(街口, 总磷) <= 0.1 mg/L" },
        "clauses": [
          { "no": "四", "choose": [ { "when": "达标", "pay": "1亿元", "from": "浙", "to": "皖" }, { "else": true, "pay": "1亿元", "from": "皖", "to": "浙" } ] },
          { "no": "五", "pay": "出资(引导资金, 中央财政)", "from": "中央财政", "to": "引导资金" },
          { "no": "六", "when": "达标", "pay": "份额(引导资金, 皖)", "from": "引导资金", "to": "皖" } ],
        "advances": { "七": { "from": "浙", "to": "皖", "pay": "6000万元", "dueDays": 30 } },
        "late": { "no": "八", "rate": "10%", "graceDays": 5 }
        """;

    [Fact]
    public void The_rules_of_paying_are_read_with_their_clauses()
    {
        var terms = Draft.Checked(Members);
        terms.Advances.ShouldBe([new("七", "浙", "皖", new(6_000_000_000), 30)]);
        terms.Late.ShouldBe(new("八", "10%", 10, 5));
        (terms.Guides["中央财政"], terms.Keepers["引导资金"]).ShouldBe(("100000", "100000"));
        terms.PotsPaid.ShouldBe(["引导资金"]);
        terms.PotsLeftOver.ShouldBeEmpty();
    }

    [Fact]
    public void Guiding_support_is_paid_whatever_the_parties_owe_each_other_and_what_is_left_stays_in_its_pot()
    {
        var terms = Draft.Checked(Members);
        string[] Paid(decimal phosphorus) =>
        [
            .. Obligations.From(terms.Assess(terms.Periods[0], [.. Enumerable.Range(1, 12).Select(month => Agreements.Month("340000-330000-JK", new(2024, month), ("总磷", phosphorus)))]))
                .Select(o => $"{o.Clause} {o.From}->{o.To} {o.Amount.Yuan / 10_000:0}万"),
        ];
        Paid(0.05m).ShouldBe(["四 浙->皖 10000万", "五 中央财政->引导资金 30000万", "六 引导资金->皖 30000万"]);
        Paid(0.15m).ShouldBe(["四 皖->浙 10000万", "五 中央财政->引导资金 30000万"]);
    }

    [Fact]
    public void A_pot_without_a_keeper_or_without_a_word_on_its_rest_may_be_left_over()
    {
        Draft.Checked(Members.Replace(""", "rest": "结转" """.TrimEnd(), "", StringComparison.Ordinal)).PotsLeftOver.ShouldBe(["引导资金"]);
        Draft.Checked(Members.Replace(""" "keeper": "中央财政",""", "", StringComparison.Ordinal)).PotsLeftOver.ShouldBe(["引导资金"]);
    }

    [Fact]
    public void The_document_reads_as_chinese_text_and_back()
    {
        var document = Draft.Of(Members);
        var text = TermsText.Of(document);
        text.ShouldContain("中央财政：100000");
        text.ShouldContain("引导资金——出资：中央财政（3亿元）；分配：皖（1）；管理方：中央财政；结余：结转");
        text.ShouldContain("七——付款：浙；收款：皖；金额：6000万元；自结算期开始或协议签署（以较晚者为准）起几日内：30");
        text.ShouldContain("加收比例：10%");
        CanonicalJson.Of(TermsTextReader.Read(text).Json.ShouldNotBeNull()).ShouldBe(CanonicalJson.Of(document));
    }

    [Theory]
    [InlineData("\"10%\"", "\"0%\"", "late.rate", "rate")]
    [InlineData("\"10%\"", "\"100.1%\"", "late.rate", "rate")]
    [InlineData("\"10%\"", "\"0.1\"", "late.rate", "rate")]
    [InlineData("\"graceDays\": 5", "\"graceDays\": -1", "late.graceDays", "count")]
    [InlineData("\"6000万元\"", "\"0元\"", "advances.七.pay", "amount")]
    [InlineData("\"6000万元\"", "\"6000万吨\"", "advances.七.pay", "amount")]
    [InlineData("\"6000万元\"", "\"1001亿元\"", "advances.七.pay", "amount")]
    [InlineData("{ \"from\": \"浙\", \"to\": \"皖\", \"pay\": \"6000万元\"", "{ \"from\": \"浙\", \"to\": \"浙\", \"pay\": \"6000万元\"", "advances.七.to", "to-itself")]
    [InlineData("{ \"from\": \"浙\", \"to\": \"皖\", \"pay\": \"6000万元\"", "{ \"from\": \"苏\", \"to\": \"皖\", \"pay\": \"6000万元\"", "advances.七.from", "not-a-party")]
    [InlineData("\"dueDays\": 30", "\"dueDay\": 30", "advances.七.dueDay", "unknown-field")]
    [InlineData("\"keeper\": \"中央财政\"", "\"keeper\": \"苏\"", "funds.引导资金.keeper", "not-a-party")]
    [InlineData("\"rest\": \"结转\"", "\"rest\": \"退回\"", "funds.引导资金.rest", "word")]
    [InlineData("\"中央财政\": \"100000\"", "\"中央财政\": \"340000\"", "guides.中央财政", "twice")]
    [InlineData("\"中央财政\": \"100000\"", "\"中央财政\": \"1000\"", "guides.中央财政", "region-code")]
    public void What_does_not_fit_is_a_problem_at_its_place(string was, string now, string place, string code) =>
        Draft.Problems(Members.Replace(was, now, StringComparison.Ordinal)).ShouldContain(problem => problem.Place == place && problem.Code == code);

    [Theory]
    [InlineData("10%", 10_000_000_005, 1_000_000_000)]
    [InlineData("10%", 10_000_000_015, 1_000_000_002)]
    [InlineData("100%", 1, 1)]
    [InlineData("0.05%", 100_000, 50)]
    [InlineData("10%", 4, 0)]
    [InlineData("10%", 0, 0)]
    public void A_surcharge_is_rounded_to_the_fen_half_to_even(string rate, long unpaidFen, long surchargeFen) =>
        LateSurcharge.Of("八", rate, 0)!.On(new(unpaidFen)).ShouldBe(new Money(surchargeFen));

    private const string Capped = """
        "indicators": ["总磷"], "term": { "from": "2024-01-01", "to": "2026-12-31" }, "period": "年", "parties": { "皖": "340000", "浙": "330000" },
        "sections": { "街口": "340000-330000-JK" },
        "stated": { "已补偿": { "kind": "数值", "unit": "万元", "from": "0", "to": "25000", "earlier": "四" } },
        "clauses": [ { "no": "四", "when": "年均(街口, 总磷) <= 0.1 mg/L", "pay": "最小(1亿元, 2.5亿元 - 已补偿)", "from": "浙", "to": "皖", "negative": "不付" } ]
        """;

    [Fact]
    public void A_clause_is_bounded_over_all_periods_together()
    {
        var terms = Draft.Checked(Capped);
        var facts = Enumerable.Range(2024, 3).SelectMany(year => Agreements.Year("340000-330000-JK", year, ("总磷", 0.05m))).ToList();
        var simulated = Simulation.Of(terms, new(2024, 1), new(2026, 12), facts);
        simulated.Periods.Select(period => period.Assessment.Payments.Single().Amount!.Value.Yuan / 10_000).ShouldBe([10_000, 10_000, 5_000]);
        terms.MostOwed(terms.Periods[0])["浙"].ShouldBe(new Money(10_000_000_000));
    }

    [Fact]
    public void What_the_periods_before_came_to_is_unknown_while_one_of_them_cannot_be_determined()
    {
        var terms = Draft.Checked(Capped);
        var year = Agreements.Year("340000-330000-JK", 2024, ("总磷", 0.05m)).ToList();
        terms.Assess(terms.Periods[0], year).Payments.Single().Amount.ShouldBeNull();
        EarlierPeriods.Of(terms, terms.Periods[0], []).ShouldBe([new("已补偿", "2024", "0")]);
        EarlierPeriods.Of(terms, terms.Periods[1], [("四", new Money(10_000_000_050))]).ShouldBe([new("已补偿", "2025", "10000.00005")]);
        EarlierPeriods.Of(terms, terms.Periods[1], [("四", null), ("四", new Money(100))]).ShouldBeEmpty();
        EarlierPeriods.Of(terms, terms.Periods[1], [("五", new Money(100)), ("四·街口", new Money(100))]).Single().Value.ShouldBe("0.0001");
    }

    [Theory]
    [InlineData("\"earlier\": \"四\"", "\"earlier\": \"九\"", "stated.已补偿.earlier", "unknown-clause")]
    [InlineData("\"unit\": \"万元\"", "\"unit\": \"吨\"", "stated.已补偿.earlier", "earlier-kind")]
    [InlineData("\"earlier\": \"四\"", "\"earlier\": \"四\", \"by\": [\"皖\"]", "stated.已补偿.by", "earlier-stated")]
    [InlineData("\"earlier\": \"四\"", "\"earlier\": \"四\", \"otherwise\": \"0\"", "stated.已补偿.otherwise", "earlier-stated")]
    public void A_sum_over_the_periods_before_names_a_clause_and_nobody_states_it(string was, string now, string place, string code) =>
        Draft.Problems(Capped.Replace(was, now, StringComparison.Ordinal)).ShouldContain(problem => problem.Place == place && problem.Code == code);
}
