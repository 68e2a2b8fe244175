using System.Globalization;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>What drafts of agreements that nobody has shown are told, and what may be stated about their periods.</summary>
public sealed class UnseenDraftsTests
{
    private const string Head = """
        "term": { "from": "2024-01-01", "to": "2025-12-31" }, "period": "年", "indicators": ["氨氮", "总磷"],
        "parties": { "甲": "340000", "乙": "320000" }, "sections": { "桥": "Q-1" },
        """;

    private static string Clause(string no, string when, string from = "乙", string to = "甲") => $$"""{ "no": "{{no}}", "when": "{{when}}", "pay": "1万元", "from": "{{from}}", "to": "{{to}}" }""";

    private static string Two(string one, string other, string group) => $"{Head} {group}, \"clauses\": [{Clause("三", one)}, {Clause("四", other, "甲", "乙")}]";

    [Fact]
    public void Clauses_of_which_one_applies_may_not_overlap_and_the_problem_shows_the_case_and_the_water()
    {
        var problem = Draft.Problems(Two("年均(桥, 氨氮) <= 1 mg/L", "年均(桥, 氨氮) >= 1 mg/L", """ "oneOf": [["三", "四"]] """)).ShouldHaveSingleItem();
        (problem.Place, problem.Code).ShouldBe(("oneOf[0]", "both-pay"));
        problem.Sentence.ShouldBe("年均(桥, 氨氮) = 1mg/L时第三条与第四条同时适用（如桥氨氮1mg/L），而协议写明只适用其一。");
    }

    [Fact]
    public void Clauses_of_which_one_applies_may_not_leave_a_hole_and_the_problem_shows_the_case_and_the_water()
    {
        var problem = Draft.Problems(Two("年均(桥, 氨氮) <= 1 mg/L", "年均(桥, 氨氮) > 1.5 mg/L", """ "oneOf": [["三", "四"]] """)).ShouldHaveSingleItem();
        (problem.Place, problem.Code).ShouldBe(("oneOf[0]", "case-uncovered"));
        problem.Sentence.ShouldStartWith("1mg/L < 年均(桥, 氨氮) < 1.5mg/L时第三条、第四条都不适用（如桥氨氮1.");
    }

    [Theory]
    [InlineData("a hole is allowed", "年均(桥, 氨氮) <= 1 mg/L", "年均(桥, 氨氮) > 1.5 mg/L", "")]
    [InlineData("an overlap is not", "年均(桥, 氨氮) <= 1.2 mg/L", "年均(桥, 氨氮) > 1 mg/L", "both-pay")]
    [InlineData("classes without overlap", "类别(桥) <= Ⅲ", "类别(桥) >= Ⅴ", "")]
    [InlineData("classes with one", "类别(桥) <= Ⅲ", "类别(桥) >= Ⅲ", "both-pay")]
    public void At_most_one_may_leave_a_hole_but_not_overlap(string row, string one, string other, string code) =>
        Draft.Problems(Two(one, other, """ "atMostOne": [["三", "四"]] """)).Select(problem => problem.Code).ShouldBe(code.Length == 0 ? [] : [code], row);

    [Fact]
    public void Statements_are_cases_too()
    {
        const string stated = """ "stated": { "事故": { "kind": "是否", "by": ["共同上级"], "otherwise": "否" } }, "oneOf": [["三", "四"]] """;
        Draft.Problems(Two("非 事故", "事故", stated)).ShouldBeEmpty();
        var problem = Draft.Problems(Two("类别(桥) <= Ⅲ", "类别(桥) > Ⅲ 或 事故", stated)).ShouldHaveSingleItem();
        problem.Code.ShouldBe("both-pay");
        problem.Sentence.ShouldContain("事故为是");
    }

    [Fact]
    public void A_choice_without_else_is_told_which_case_is_open()
    {
        var problem = Draft.Problems(Head + """
            "clauses": [{ "no": "三", "choose": [
              { "when": "类别(桥) <= Ⅱ", "pay": "2万元", "from": "乙", "to": "甲" }, { "when": "类别(桥) >= Ⅳ", "pay": "2万元", "from": "甲", "to": "乙" } ] }]
            """).ShouldHaveSingleItem();
        (problem.Place, problem.Code).ShouldBe(("clauses[0].choose", "choose-without-else"));
        problem.Sentence.ShouldContain("类别(桥) = Ⅲ");
    }

    [Theory]
    [InlineData("counts of months", "有效月数(桥, 氨氮) >= 7个月", "有效月数(桥, 氨氮) <= 6个月")]
    [InlineData("steps between classes", "类别差(Ⅲ, 类别(桥)) >= 0级", "类别差(Ⅲ, 类别(桥)) <= -1级")]
    [InlineData("sections counted", "计数(点 于 {桥}: 类别(点) <= Ⅲ) = 1", "计数(点 于 {桥}: 类别(点) <= Ⅲ) < 1")]
    public void Nothing_lies_between_two_whole_numbers(string row, string one, string other) =>
        Draft.Problems(Two(one, other, """ "oneOf": [["三", "四"]] """)).ShouldBeEmpty(row);

    [Theory]
    [InlineData("included by the case before", "类别(桥) <= Ⅲ", "类别(桥) <= Ⅱ")]
    [InlineData("the same again", "年均(桥, 氨氮) <= 1 mg/L", "年均(桥, 氨氮) <= 1 mg/L")]
    [InlineData("at odds with itself", "年均(桥, 氨氮) <= 1 mg/L", "年均(桥, 总磷) > 0.5 mg/L 且 年均(桥, 总磷) < 0.4 mg/L")]
    public void A_case_that_never_comes_to_apply_is_refused(string row, string first, string second)
    {
        var problem = Draft.Problems($$"""
            {{Head}} "clauses": [{ "no": "三", "choose": [
              { "when": "{{first}}", "pay": "2万元", "from": "乙", "to": "甲" }, { "when": "{{second}}", "pay": "1万元", "from": "乙", "to": "甲" },
              { "else": true, "pay": "2万元", "from": "甲", "to": "乙" } ] }]
            """).ShouldHaveSingleItem();
        (problem.Place, problem.Code).ShouldBe(("clauses[0].choose[1]", "unreachable"), row);
    }

    [Theory]
    [InlineData("总磷", "年均(桥, 总磷) - 0.2 mg/L", "（如桥氨氮", "总磷0.2mg/L）")]
    [InlineData("氨氮", "年均(桥, 氨氮)", "（如桥氨氮0mg/L、桥总磷0mg/L）", "")]
    public void A_divisor_that_can_be_zero_is_shown_with_water_in_which_it_is(string indicator, string divisor, string water, string more)
    {
        var problem = Draft.Problems($$"""{{Head}} "clauses": [{ "no": "三", "pay": "限幅(1万元 * 年均(桥, {{indicator}}) / ({{divisor}}), 0元, 9万元) + 0元 * (年均(桥, 氨氮) + 年均(桥, 总磷)) / 1 mg/L", "from": "乙", "to": "甲" }]""").ShouldHaveSingleItem();
        problem.Code.ShouldBe("division-by-zero");
        problem.Sentence.ShouldContain(water);
        problem.Sentence.ShouldContain(more);
    }

    [Theory]
    [InlineData("2025年", "")]
    [InlineData("2026年", "year-after-term")]
    [InlineData("2024年至2026年", "year-after-term")]
    public void A_fixed_year_does_not_lie_after_the_term(string year, string code) =>
        string.Join(' ', Draft.Problems($$"""{{Head}} "clauses": [{{Clause("三", $"均值(桥, 氨氮, {year}) <= 1 mg/L")}}]""").Select(problem => problem.Code)).ShouldBe(code);

    [Fact]
    public void A_period_shorter_than_the_months_that_must_be_valid_is_remarked()
    {
        var check = CheckedTerms.Read(Draft.Of(Head.Replace("2025-12-31", "2025-06-30", StringComparison.Ordinal) + $$""" "data": { "validMonths": 9 }, "clauses": [{{Clause("三", "年均(桥, 氨氮) <= 1 mg/L")}}]"""));
        var remark = check.Remarks.ShouldHaveSingleItem();
        (remark.Place, remark.Code).ShouldBe(("data.validMonths", "short-period"));
        remark.Sentence.ShouldBe("2025期不足9个月：该期每个月都须有数据，年均值才能确定。");
    }

    [Fact]
    public void A_mean_of_counts_is_no_whole_number()
    {
        var problem = Draft.Problems(Two("平均(点 于 {桥}: 有效月数(点, 氨氮)) >= 7个月", "平均(点 于 {桥}: 有效月数(点, 氨氮)) <= 6个月", """ "oneOf": [["三", "四"]] """)).ShouldHaveSingleItem();
        problem.Code.ShouldBe("case-uncovered");
    }

    [Theory]
    [InlineData("the case's own condition", """{ "when": "超标 < 0.5", "pay": "50万元 * (1 + 超标)", "from": "甲", "to": "乙" }, { "else": true, "pay": "20万元", "from": "甲", "to": "乙" }""", "750000")]
    [InlineData("what the cases before left", """{ "when": "超标 > 0.5", "pay": "20万元", "from": "甲", "to": "乙" }, { "else": true, "pay": "50万元 * (1 + 超标)", "from": "甲", "to": "乙" }""", "750000")]
    [InlineData("a condition inside the formula", """{ "when": "超标 > 0.5", "pay": "20万元", "from": "甲", "to": "乙" }, { "else": true, "pay": "若 年均(桥, 氨氮) < 1 mg/L 则 100万元 * (1 - 年均(桥, 氨氮) / 1 mg/L) 否则 0元", "from": "甲", "to": "乙" }""", "1000000")]
    public void What_can_be_owed_at_most_is_bounded_by(string row, string cases, string yuan)
    {
        var terms = Draft.Checked($$"""{{Head}} "define": { "超标": "超标倍数(年均(桥, 氨氮), 1 mg/L)" }, "clauses": [{ "no": "三", "choose": [{{cases}}] }]""");
        terms.MostOwed(terms.Periods[0])["甲"].ShouldBe(Money.FromYuanText(yuan), row);
    }

    [Fact]
    public void A_draft_written_to_have_very_many_cases_is_answered_all_the_same()
    {
        var many = string.Join(" 且 ", Enumerable.Range(1, 30).Select(number => $"(年均(桥, 氨氮) * {number} > 1 mg/L 或 年均(桥, 总磷) * {number} <= 0 mg/L)"));
        var problems = Draft.Problems($$"""
            {{Head}} "clauses": [{ "no": "三", "choose": [
              { "when": "{{many}}", "pay": "2万元", "from": "乙", "to": "甲" }, { "when": "类别(桥) >= Ⅳ", "pay": "2万元", "from": "甲", "to": "乙" } ] }]
            """);
        problems.ShouldHaveSingleItem().Sentence.ShouldBe("情形过多，无法查明是否都有规定：选择(choose)最后一项应为 else。");
    }

    [Theory]
    [InlineData("99.99 in all", """{ "甲": "85.78%", "丙": "14.21%" }""", "shares-not-whole")]
    [InlineData("100.01 in all", """{ "甲": "85.78%", "丙": "14.23%" }""", "shares-not-whole")]
    [InlineData("mixed with whole numbers", """{ "甲": "85.78%", "丙": "1" }""", "shares-mixed")]
    [InlineData("more than four decimals", """{ "甲": "85.78001%", "丙": "14.21999%" }""", "share")]
    [InlineData("four decimals", """{ "甲": "85.7801%", "丙": "14.2199%" }""", "")]
    public void Percentages_make_a_hundred(string row, string to, string code) => Draft.Problems(Head.Replace("\"乙\": \"320000\"", "\"乙\": \"320000\", \"丙\": \"310000\"", StringComparison.Ordinal) + $$"""
        "clauses": [{ "no": "三", "pay": "1万元", "from": "乙", "to": {{to}} }]
        """).Select(problem => problem.Code).Distinct().ShouldContain(found => found == code, code.Length == 0 ? 0 : 1, row);

    [Theory]
    [InlineData("1", "0.4", "")]
    [InlineData("1", "0.3", "total")]
    [InlineData("100", "0.4", "total")]
    public void Weights_come_to_what_the_document_says(string total, string last, string code) => Draft.Problems(Head + $$"""
        "values": { "权重": { "by": ["氨氮", "总磷"], "is": ["0.6", "{{last}}"], "total": "{{total}}", "source": "附件" } },
        "clauses": [{ "no": "三", "pay": "求和(因子 于 权重: 权重[因子]) * 1万元", "from": "乙", "to": "甲" }]
        """).Select(problem => problem.Code).ShouldBe(code.Length == 0 ? [] : [code]);

    [Theory]
    [InlineData("本年", "2024年 2025年", "")]
    [InlineData("本年", "2024年", "2025年")]
    [InlineData("上年", "2024年 2025年", "2023年")]
    [InlineData("下年", "2024年 2025年", "2026年")]
    [InlineData("下年", "2025年 2026年", "")]
    public void A_table_by_year_holds_every_year_that_is_looked_up(string key, string years, string missing)
    {
        var names = years.Split(' ');
        var problems = Draft.Problems(Head + $$"""
            "values": { "额度": { "by": [{{string.Join(", ", names.Select(year => $"\"{year}\""))}}], "is": [{{string.Join(", ", names.Select(_ => "\"5\""))}}], "unit": "万元", "source": "附件" } },
            "clauses": [{ "no": "三", "pay": "额度[{{key}}]", "from": "乙", "to": "甲" }]
            """);
        if (missing.Length == 0) problems.ShouldBeEmpty();
        else (problems.ShouldHaveSingleItem().Code, problems[0].Sentence.Contains(missing, StringComparison.Ordinal)).ShouldBe(("year-missing", true));
    }

    [Theory]
    [InlineData("without a guard", "", "年均(桥, 氨氮) / 上年均(桥, 氨氮)", "division-by-zero")]
    [InlineData("an admissible range above zero", """ "data": { "admissible": { "氨氮": { "from": "0.001", "to": "100" } } }, """, "年均(桥, 氨氮) / 上年均(桥, 氨氮)", "")]
    [InlineData("a range that begins at zero", """ "data": { "admissible": { "氨氮": { "from": "0", "to": "100" } } }, """, "年均(桥, 氨氮) / 上年均(桥, 氨氮)", "division-by-zero")]
    [InlineData("a lower bound", "", "年均(桥, 氨氮) / 最大(上年均(桥, 氨氮), 0.01 mg/L)", "")]
    [InlineData("asked first", "", "若 上年均(桥, 氨氮) > 0 mg/L 则 限幅(年均(桥, 氨氮) / 上年均(桥, 氨氮), 0, 10) 否则 1", "")]
    [InlineData("asked the wrong way round", "", "若 上年均(桥, 氨氮) > 0 mg/L 则 1 否则 限幅(年均(桥, 氨氮) / 上年均(桥, 氨氮), 0, 10)", "division-by-zero")]
    public void A_division_says_what_holds_where_its_divisor_is_zero(string row, string data, string ratio, string code) => Draft.Problems(Head + data + $$"""
        "clauses": [{ "no": "三", "pay": "限幅(({{ratio}}) * 1万元, 0元, 10万元)", "from": "乙", "to": "甲" }]
        """).Select(problem => problem.Code).ShouldBe(code.Length == 0 ? [] : [code], row);

    [Fact]
    public void A_guard_decides_the_case_it_was_written_for()
    {
        var terms = Draft.Checked(Head + """
            "clauses": [{ "no": "三", "pay": "(若 上年均(桥, 氨氮) > 0 mg/L 则 限幅(年均(桥, 氨氮) / 上年均(桥, 氨氮), 0, 10) 否则 1) * 1万元", "from": "乙", "to": "甲" }]
            """);
        MonthFacts[] Years(decimal before) => [.. Agreements.Year("Q-1", 2023, ("氨氮", before)), .. Agreements.Year("Q-1", 2024, ("氨氮", 0.5m))];
        terms.Assess(terms.Period("2024"), Years(0)).Paid().ShouldBe(["三 乙->甲 10000.00元"]);
        terms.Assess(terms.Period("2024"), Years(0.25m)).Paid().ShouldBe(["三 乙->甲 20000.00元"]);
        terms.Assess(terms.Period("2024"), Years(0.01m)).Paid().ShouldBe(["三 乙->甲 100000.00元"]);
    }

    // Facts that somebody states.

    private static CheckedTerms Stating(string otherwise = "") => Draft.Checked(Head + $$"""
        "stated": {
          "事故": { "kind": "是否", "by": ["共同上级"]{{otherwise}} },
          "得分": { "kind": "数值", "from": "0", "to": "100", "by": ["甲", "乙"] },
          "增幅": { "kind": "数值", "unit": "%", "from": "-10", "to": "10", "by": ["乙"] },
          "验收日": { "kind": "日期", "by": ["甲"] } },
        "clauses": [
          { "no": "事故", "when": "事故", "pay": "5万元", "from": "甲", "to": "乙" },
          { "no": "得分", "pay": "得分 * 1万元", "from": "乙", "to": "甲" },
          { "no": "增幅", "pay": "100万元 * (1 + 增幅)", "from": "乙", "to": "甲" },
          { "no": "验收", "when": "验收日 <= 期末", "pay": "3万元", "from": "乙", "to": "甲" } ]
        """);

    [Theory]
    [InlineData("事故", "是", "5.00")]
    [InlineData("事故", "否", "")]
    [InlineData("事故", "true", null)]
    [InlineData("得分", "87.5", "87.50")]
    [InlineData("得分", "0", "")]
    [InlineData("得分", "100", "100.00")]
    [InlineData("得分", "100.0001", null)]
    [InlineData("得分", "-0.1", null)]
    [InlineData("得分", "是", null)]
    [InlineData("得分", "", null)]
    [InlineData("增幅", "5.2", "105.20")]
    [InlineData("增幅", "-10", "90.00")]
    [InlineData("增幅", "11", null)]
    [InlineData("增幅", "5.2%", null)]
    [InlineData("验收日", "2024-12-31", "3.00")]
    [InlineData("验收日", "2025-01-01", "")]
    [InlineData("验收日", "2024-02-30", null)]
    [InlineData("验收日", "31.12.2024", null)]
    public void A_statement_counts_only_as_the_document_declares_it(string name, string value, string? wan)
    {
        var terms = Stating();
        var payments = terms.Assess(terms.Period("2024"), [], [new(name, "2024", value)]).Payments.Where(payment => payment.Clause == name || (payment.Clause == "验收" && name == "验收日")).ToList();
        var refused = terms.Stated.Single(fact => fact.Name == name).Refused(value);
        (refused is null).ShouldBe(wan is not null);
        if (wan is null) payments.ShouldHaveSingleItem().Gaps.ShouldHaveSingleItem().Reason.ShouldContain(refused!);
        else payments.Where(payment => payment.Amount!.Value.Fen > 0).Select(payment => (payment.Amount!.Value.Yuan / 10_000).ToString("0.00", CultureInfo.InvariantCulture)).ShouldBe(wan.Length == 0 ? [] : [wan]);
    }

    [Fact]
    public void What_nobody_stated_is_unknown_unless_the_document_says_what_holds_then()
    {
        var open = Stating();
        open.Assess(open.Period("2024"), []).ShouldPayNothingForWantOfData();
        open.Stated.ShouldAllBe(fact => !fact.HasDefault);
        var silent = Stating(""", "otherwise": "否" """);
        silent.Stated.Single(fact => fact.HasDefault).Name.ShouldBe("事故");
        silent.Assess(silent.Period("2024"), []).Payments.ShouldAllBe(payment => payment.Clause != "事故" && payment.Amount == null);
        // What the silence means is what it costs before anybody speaks; what may be stated counts for the most that can be owed.
        silent.MostOwed(silent.Period("2024")).Wan().ShouldBe("乙 213, 甲 5");
    }

    [Fact]
    public void A_fact_that_confirmed_incidents_make_so_names_their_section_and_is_stated_like_any_other()
    {
        var terms = Stating(""", "otherwise": "否", "incident": "桥" """);
        terms.Stated.Single(fact => fact.IncidentSection is not null).ShouldSatisfyAllConditions(
            fact => fact.Name.ShouldBe("事故"), fact => fact.IncidentSection.ShouldBe("Q-1"));
        terms.Assess(terms.Period("2024"), []).Payments.ShouldNotContain(payment => payment.Clause == "事故");
        terms.Assess(terms.Period("2024"), [], [new("事故", "2024", StatableFact.Yes)]).Payments.ShouldContain(payment => payment.Clause == "事故" && payment.Amount!.Value.Yuan == 50_000);
    }

    [Theory]
    [InlineData("the later statement counts", "50", "70", 70)]
    [InlineData("also where it is lower", "70", "50", 50)]
    public void Of_two_statements_the_last_counts(string row, string first, string then, int wan)
    {
        var terms = Stating();
        terms.Assess(terms.Period("2024"), [], [new("得分", "2024", first), new("得分", "2024", then)]).Payments.Single(payment => payment.Clause == "得分").Amount!.Value.Yuan.ShouldBe(wan * 10_000, row);
    }

    [Theory]
    [InlineData("""{ "kind": "数值", "from": "10", "to": "0", "by": ["甲"] }""", "stated.得分.to", "stated-range")]
    [InlineData("""{ "kind": "数值", "from": "0", "to": "10", "by": ["丙"] }""", "stated.得分.by[0]", "not-a-party")]
    [InlineData("""{ "kind": "数值", "from": "0", "to": "10", "by": [] }""", "stated.得分.by", "empty")]
    [InlineData("""{ "kind": "数值", "from": "0", "to": "10", "by": ["甲"], "otherwise": "11" }""", "stated.得分.otherwise", "stated-value")]
    [InlineData("""{ "kind": "文字", "by": ["甲"] }""", "stated.得分.kind", "word")]
    [InlineData("""{ "kind": "是否", "by": ["甲"], "otherwise": "否", "incident": "站" }""", "stated.得分.incident", "not-a-section")]
    [InlineData("""{ "kind": "是否", "by": ["甲"], "incident": "桥" }""", "stated.得分.incident", "incident-otherwise")]
    [InlineData("""{ "kind": "是否", "by": ["甲"], "otherwise": "是", "incident": "桥" }""", "stated.得分.incident", "incident-otherwise")]
    [InlineData("""{ "kind": "数值", "from": "0", "to": "10", "by": ["甲"], "otherwise": "0", "incident": "桥" }""", "stated.得分.incident", "incident-kind")]
    [InlineData("""{ "kind": "数值", "unit": "里", "from": "0", "to": "10", "by": ["甲"] }""", "stated.得分.unit", "unknown-unit")]
    [InlineData("""{ "kind": "数值", "by": ["甲"] }""", "stated.得分.from", "missing")]
    public void A_declaration_of_what_may_be_stated_is_checked(string declaration, string place, string code) => Draft.Problems(Head + $$"""
        "stated": { "得分": {{declaration}} }, "clauses": [{ "no": "三", "pay": "1万元", "from": "乙", "to": "甲" }]
        """).ShouldContain(problem => problem.Place == place && problem.Code == code);

    [Theory]
    [InlineData("处 于 {桥, 站}", "三·桥 三·站")]
    [InlineData("处 于 断面", "三·桥 三·站")]
    [InlineData("处 于 额度", "三·桥 三·站")]
    [InlineData("处 于 各月", "unknown-set")]
    [InlineData("处 于 桥", "unknown-set")]
    [InlineData("处 于 {桥, 桥}", "twice")]
    [InlineData("桥 于 断面", "name-taken")]
    [InlineData("处 于", "syntax")]
    public void A_clause_for_each_of_many_names_a_set(string each, string outcome)
    {
        var check = CheckedTerms.Read(Draft.Of(Head.Replace("\"桥\": \"Q-1\"", "\"桥\": \"Q-1\", \"站\": \"Q-2\"", StringComparison.Ordinal) + $$"""
            "values": { "额度": { "by": ["桥", "站"], "is": ["5", "6"], "unit": "万元", "source": "附件" } },
            "clauses": [{ "no": "三", "each": "{{each}}", "pay": "额度[处]", "from": "乙", "to": "甲" }]
            """));
        var found = check.Terms is { } terms ? terms.Assess(terms.Period("2024"), []).Payments.Select(payment => payment.Clause) : check.Problems.Select(problem => problem.Code);
        found.ShouldBe(outcome.Split(' '), ignoreOrder: true);
    }

    [Fact]
    public void A_section_whose_sides_are_not_written_cannot_be_paid_by_side()
    {
        var problem = Draft.Problems(Head + """ "clauses": [{ "no": "三", "each": "处 于 断面", "pay": "1万元", "from": "下游(处)", "to": "甲" }] """).ShouldHaveSingleItem();
        (problem.Place, problem.Code).ShouldBe(("clauses[0].from", "no-such-side"));
    }
}
