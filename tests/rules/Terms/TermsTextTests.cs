using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

public sealed class TermsTextTests
{
    private static string Back(string text)
    {
        var reading = TermsTextReader.Read(text);
        reading.Problems.ShouldBeEmpty(text);
        return CanonicalJson.Of(reading.Json!);
    }

    private static string Rendered(Action<JsonObject> change, string name = "yulu-1")
    {
        var document = JsonNode.Parse(Agreements.Text(name))!.AsObject();
        change(document);
        return TermsText.Of(document.ToJsonString());
    }

    private static LineProblem Problem(Func<string, string> change, string name = "xinanjiang-2")
    {
        var text = TermsText.Of(Agreements.Text(name));
        change(text).ShouldNotBe(text);
        var reading = TermsTextReader.Read(change(text));
        reading.Json.ShouldBeNull();
        return reading.Problems.ShouldHaveSingleItem();
    }

    [Fact]
    public void Any_document_comes_back_from_its_text_as_it_was() => RandomDocuments.Any.Sample(document =>
    {
        var json = document.ToJsonString();
        Back(TermsText.Of(json)).ShouldBe(CanonicalJson.Of(json));
    }, iter: 1_000);

    public static TheoryData<string> Delivered
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent!;
            return [.. Directory.GetFiles(Path.Combine(folder.FullName, "deploy", "agreements"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file))];
        }
    }

    [Theory]
    [MemberData(nameof(Delivered))]
    public void A_delivered_agreement_comes_back_from_its_text_as_it_was(string name)
    {
        Back(TermsText.Of(Agreements.Text(name))).ShouldBe(Agreements.Read(name).Canonical);
        Back(TermsText.Of(Agreements.Read(name).Canonical)).ShouldBe(Agreements.Read(name).Canonical);
    }

    [Fact]
    public void A_text_indented_anew_with_other_line_ends_and_blank_lines_is_the_same_document()
    {
        var text = TermsText.Of(Agreements.Text("xinanjiang-2"));
        Back(text.Replace("　　", "\t ", StringComparison.Ordinal).Replace("\n", " \r\n\r\n", StringComparison.Ordinal)).ShouldBe(Agreements.Read("xinanjiang-2").Canonical);
    }

    [Fact]
    public void A_default_is_a_remark_that_states_nothing()
    {
        var text = Rendered(document => document["data"]!.AsObject().Remove("compare"));
        text.ShouldContain("　　与限值比较的数值：（未写明，按默认：全数值）\n");
        JsonNode.Parse(TermsTextReader.Read(text).Json!)!["data"]!.AsObject().ContainsKey("compare").ShouldBeFalse();
    }

    [Fact]
    public void The_remark_on_a_default_names_what_holds()
    {
        var silent = JsonNode.Parse(Agreements.Text("xinanjiang-1"))!.AsObject();
        silent.Remove("data");
        var text = TermsText.Of(silent.ToJsonString());
        // 类别评价指标 and 可采范围 are described, not named; every other remark holds the words that a document would write.
        foreach (var label in new[] { "与限值比较的数值", "未检出的计法", "数据来源次序", "最少有效月数", "数据缺失的处理", "轧差方式" })
        {
            var at = text.IndexOf($"{label}：（未写明，按默认：", StringComparison.Ordinal);
            at.ShouldBeGreaterThan(0, label);
            var end = text.IndexOf('）', at);
            text = text[..at] + text[at..end].Replace("（未写明，按默认：", "", StringComparison.Ordinal) + text[(end + 1)..];
        }

        var (left, written) = (Agreements.Checked(silent.ToJsonString()).Document, Agreements.Checked(Back(text)).Document);
        written.Data.Priority.ShouldBe(left.Data.Priority);
        (written.Data with { Priority = left.Data.Priority }).ShouldBe(left.Data);
        written.Netting.ShouldBe(left.Netting);
    }

    [Fact]
    public void Empty_and_absent_stay_apart()
    {
        Back(Rendered(document => document["values"] = new JsonObject())).ShouldContain("\"values\":{}");
        Back(Rendered(document => document["oneOf"] = new JsonArray())).ShouldContain("\"oneOf\":[]");
        Back(Rendered(document => document["oneOf"] = new JsonArray(new JsonArray()))).ShouldContain("\"oneOf\":[[]]");
        Back(Rendered(document => document["data"] = new JsonObject())).ShouldContain("\"data\":{}");
    }

    [Fact]
    public void A_formula_stands_letter_for_letter()
    {
        const string Formula = "若 P <= 1 则 求和（因子 于 {氨氮}：1元） 否则 0元";
        Rendered(document => document["define"]!["降幅"] = Formula).ShouldContain("降幅 = " + Formula + "\n");
    }

    [Theory]
    [InlineData("未知", "“$.未知”")]
    [InlineData("language", "“language”")]
    public void What_the_text_has_no_words_for_is_refused_by_name(string field, string place) =>
        Should.Throw<FormatException>(() => Rendered(document => document[field] = new JsonArray(1))).Message.ShouldContain(place);

    [Fact]
    public void What_an_inner_object_holds_beyond_the_language_is_refused_by_name()
    {
        Should.Throw<FormatException>(() => Rendered(document => document["clauses"]![0]!["bonus"] = "1元")).Message.ShouldContain("clauses[0].bonus");
        Should.Throw<FormatException>(() => Rendered(document => document["values"] = new JsonObject { ["a"] = new JsonObject { ["is"] = "1", ["note"] = "" } })).Message.ShouldContain("values.a.note");
        Should.Throw<FormatException>(() => Rendered(document => document["calendar"]!["days"] = 1)).Message.ShouldContain("calendar.days");
    }

    [Fact]
    public void A_choice_of_more_cases_than_a_document_may_have_is_refused() =>
        Should.Throw<FormatException>(() => Rendered(document => document["clauses"] = new JsonArray(new JsonObject
        {
            ["no"] = "一",
            ["choose"] = new JsonArray([.. Enumerable.Range(0, TermsLimits.MembersMax + 1).Select(_ => (JsonNode?)new JsonObject { ["pay"] = "1元", ["from"] = "鲁", ["to"] = "豫" })]),
        }))).Message.ShouldContain("最多200项");

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"title\":1.5}")]
    public void What_is_no_document_is_refused(string json) => Should.Throw<FormatException>(() => TermsText.Of(json));

    [Theory]
    [InlineData("八、签约方（简称与行政区划代码）", "八、签约人", 27, "不认识这一条目")]
    [InlineData("　　结算期：年", "　　结算期", 19, "行末缺少“：”")]
    [InlineData("　　结算期：年", "　　周期：年", 19, "没有“周期”这一项")]
    [InlineData("　　浙：330000", "　　皖：330000", 29, "“皖”出现两次")]
    [InlineData("　　ki：0.25；", "　　ki：0.25；单价：1；", 50, "没有“单价”这一项")]
    [InlineData("（二）高档界限 < P <= 界限时，由浙", "（二）高档界限 < P <= 界限时，浙", 68, "时，由")]
    [InlineData("（三）其余情形，由皖", "其余情形，由皖", 69, "情形应以编号开头")]
    [InlineData("　　计算：\n", "", 65, "没有“计算：”")]
    [InlineData("结算期结束后30日内", "结算期结束后三十日内", 75, "应为整数")]
    [InlineData("　　· 氨氮：0.18\n", "　　· 氨氮\n", 57, "行末缺少“：”")]
    [InlineData("　　1. P = k0", "　　P = k0", 62, "应以编号开头")]
    [InlineData("《新安江流域水环境补偿协议（第二轮）》", "《新安江", 1, "》")]
    [InlineData("（第二轮）》", "\\", 1, "》")]
    [InlineData("　　街口——", "　　“街口——", 32, "引号没有结束")]
    public void A_problem_states_its_line(string from, string to, int line, string words)
    {
        var problem = Problem(text => text.Replace(from, to, StringComparison.Ordinal));
        problem.Line.ShouldBe(line, problem.Sentence);
        problem.Sentence.ShouldContain(words);
    }

    [Fact]
    public void Every_line_that_cannot_be_read_is_reported_at_once() =>
        TermsTextReader.Read(TermsText.Of(Agreements.Text("xinanjiang-2")).Replace("；来源", "；出处", StringComparison.Ordinal)).Problems.Length.ShouldBe(7);

    [Fact]
    public void Half_a_character_is_a_problem_and_never_becomes_another()
    {
        TermsTextReader.Read("一、补偿的具体范围\n　　\\ud800").Problems.ShouldHaveSingleItem().Line.ShouldBe(2);
        TermsTextReader.Read("一、补偿的具体范围\n　　" + (char)0xDC00).Problems.ShouldHaveSingleItem().Line.ShouldBe(2);
    }

    [Fact]
    public void Any_damaged_text_is_read_or_refused_with_lines_that_exist() => Gen.Select(RandomDocuments.Any, Gen.Int[0, 100_000], Gen.Int[1, 30], Gen.OneOfConst("", "（", "“", "\n", "　　", "第一条")).Sample((document, start, length, put) =>
    {
        var text = TermsText.Of(document.ToJsonString());
        var at = start % text.Length;
        var damaged = text.Remove(at, Math.Min(length, text.Length - at)).Insert(at, put);
        var reading = TermsTextReader.Read(damaged);
        (reading.Json is null).ShouldBe(!reading.Problems.IsEmpty);
        reading.Problems.ShouldAllBe(problem => problem.Line >= 1 && problem.Line <= damaged.Split('\n', StringSplitOptions.None).Length);
        if (reading.Json is { } json && JsonNode.Parse(json)!.AsObject().Count > 0) CanonicalJson.Of(json);
    }, iter: 300);
}
