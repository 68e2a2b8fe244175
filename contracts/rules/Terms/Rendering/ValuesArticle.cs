using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>
/// 参数: a value with its unit and source on one line, <c>补偿额：1亿元；来源：…</c>; a table with a row for each key under it. The unit stands
/// right after the number wherever the two can be told apart again.
/// </summary>
internal sealed class ValuesArticle(string title, string field) : NamedArticle(title, null, field, s_attributes)
{
    private const string Table = "见下表";
    private const string Semicolon = "；";
    private static readonly TextAttribute s_unit = new("单位", "unit", new TextForm());
    private static readonly TextAttribute[] s_attributes = [new("值", "is", new TextForm()), s_unit, new("合计", "total", new TextForm()), new("来源", "source", new TextForm(), EndsLine: true)];
    private static readonly TextForm s_text = new();

    protected override IEnumerable<string> Lines(string name, JsonNode? value, string place)
    {
        var rest = WrittenShape.AnyObject(value, place).DeepClone().AsObject();
        if (!rest.ContainsKey("is")) return base.Lines(name, value, place);
        var (stated, keys, isTable) = (value!["is"], value["by"], rest.Remove("by"));
        rest.Remove("is");
        if (!isTable) return [name + Colon + Scalar(WrittenShape.Text(stated, $"{place}.is"), rest) + After(rest, place)];
        return Rows(WrittenShape.Array(keys, $"{place}.by"), WrittenShape.Array(stated, $"{place}.is"), place).Prepend(name + Colon + Table + After(rest, place));
    }

    protected override JsonNode ReadValue(LineScanner line)
    {
        line.Take(Colon);
        var value = new JsonObject();
        var isQuoted = line.IsAtQuote;
        var text = line.Text(Semicolon);
        if (!isQuoted && text == Table) (value["by"], value["is"]) = (new JsonArray(), new JsonArray());
        else if (!isQuoted && Split(text) is { Unit: { } unit } split) (value["is"], value[s_unit.Field]) = (split.Is, unit);
        else value["is"] = text;
        if (line.TryTake(Semicolon)) return TextAttribute.Read(line, value, Attributes);
        line.TakeEnd();
        return value;
    }

    protected override void ReadRows(TextBody body, IReadOnlyList<LineScanner> rows, JsonNode value)
    {
        if (value["by"] is not JsonArray keys || value["is"] is not JsonArray values)
        {
            base.ReadRows(body, rows, value);
            return;
        }

        foreach (var row in rows)
        {
            body.Try(() =>
            {
                row.Take(Row);
                var key = row.Text(Colon);
                row.Take(Colon);
                var cell = row.Text();
                row.TakeEnd();
                keys.Add((JsonNode)key);
                values.Add((JsonNode)cell);
            });
        }
    }

    private static string Scalar(string stated, JsonObject rest)
    {
        if (WrittenShape.IsText(rest[s_unit.Field]))
        {
            var unit = rest[s_unit.Field]!.GetValue<string>();
            var joined = stated + (unit.Length > 0 && unit[0] < '\u2E80' && char.IsLetter(unit[0]) ? " " : "") + unit;
            if (Split(joined) == (stated, unit) && InlineText.IsBare(joined, Semicolon))
            {
                rest.Remove(s_unit.Field);
                return joined;
            }
        }

        return Split(stated).Unit is null && stated != Table ? InlineText.Of(stated, Semicolon) : InlineText.Quoted(stated);
    }

    private string After(JsonObject rest, string place) => rest.Count == 0 ? "" : Semicolon + TextAttribute.Write(rest, place, Attributes);

    private static IEnumerable<string> Rows(JsonArray keys, JsonArray values, string place)
    {
        if (keys.Count != values.Count) throw WrittenShape.Refused(place, $"有{keys.Count}个名称(by)和{values.Count}个值(is)");
        return keys.Zip(values, (key, value) => $"{Indent}{Row}{s_text.Write(key, $"{place}.by", Colon)}{Colon}{s_text.Write(value, $"{place}.is")}");
    }

    /// <summary>A number and the unit right after it; all of the text and no unit where it is anything else.</summary>
    private static (string Is, string? Unit) Split(string text)
    {
        var at = text.StartsWith('-') ? 1 : 0;
        var whole = Digits(text, at);
        at += whole;
        if (at < text.Length && text[at] == '.' && Digits(text, at + 1) is > 0 and var decimals) at += 1 + decimals;
        var unit = text[at..];
        if (unit.StartsWith(' ')) unit = unit[1..];
        var isUnit = whole > 0 && unit.Length > 0 && !char.IsAsciiDigit(unit[0]) && !char.IsWhiteSpace(unit[0]) && unit[0] is not ('-' or '.');
        return isUnit ? (text[..at], unit) : (text, null);
    }

    private static int Digits(string text, int start) => text.Skip(start).TakeWhile(char.IsAsciiDigit).Count();
}
