using System.Text.Json.Nodes;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>What the parties owe each other beside money, and what money may be used for.</summary>
public sealed class CooperationTests
{
    private const string Pay = """
        "indicators": ["总磷"], "term": { "from": "2024-01-01", "to": "2026-12-31" }, "period": "年", "parties": { "浙": "330000", "皖": "340000" }, "sections": { "街口": "JK" },
        "clauses": [ { "no": "四", "when": "年均(街口, 总磷) <= 0.1 mg/L", "pay": "1亿元", "from": "浙", "to": "皖" } ]
        """;

    private const string Duties = """
        "cooperation": {
          "共建园区": { "kind": "共建园区", "by": "浙", "for": "皖", "what": "建成投产；占地一平方千米。", "due": "2025-06-30", "proof": "竣工验收文件", "no": "九" },
          "人才培训": { "kind": "人才培训", "by": "浙", "for": "皖", "what": "培训环保干部一百人", "due": "12-31", "silenceDays": 30 } },
        "purposes": ["生态环境保护", "污染治理"]
        """;

    [Fact]
    public void A_duty_is_due_once_or_in_each_year_of_the_term()
    {
        var terms = Draft.Checked($"{Pay}, {Duties}");
        terms.Purposes.ShouldBe(["生态环境保护", "污染治理"]);
        var (park, training) = (terms.Cooperation.Single(duty => duty.Name == "共建园区"), terms.Cooperation.Single(duty => duty.Name == "人才培训"));
        park.Dues.ShouldBe([new("once", new(2025, 6, 30))]);
        (park.Kind, park.By, park.For, park.What, park.Proof, park.SilenceDays, park.No).ShouldBe(("共建园区", "浙", "皖", "建成投产；占地一平方千米。", "竣工验收文件", null, "九"));
        training.Dues.ShouldBe([new("2024", new(2024, 12, 31)), new("2025", new(2025, 12, 31)), new("2026", new(2026, 12, 31))]);
        (training.Proof, training.SilenceDays, training.No).ShouldBe((null, 30, null));
    }

    [Fact]
    public void A_document_that_names_neither_owes_money_alone_and_has_the_purposes_of_the_law()
    {
        var terms = Draft.Checked(Pay);
        terms.Cooperation.ShouldBeEmpty();
        terms.Purposes.ShouldBe(FundPurposes.OfLaw);
        TermsText.Of(terms.Canonical).ShouldNotContain("资金以外的补偿");
    }

    [Fact]
    public void They_change_no_payment_and_no_word_of_its_explanation()
    {
        var year = Agreements.Year("JK", 2024, ("总磷", 0.05m)).ToArray();
        string Explained(string members) => Draft.Checked(members) is var terms ? Explanation.Json(terms.Assess(terms.Period("2024"), year).Step) : "";
        Explained($"{Pay}, {Duties}").ShouldBe(Explained(Pay));
    }

    [Fact]
    public void The_text_says_them_as_an_agreement_does_and_reads_back()
    {
        var document = Draft.Of($"{Pay}, {Duties}");
        var text = TermsText.Of(document);
        text.ShouldContain("""
            、资金以外的补偿（《生态保护补偿条例》第十七条第四项）
            　　共建园区——方式：共建园区；义务方：浙；受益方：皖；内容：“建成投产；占地一平方千米。”；期限：2025年6月30日；证明材料：竣工验收文件；协议条款：九
            　　人才培训——方式：人才培训；义务方：浙；受益方：皖；内容：培训环保干部一百人；期限：每年12月31日；报告后未答复即视为验收的天数：30
            """);
        text.ShouldContain("、资金用途\n　　生态环境保护、污染治理\n");
        CanonicalJson.Of(TermsTextReader.Read(text).Json!).ShouldBe(CanonicalJson.Of(document));
    }

    [Fact]
    public void A_changed_due_day_is_found_by_the_name_of_the_duty() =>
        TermsDifference.Of(Draft.Of($"{Pay}, {Duties}"), Draft.Of($"{Pay}, {Duties.Replace("12-31", "10-31", StringComparison.Ordinal)}")).Changes
            .ShouldHaveSingleItem().Key.ShouldBe("人才培训");

    [Theory]
    [InlineData("kind", "\"资金补偿\"", "word")]
    [InlineData("by", "\"苏\"", "not-a-party")]
    [InlineData("for", "\"浙\"", "same-party")]
    [InlineData("what", "\"\"", "empty")]
    [InlineData("due", "\"2023-12-31\"", "outside-term")]
    [InlineData("due", "\"2024-01-01\"", null)]
    [InlineData("due", "\"2026-12-31\"", null)]
    [InlineData("due", "\"2027-01-01\"", "outside-term")]
    [InlineData("due", "\"02-28\"", null)]
    [InlineData("due", "\"02-29\"", "date")]
    [InlineData("due", "\"年底\"", "date")]
    [InlineData("silenceDays", "0", "count")]
    [InlineData("silenceDays", "1", null)]
    [InlineData("amount", "\"1亿元\"", "unknown-field")]
    public void A_duty_that_nobody_could_carry_out_is_refused_with_its_place(string field, string value, string? code)
    {
        var document = JsonNode.Parse(Draft.Of($"{Pay}, {Duties}"))!;
        document["cooperation"]!["共建园区"]![field] = JsonNode.Parse(value);
        var problems = CheckedTerms.Read(document.ToJsonString()).Problems;
        if (code is null) problems.ShouldBeEmpty();
        else problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Code.ShouldBe(code), p => p.Place.ShouldBe($"cooperation.共建园区.{field}"));
    }

    [Fact]
    public void A_yearly_day_that_no_year_of_the_term_holds_is_outside_it()
    {
        var short_term = $"{Pay}, {Duties}".Replace("2024-01-01", "2025-01-01", StringComparison.Ordinal).Replace("2026-12-31", "2025-06-30", StringComparison.Ordinal);
        CheckedTerms.Read(Draft.Of(short_term)).Problems.ShouldHaveSingleItem().Place.ShouldBe("cooperation.人才培训.due");
    }

    [Fact]
    public void Everything_wrong_with_a_duty_and_the_purposes_is_told_at_once() =>
        Draft.Problems($$"""{{Pay}}, "cooperation": { "a b": { "kind": "x", "by": "y", "for": "皖" } }, "purposes": ["治理", "治理", ""] """)
            .Select(problem => problem.Place).ShouldBe(
            [
                "cooperation.a b", "cooperation.a b.kind", "cooperation.a b.by", "cooperation.a b.what", "cooperation.a b.due", "purposes[2]",
            ], ignoreOrder: true);

    [Fact]
    public void Purposes_are_named_once_and_at_least_one()
    {
        Draft.Problems($"{Pay}, \"purposes\": []").ShouldHaveSingleItem().Code.ShouldBe("empty");
        Draft.Problems($"{Pay}, \"purposes\": [\"治理\", \"保护\", \"治理\"]").ShouldHaveSingleItem().Place.ShouldBe("purposes[2]");
    }
}
