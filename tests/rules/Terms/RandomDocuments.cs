using System.Text.Json.Nodes;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

/// <summary>
/// Documents with every field that the language has, present or absent, and texts that hold whatever would be misread: line breaks, blanks at
/// the ends, and the marks of the text format itself. They need not be documents that can be signed.
/// </summary>
internal static class RandomDocuments
{
    private static readonly string[] s_pieces =
    [
        "皖", "浙", "氨氮", "P", "k0", "1", "12", "0.85", "-3", "2亿元", "3份", "85.78%", "mg/L", "亿元", "2015-01-01", "2015年1月1日", "12-31", "02-29", "每年12月31日", "每年", "是", "反向", "不付", "全数值",
        "\n", "\r", "\t", " ", "　", "\0", "\u2028", "\u0085", "\uFEFF", "\U0001F30A", "\\", "\\n", "\\u0041", "\\空", "“", "”", "\"", "{", "}", "[", "]", ":", ",",
        "：", "；", "、", "，", "。", "（", "）", "（无）", "（未写明，按默认：6）", "（一）", "（一", "《", "》", "——", "—", "· ", "·", "1. ", "2.", " = ", "=", " =",
        "第", "条", "第四条", "计算：", "逐一计算（", "）：", "由", "向", "时，由", "时，", "支付：", "支付", "其余情形，", "限额：", "金额小于零时反向支付。", "金额小于零时：", "至", "份", "见下表",
        "单位：", "来源：", "一、签约方", "二、补偿的具体范围（《生态保护补偿条例》第十七条第一项）", "结算期：", "中恰有一条适用。", "断面 于 断面", "上游(断面)", "P <= 界限", "若 真 则 1元 否则 2元",
    ];

    private static readonly Gen<string> s_text = Gen.Frequency(
        (3, Gen.OneOfConst("安徽省负责上游水环境保护。", "P <= 界限", "街口", "unconfirmed", "1.80", "亿元", "四")),
        (3, Gen.OneOfConst(s_pieces).Array[0, 5].Select(pieces => string.Concat(pieces))),
        (1, Gen.OneOfConst(s_pieces)));

    private static readonly Gen<JsonNode?> s_value = s_text.Select(text => (JsonNode?)text);
    private static readonly Gen<JsonNode?> s_number = Gen.OneOf(Gen.Long[-3, 400], Gen.Const((1L << 53) - 1)).Select(number => (JsonNode?)number);
    private static readonly Gen<JsonNode?> s_numberOrText = Gen.OneOf(s_number, s_value, Gen.Int[0, 99].Select(share => (JsonNode?)$"{share}"));

    private static readonly Gen<JsonNode?> s_texts = List(s_value);

    private static readonly Gen<JsonNode?> s_scalar = Members(("is", s_value), ("unit", s_value), ("source", s_value), ("total", s_value));

    private static readonly Gen<JsonNode?> s_table = Gen.Select(Gen.Select(s_text, s_text).Array[0, 4], Members(("unit", s_value), ("source", s_value), ("total", s_value))).Select((rows, rest) =>
    {
        var table = rest!.AsObject();
        table["by"] = new JsonArray([.. rows.Select(row => (JsonNode?)row.Item1)]);
        table["is"] = new JsonArray([.. rows.Select(row => (JsonNode?)row.Item2)]);
        return (JsonNode?)table;
    });

    private static readonly Gen<JsonNode?> s_accounts = Gen.OneOf(s_value, Named(s_numberOrText));

    private static readonly Gen<JsonNode?> s_payment = Gen.Select(
        Members(("when", s_value), ("cap", s_value), ("negative", s_value)), s_value, s_accounts, s_accounts, Gen.Int[0, 3]).Select((arm, pay, from, to, otherwise) =>
    {
        var payment = arm!.AsObject();
        (payment["pay"], payment["from"], payment["to"]) = (pay, from, to);
        if (otherwise == 0 && payment.Remove("when")) payment["else"] = true;
        return (JsonNode?)payment;
    });

    private static readonly Gen<JsonNode?> s_clause = Gen.Select(
        Members(("text", s_value), ("each", s_value)), s_value, s_payment, List(s_payment), Gen.Bool).Select((head, no, payment, arms, isChoice) =>
    {
        var clause = head!.AsObject();
        clause["no"] = no;
        if (isChoice) clause["choose"] = arms;
        else foreach (var (name, value) in payment!.AsObject().ToList()) clause[name] = value?.DeepClone();
        return (JsonNode?)clause;
    });

    private static readonly Gen<JsonNode?> s_range = Gen.Select(s_value, s_value).Select((from, to) => (JsonNode?)new JsonObject { ["from"] = from, ["to"] = to });

    /// <summary>Any document that the text has words for.</summary>
    public static Gen<JsonObject> Any { get; } = Members(
        ("language", s_value), ("standards", s_texts), ("title", s_value), ("scope", s_value), ("targets", s_value), ("indicators", s_texts), ("duties", s_texts),
        ("compensation", s_value), ("term", Members(("from", s_value), ("to", s_value))), ("period", s_value), ("parties", Named(s_value)),
        ("sections", Named(Gen.OneOf(s_value, Members(("code", s_value), ("upstream", s_value), ("downstream", s_value), ("water", s_value))))),
        ("data", Members(
            ("compare", s_value), ("validMonths", s_numberOrText), ("nonDetect", s_value), ("validShare", s_value), ("validDays", s_numberOrText), ("priority", s_texts), ("missing", s_value), ("classBy", s_texts),
            ("admissible", Named(s_range)))),
        ("values", Named(Gen.OneOf(s_scalar, s_table))),
        ("stated", Named(Members(
            ("kind", s_value), ("unit", s_value), ("from", s_value), ("to", s_value), ("by", s_texts), ("otherwise", s_value), ("incident", s_value), ("source", s_value)))),
        ("funds", Named(Members(("in", Named(s_numberOrText)), ("out", Named(s_numberOrText))))),
        ("define", Named(s_value)), ("clauses", List(s_clause)),
        ("calendar", Members(("dataDueDays", s_numberOrText), ("silenceDays", s_numberOrText), ("payDays", s_numberOrText))),
        ("breach", s_value), ("other", s_value), ("oneOf", List(s_texts)), ("atMostOne", List(s_texts)), ("netting", s_value), ("coexists", s_texts),
        ("cooperation", Named(Members(
            ("kind", s_value), ("by", s_value), ("for", s_value), ("what", s_value), ("due", s_value), ("proof", s_value), ("silenceDays", s_numberOrText), ("no", s_value)))),
        ("purposes", s_texts), ("disclosure", s_texts))
        .Select(node => node!.AsObject()).Where(document => document.Count > 0);

    private static Gen<JsonNode?> List(Gen<JsonNode?> item) => item.Array[0, 3].Select(items => (JsonNode?)new JsonArray([.. items.Select(value => value?.DeepClone())]));

    private static Gen<JsonNode?> Named(Gen<JsonNode?> value) => Gen.Select(s_text, value).Array[0, 3].Select(named =>
    {
        var members = new JsonObject();
        foreach (var (name, member) in named) members[name] = member?.DeepClone();
        return (JsonNode?)members;
    });

    /// <summary>An object in which each of these is present or absent.</summary>
    private static Gen<JsonNode?> Members(params (string Name, Gen<JsonNode?> Value)[] fields) =>
        fields.Select(field => Gen.Select(Gen.Bool, field.Value, (isThere, value) => (field.Name, IsThere: isThere, Value: value)))
            .Aggregate(Gen.Const(0).Select(_ => (JsonNode?)new JsonObject()), (known, field) => Gen.Select(known, field, (members, next) =>
            {
                if (next.IsThere) members!.AsObject()[next.Name] = next.Value?.DeepClone();
                return members;
            }));
}
