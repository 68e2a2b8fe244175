using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>
/// One case of a clause as a sentence: <c>P &lt;= 界限时，由浙向皖支付：补偿额。</c>, then in sentences of their own its limit and what an amount
/// below zero means.
/// </summary>
internal static class PaymentSentence
{
    private const string Else = "其余情形，";
    private const string When = "时，由";
    private const string From = "由";
    private const string To = "向";
    private const string Pay = "支付：";
    private const string Cap = "限额：";
    private const string BelowZero = "金额小于零时：";
    private const string End = "。";
    private static readonly string[] s_fields = ["when", "else", "pay", "cap", "from", "to", "negative"];
    private static readonly TextOrMembersForm s_accounts = new(new(new PartForm()));
    private static readonly (string Word, string Sentence)[] s_belowZero = [("反向", "金额小于零时反向支付。"), ("不付", "金额小于零时不支付。")];

    public static IReadOnlyList<string> Fields => s_fields;

    /// <param name="arm">Has these fields only.</param>
    /// <param name="isAlone">Whether it stands without a number, so that it must not begin with what looks like one or like a clause.</param>
    public static string Write(JsonObject arm, string place, bool isAlone)
    {
        string Formula(string field, string stop) => InlineText.Of(WrittenShape.Text(arm[field], $"{place}.{field}"), stop);
        var sentence = Condition(arm, place, isAlone) + s_accounts.Write(arm["from"], $"{place}.from", To) + To + s_accounts.Write(arm["to"], $"{place}.to", Pay) + Pay + Formula("pay", End) + End;
        if (arm.ContainsKey("cap")) sentence += Cap + Formula("cap", End) + End;
        return arm.ContainsKey("negative") ? sentence + Negative(WrittenShape.Text(arm["negative"], $"{place}.negative")) : sentence;
    }

    /// <exception cref="TextLineException">The line is no such sentence.</exception>
    public static JsonObject Read(LineScanner line)
    {
        var arm = new JsonObject();
        if (line.TryTake(Else))
        {
            arm["else"] = true;
            line.Take(From);
        }
        else if (!line.TryTake(From))
        {
            arm["when"] = line.Text(When);
            line.Take(When);
        }

        string Formula(string stop)
        {
            var text = line.Text(stop);
            line.Take(stop);
            return text;
        }

        arm["from"] = s_accounts.Read(line, To);
        line.Take(To);
        arm["to"] = s_accounts.Read(line, Pay);
        line.Take(Pay);
        arm["pay"] = Formula(End);
        if (line.TryTake(Cap)) arm["cap"] = Formula(End);
        if (!line.IsAtEnd) arm["negative"] = ReadNegative(line);
        line.TakeEnd();
        return arm;
    }

    private static string Condition(JsonObject arm, string place, bool isAlone)
    {
        if (!arm.ContainsKey("else")) return arm.ContainsKey("when") ? Written(WrittenShape.Text(arm["when"], $"{place}.when"), isAlone) + When : From;
        if (arm["else"]?.GetValueKind() != System.Text.Json.JsonValueKind.True || arm.ContainsKey("when")) throw WrittenShape.Refused($"{place}.else", "只能为 true，且不能与 when 并存");
        return Else + From;
    }

    private static string Written(string when, bool isAlone)
    {
        var misread = when.StartsWith(From, StringComparison.Ordinal) || when.StartsWith(Else, StringComparison.Ordinal) || (isAlone && (CaseNumber.Begins(when) || ClausesArticle.Begins(when)));
        return misread ? InlineText.Quoted(when) : InlineText.Of(when, When);
    }

    private static string Negative(string word)
    {
        var known = s_belowZero.FirstOrDefault(known => known.Word == word).Sentence;
        return known ?? BelowZero + InlineText.Of(word, End) + End;
    }

    private static string ReadNegative(LineScanner line)
    {
        foreach (var (word, sentence) in s_belowZero)
        {
            if (line.TryTake(sentence)) return word;
        }

        line.Take(BelowZero);
        var other = line.Text(End);
        line.Take(End);
        return other;
    }
}

/// <summary>The number of a case of a clause: （一）.</summary>
internal static class CaseNumber
{
    private const char Open = '（';
    private const char Close = '）';

    public static string Of(int number) => $"{Open}{ChineseNumber.Of(number)}{Close}";

    public static bool Begins(string text) => Length(text) > 0;

    public static bool TryTake(LineScanner line) => Begins(line.Rest) && line.TryTake(line.Rest[..Length(line.Rest)]);

    private static int Length(string text)
    {
        if (!text.StartsWith(Open)) return 0;
        var digits = ChineseNumber.Length(text[1..]);
        return digits > 0 && text.Length > digits + 1 && text[digits + 1] == Close ? digits + 2 : 0;
    }
}
