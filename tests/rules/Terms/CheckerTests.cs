using System.Text.Json.Nodes;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

public sealed class CheckerTests
{
    private static readonly string[] s_statements = ["scope", "targets", "indicators", "duties", "compensation", "term", "breach", "other", "clauses"];

    private static Problem[] Problems(Action<JsonNode> change, string name = "yulu-1")
    {
        var document = JsonNode.Parse(Agreements.Text(name))!;
        change(document);
        var check = CheckedTerms.Read(document.ToJsonString());
        (check.Terms is null).ShouldBe(!check.Problems.IsEmpty);
        return [.. check.Problems];
    }

    private static Problem Single(Action<JsonNode> change, string name = "yulu-1") => Problems(change, name).ShouldHaveSingleItem();

    private static Problem InPay(string formula) => Single(document => document["clauses"]![0]!["pay"] = formula);

    private static void ShouldStandAt(Problem problem, string place, int line, int column, string code) =>
        (problem.Place, problem.Line, problem.Column, problem.Code).ShouldBe((place, line, column, code), problem.Sentence);

    [Theory]
    [InlineData("scope", "article-17-1", "第一项")]
    [InlineData("targets", "article-17-2", "第二项")]
    [InlineData("duties", "article-17-3", "第三项")]
    [InlineData("compensation", "article-17-4", "第四项")]
    [InlineData("term", "article-17-5", "第五项")]
    [InlineData("breach", "article-17-6", "第六项")]
    [InlineData("other", "article-17-7", "第七项")]
    public void Each_item_of_article_17_must_be_stated(string field, string code, string item)
    {
        var problem = Single(document => document.AsObject().Remove(field));
        ShouldStandAt(problem, field, 0, 0, code);
        problem.Sentence.ShouldContain("《生态保护补偿条例》第十七条" + item);
    }

    [Fact]
    public void A_blank_item_of_article_17_is_not_stated() =>
        ShouldStandAt(Single(document => document["breach"] = "  "), "breach", 0, 0, "article-17-6");

    [Fact]
    public void All_missing_items_are_reported_at_once()
    {
        var codes = Problems(document =>
        {
            foreach (var field in s_statements) document.AsObject().Remove(field);
            document.AsObject().Remove("define");
        }).Select(problem => problem.Code).ToList();
        for (var item = 1; item <= 7; item++) codes.ShouldContain($"article-17-{item}");
    }

    [Fact]
    public void Unlike_units_cannot_be_added()
    {
        var problem = InPay("类差 * 6000万元 + 降幅");
        ShouldStandAt(problem, "clauses[0].pay", 1, 1, "unit-mismatch");
        problem.Sentence.ShouldBe("“类差 * 6000万元”是金额(元)，“降幅”是数量(百分点)，不能用“+”相连。");
    }

    [Fact]
    public void A_concentration_is_not_compared_with_a_plain_number() =>
        ShouldStandAt(Single(document => document["clauses"]![0]!["when"] = "真 且\n  年均(刘庄, 氨氮) <= 1.0"), "clauses[0].when", 2, 3, "unit-mismatch");

    [Fact]
    public void An_unknown_name_is_reported_where_it_stands() =>
        ShouldStandAt(InPay("类差 * 6000万元 * 系数"), "clauses[0].pay", 1, 15, "unknown-name");

    [Theory]
    [InlineData("类差 * 6000万元 +", 14, "syntax")]
    [InlineData("类差 * (6000万元", 13, "syntax")]
    [InlineData("类差 ? 6000万元", 4, "character")]
    [InlineData("全部(", 4, "syntax")]
    [InlineData("求和(因子 于", 8, "syntax")]
    [InlineData("类差 * 60.00.0万元", 6, "number")]
    [InlineData("类差", 1, "not-money")]
    [InlineData("类差 <= 2级", 1, "not-money")]
    [InlineData("年均(街口, 氨氮) / 1 mg/L * 1元", 4, "unknown-section")]
    [InlineData("年均(刘庄, 总氮) / 1 mg/L * 1元", 8, "indicator-not-listed")]
    [InlineData("年均(刘庄) / 1 mg/L * 1元", 1, "arguments")]
    [InlineData("月均(刘庄, 氨氮) / 1 mg/L * 1元", 1, "period-mismatch")]
    [InlineData("限幅(类差, 0, 2级) * 1元", 8, "unit-mismatch")]
    [InlineData("类别差(1, Ⅲ) * 1元", 5, "kind-mismatch")]
    [InlineData("若 类差 > 0级 则 1元 否则 1级", 1, "unit-mismatch")]
    [InlineData("求和(因子 于 {氨氮, 氨氮}: 1元)", 14, "twice")]
    [InlineData("求和(刘庄 于 指标: 1元)", 4, "name-taken")]
    [InlineData("指数 按百分点 按百分点 * 1元", 1, "unit-mismatch")]
    [InlineData("平方(类差) * 1元", 1, "unknown-function")]
    public void A_formula_problem_states_its_column_and_code(string formula, int column, string code) =>
        ShouldStandAt(InPay(formula), "clauses[0].pay", 1, column, code);

    [Fact]
    public void A_choice_must_end_with_else()
    {
        var problem = Single(document => document["clauses"]![0]!["choose"]!.AsArray().RemoveAt(1), "xinanjiang-1");
        ShouldStandAt(problem, "clauses[0].choose", 0, 0, "choose-without-else");
    }

    [Fact]
    public void Nothing_can_follow_else()
    {
        var problems = Problems(document =>
        {
            var arms = document["clauses"]![0]!["choose"]!.AsArray();
            arms.Add(arms[0]!.DeepClone());
        }, "xinanjiang-1");
        problems.Select(problem => problem.Code).ShouldContain("else-not-last");
    }

    [Theory]
    [InlineData("to", "晋", "clauses[0].to", "not-a-party")]
    [InlineData("from", "晋", "clauses[0].from", "not-a-party")]
    [InlineData("to", "鲁", "clauses[0].to", "to-itself")]
    [InlineData("negative", "也许", "clauses[0].negative", "negative")]
    public void Payers_and_payees_are_parties(string field, string value, string place, string code) =>
        ShouldStandAt(Single(document => document["clauses"]![0]![field] = value), place, 0, 0, code);

    [Fact]
    public void A_baseline_needs_a_source() =>
        ShouldStandAt(Single(document => document["values"]!["基准"]!.AsObject().Remove("source"), "xinanjiang-1"), "values.基准.source", 0, 0, "source-missing");

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    public void Shares_are_whole_numbers_above_zero(string share) =>
        Problems(document => document["clauses"]![0]!["to"] = new JsonObject { ["豫"] = share }).ShouldContain(problem => problem.Place == "clauses[0].to.豫" && problem.Code == "share");

    [Fact]
    public void A_formula_that_uses_itself_is_refused()
    {
        var problems = Problems(document => document["define"]!["指数"] = "降幅 / 1百分点");
        problems.ShouldContain(problem => problem.Code == "recursion" && problem.Place == "define.指数" || problem.Code == "recursion" && problem.Place == "define.降幅");
    }

    [Fact]
    public void An_amount_that_may_turn_negative_must_say_what_then() =>
        ShouldStandAt(Single(document => document["clauses"]![0]!.AsObject().Remove("negative")), "clauses[0].pay", 0, 0, "negative-unstated");

    [Fact]
    public void A_payment_without_bound_is_refused() =>
        ShouldStandAt(Single(document => document["clauses"]![1]!["pay"] = "降幅 * 100万元"), "clauses[1].pay", 0, 0, "unbounded");

    [Fact]
    public void A_cap_bounds_a_payment() => Problems(document =>
    {
        document["clauses"]![1]!["pay"] = "降幅 * 100万元";
        document["clauses"]![1]!["cap"] = "4000万元";
    }).ShouldBeEmpty();

    [Fact]
    public void A_case_that_can_never_apply_is_refused() =>
        ShouldStandAt(Single(document => document["clauses"]![0]!["choose"]![1]!["when"] = "1.5 < P <= 界限 且 P > 0 且 界限 > 2", "xinanjiang-2"), "clauses[0].choose[1]", 0, 0, "unreachable");

    [Theory]
    [InlineData("language", "basin-terms/2")]
    [InlineData("language", "")]
    public void A_document_of_an_unknown_edition_is_refused_with_a_sentence(string field, string value)
    {
        var problem = Single(document =>
        {
            document[field] = value;
            document["clauses"] = "not looked at";
        });
        ShouldStandAt(problem, "language", 0, 0, "unknown-edition");
        problem.Sentence.ShouldContain("basin-terms/1");
    }

    [Fact]
    public void A_standard_of_an_unknown_edition_is_refused() =>
        ShouldStandAt(Single(document => document["standards"]![0] = "GB 3838-2031"), "standards", 0, 0, "unknown-edition");

    [Fact]
    public void A_misspelt_field_is_not_passed_over() =>
        ShouldStandAt(Single(document => document["clauses"]![0]!["when?"] = "真"), "clauses[0].when?", 0, 0, "unknown-field");

    [Theory]
    [InlineData("2020-02-01", "2020-12-30")]
    [InlineData("2021-01-01", "2020-12-31")]
    public void A_term_is_of_whole_months_in_order(string from, string to) =>
        Single(document => document["term"] = new JsonObject { ["from"] = from, ["to"] = to }).Code.ShouldBe("term");

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"pay\": 0.5}")]
    [InlineData("null")]
    public void What_is_no_document_is_one_problem(string json) => CheckedTerms.Read(json).Problems.ShouldHaveSingleItem();

    [Fact]
    public void Limits_are_reported_and_not_met_with_a_crash()
    {
        InPay(new string('(', 1500) + "1元" + new string(')', 400)).Code.ShouldBe("too-deep");
        InPay(string.Join(" + ", Enumerable.Repeat("1元", 200))).Code.ShouldBe("too-deep");
        InPay(new string('1', 3000)).Code.ShouldBe("too-long");
        CheckedTerms.Read(new string(' ', TermsLimits.DocumentCharactersMax + 1)).Problems.Single().Code.ShouldBe("too-long");
        Problems(document =>
        {
            document["define"]!["a0"] = "1";
            for (var index = 1; index < 60; index++) document["define"]![$"a{index}"] = $"a{index - 1} + a{index - 1}";
        }).ShouldContain(problem => problem.Code == "too-large");
        Problems(document =>
        {
            document["define"]!["a0"] = "1";
            for (var index = 1; index < 190; index++) document["define"]![$"a{index:D3}"] = index == 1 ? "a0 + 1" : $"a{index - 1:D3} + 1";
        }).ShouldContain(problem => problem.Code == "too-deep");
    }

    private static void AddTable(JsonNode document, int keys)
    {
        var names = Enumerable.Range(0, keys).Select(key => $"键{key}").ToList();
        document["values"] = new JsonObject
        {
            ["大表"] = new JsonObject
            {
                ["by"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
                ["is"] = new JsonArray([.. names.Select(_ => (JsonNode)"1")]),
                ["source"] = "unconfirmed",
            },
        };
    }

    [Theory]
    [InlineData("求和(甲 于 大表: 求和(乙 于 大表: 求和(丙 于 大表: 求和(丁 于 大表: 大表[丁])))) * 1元")]
    [InlineData("求和(甲 于 大表: 最大(求和(乙 于 大表: 求和(丙 于 大表: 1)), 求和(乙 于 大表: 求和(丙 于 大表: 2)))) * 1元")]
    [InlineData("若 全部(甲 于 大表: 任一(乙 于 大表: 大表[甲] > 1)) 则 求和(甲 于 大表: 求和(乙 于 大表: 求和(丙 于 大表: 1))) * 1元 否则 1元")]
    public void Loops_inside_loops_are_refused_while_they_are_written_out(string formula)
    {
        // Written out whole these are millions of parts; that the test ends at all is the point.
        var problem = Single(document =>
        {
            AddTable(document, TermsLimits.MembersMax);
            document["clauses"]![0]!["pay"] = formula;
        });
        (problem.Place, problem.Code).ShouldBe(("clauses[0].pay", "too-large"));
    }

    [Fact]
    public void A_named_formula_that_is_too_large_is_one_problem_and_leaves_the_others_their_room() => Single(document =>
    {
        AddTable(document, TermsLimits.MembersMax);
        document["define"]!["大"] = "求和(甲 于 大表: 求和(乙 于 大表: 求和(丙 于 大表: 1)))";
        document["define"]!["小"] = "求和(甲 于 大表: 大表[甲] * -1) + 0";
        document["clauses"]![0]!["pay"] = "限幅(小 * 大 * 1元, 0元, 1元) + 求和(甲 于 大表: 小 * 0元)";
    }).ShouldBe(new Problem("define.大", 1, 34, "too-large", $"公式展开后超过{TermsLimits.OperationsMax}次运算。"));

    [Theory]
    [InlineData("compare", "四舍五入", "全数值")]
    [InlineData("nonDetect", "三分之一", "半检出限")]
    [InlineData("missing", "插值", "上年同月")]
    public void A_data_rule_of_another_word_is_refused_with_the_words_there_are(string field, string word, string known)
    {
        var problem = Single(document => document["data"]![field] = word);
        ShouldStandAt(problem, $"data.{field}", 0, 0, "word");
        problem.Sentence.ShouldContain(known);
    }

    [Theory]
    [InlineData("data.priority", "empty")]
    [InlineData("data.priority[1]", "twice", "自动站", "自动站")]
    [InlineData("data.priority[1]", "word", "自动站", "卫星")]
    public void Sources_are_known_and_listed_once(string place, string code, params string[] sources) =>
        ShouldStandAt(Single(document => document["data"]!["priority"] = new JsonArray([.. sources.Select(source => (JsonNode)source)])), place, 0, 0, code);

    [Fact]
    public void Sources_may_be_listed_before_the_automatic_stations() =>
        Problems(document => document["data"]!["priority"] = new JsonArray("人工监测", "自动站")).ShouldBeEmpty();

    [Theory]
    [InlineData("最大(年均(刘庄, 氨氮), 0.5 mg/L) <= 1 mg/L", 1)]
    [InlineData("1 mg/L >= 最大(月份 于 各月: 月均(刘庄, 氨氮, 月份))", 11)]
    [InlineData("(若 真 则 年均(刘庄, 氨氮) 否则 0.5 mg/L) <= 1 mg/L", 1)]
    [InlineData("限幅(年均(刘庄, 氨氮), 0 mg/L, 2 mg/L) <= 1 mg/L", 1)]
    [InlineData("年均(刘庄, 氨氮) - 0.1 mg/L <= 1 mg/L", 1)]
    [InlineData("年均(刘庄, 氨氮) * 0.5 <= 1 mg/L", 1)]
    [InlineData("平均(因子 于 {氨氮, 总磷}: 年均(刘庄, 因子)) <= 1 mg/L", 1)]
    [InlineData("最小(年均(刘庄, pH值), 8) <= 7", 1)]
    [InlineData("差 <= 1 mg/L", 1)]
    public void Under_rounded_values_a_comparison_of_what_is_made_of_means_is_refused(string when, int column)
    {
        Comparing("全数值", when).ShouldBeEmpty();
        var problem = Comparing("修约值", when).ShouldHaveSingleItem();
        (problem.Place, problem.Code, problem.Line).ShouldBe(("clauses[0].when", "rounding-unclear", 1));
        if (!when.StartsWith('(')) problem.Column.ShouldBe(column);
    }

    [Theory]
    [InlineData("年均(刘庄, 氨氮) <= 最大(0.5 mg/L, 1 mg/L) * 2")]
    [InlineData("均 <= (若 年均(刘庄, 总磷) <= 0.2 mg/L 则 1 mg/L 否则 2 mg/L)")]
    [InlineData("年均(刘庄, 氨氮) < 上年均(刘庄, 氨氮)")]
    [InlineData("平均(因子 于 {氨氮, 总磷}: 年均(刘庄, 因子) / 上年均(刘庄, 因子)) * 0.85 <= 1")]
    [InlineData("年均(刘庄, 氨氮) * 1亿m³ <= 5吨")]
    [InlineData("全部(月份 于 各月: 6 <= 月均(刘庄, pH值, 月份) <= 9)")]
    public void Under_rounded_values_means_limits_and_indices_are_compared(string when) => Comparing("修约值", when).ShouldBeEmpty();

    private static Problem[] Comparing(string compare, string when) => Problems(document =>
    {
        document["indicators"]!.AsArray().Add("pH值");
        document["data"]!["compare"] = compare;
        document["define"]!["均"] = "年均(刘庄, 氨氮)";
        document["define"]!["差"] = "均 - 上年均(刘庄, 氨氮)";
        document["clauses"]![0]!["when"] = when;
    });

    [Theory]
    [InlineData("yulu-1", new string[0], new[] { "GB/T 8170-2008", "GB 3838-2002" })]
    [InlineData("yulu-1", new[] { "GB/T 8170-2008" }, new[] { "GB 3838-2002" })]
    [InlineData("yulu-1", new[] { "GB 3838-2002" }, new[] { "GB/T 8170-2008" })]
    [InlineData("yulu-1", new[] { "GB/T 8170-2008", "GB 3838-2002" }, new string[0])]
    [InlineData("xinanjiang-1", new string[0], new[] { "GB/T 8170-2008" })]
    [InlineData("xinanjiang-1", new[] { "GB/T 8170-2008" }, new string[0])]
    public void A_document_lists_the_standards_it_rests_on(string name, string[] standards, string[] missing)
    {
        // 新安江 classes no water, so it can do without the limits.
        var problems = Problems(document => document["standards"] = new JsonArray([.. standards.Select(standard => (JsonNode)standard)]), name);
        problems.ShouldAllBe(problem => problem.Place == "standards" && problem.Code == "standard-missing");
        problems.Zip(missing).ShouldAllBe(pair => pair.First.Sentence.Contains(pair.Second, StringComparison.Ordinal));
        problems.Length.ShouldBe(missing.Length);
    }

    [Fact]
    public void Counting_compliant_months_rests_on_the_limits_too() => Single(document =>
    {
        document["standards"] = new JsonArray("GB/T 8170-2008");
        document["define"] = new JsonObject();
        document["clauses"] = JsonNode.Parse("""[{ "no": "一", "pay": "达标月数(刘庄, Ⅲ) * 1元", "from": "鲁", "to": "豫" }]""");
    }).Code.ShouldBe("standard-missing");
}
