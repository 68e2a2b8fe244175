using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

/// <summary>Whatever is written, reading ends with terms or with problems, and terms can be assessed.</summary>
public sealed class RobustnessTests
{
    private static readonly string[] s_words =
    [
        "若", "则", "否则", "且", "或", "非", "于", "按百分点", "真", "假", "求和", "平均", "最大", "计数", "全部", "年均", "上年均", "月均", "类别", "类别差",
        "达标月数", "限幅", "份额", "期首", "各月", "指标", "断面", "刘庄", "氨氮", "总磷", "鲁", "类差", "降幅", "指数", "因子", "Ⅲ", "Ⅱ类", "1", "0", "2.5",
        "100万元", "3百分点", "2级", "1 mg/L", "2020-01-01", "(", ")", "[", "]", "{", "}", ",", ":", "+", "-", "*", "/", "<", "<=", "=", ">=", "?", " ", "\n",
        "\uFF08", "\uD800", "年均(刘庄, 氨氮)", "类别(刘庄, 年均)", "求和(因子 于 指标: ", "求和(月份 于 各月: ",
    ];

    private static readonly Gen<string> s_formula = Gen.OneOfConst(s_words).Array[1, 14].Select(words => string.Join(' ', words));

    private static readonly Gen<JsonNode?> s_value = Gen.OneOf(
        Gen.Const((JsonNode?)null), s_formula.Select(text => (JsonNode?)text.Replace("\uD800", "", StringComparison.Ordinal)),
        Gen.Int[-3, 40].Select(number => (JsonNode?)number), Gen.Const(0).Select(_ => (JsonNode?)new JsonArray()), Gen.Const(0).Select(_ => (JsonNode?)new JsonObject()),
        Gen.Const(0).Select(_ => (JsonNode?)new JsonArray("a", 1)), Gen.Const(0).Select(_ => (JsonNode?)new JsonObject { ["a"] = "b" }));

    private static void ReadAndAssess(string json)
    {
        var check = CheckedTerms.Read(json);
        (check.Terms is null).ShouldBe(check.Problems.Length > 0);
        if (check.Terms is not { } terms) return;
        foreach (var period in terms.Periods.Take(2))
        {
            terms.Needs(period);
            terms.Assess(period, Agreements.LiuzhuangYears(2020, 18, 0.8m, 0.15m, 1.01m));
            terms.MostOwed(period);
        }
    }

    [Fact]
    public void Any_formula_is_read_or_refused() => s_formula.Sample(formula =>
    {
        var document = JsonNode.Parse(Agreements.Text("yulu-1"))!;
        document["clauses"]![0]!["pay"] = "1元";
        ReadAndAssess(document.ToJsonString().Replace("\"1元\"", $"\"{formula.Replace("\n", "\\n", StringComparison.Ordinal)}\"", StringComparison.Ordinal));
        FormulaText.Parse("define.x", formula, new ProblemList());
    }, iter: 300);

    [Fact]
    public void Any_change_of_one_member_is_read_or_refused() => Gen.Select(Gen.Int[0, 100_000], s_value).Sample((pick, value) =>
    {
        var document = JsonNode.Parse(Agreements.Text("yulu-1"))!;
        var members = Members(document).ToList();
        var (parent, name) = members[pick % members.Count];
        parent[name] = value?.DeepClone();
        ReadAndAssess(document.ToJsonString());
    }, iter: 300);

    [Fact]
    public void Any_text_cut_out_is_read_or_refused() => Gen.Select(Gen.Int[0, 3_000], Gen.Int[1, 40]).Sample((start, length) =>
    {
        var text = Agreements.Text("xinanjiang-2");
        var at = start % (text.Length - length);
        ReadAndAssess(text.Remove(at, length));
    }, iter: 300);

    private static IEnumerable<(JsonObject Parent, string Name)> Members(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Members(member.Value).Prepend((members, member.Key))).ToList(),
        JsonArray items => items.SelectMany(Members).ToList(),
        _ => [],
    };
}
