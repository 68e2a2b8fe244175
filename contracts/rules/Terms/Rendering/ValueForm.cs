using System.Globalization;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>How one kind of value stands in a line, and how it is read from there.</summary>
internal abstract class ValueForm
{
    /// <param name="stops">The marks that end the value if it stands without quotes.</param>
    /// <exception cref="FormatException">The value is of another kind.</exception>
    public abstract string Write(JsonNode? value, string place, params string[] stops);

    /// <exception cref="TextLineException">The line holds something else.</exception>
    public abstract JsonNode Read(LineScanner line, params string[] stops);
}

/// <summary>Any text.</summary>
internal sealed class TextForm : ValueForm
{
    public override string Write(JsonNode? value, string place, params string[] stops) => InlineText.Of(WrittenShape.Text(value, place), stops);

    public override JsonNode Read(LineScanner line, params string[] stops) => line.Text(stops);
}

/// <summary>A day, shown as 2015年1月1日 where the document writes 2015-01-01; any other text as it is.</summary>
internal sealed class DayForm : ValueForm
{
    private const string Written = "yyyy-MM-dd";
    private const string Shown = "yyyy年M月d日";

    public override string Write(JsonNode? value, string place, params string[] stops)
    {
        var text = WrittenShape.Text(value, place);
        if (TryParse(text, Written, out var day)) return day.ToString(Shown, CultureInfo.InvariantCulture);
        return TryParse(text, Shown, out _) ? InlineText.Quoted(text) : InlineText.Of(text, stops);
    }

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        var isQuoted = line.IsAtQuote;
        var text = line.Text(stops);
        return !isQuoted && TryParse(text, Shown, out var day) ? day.ToString(Written, CultureInfo.InvariantCulture) : text;
    }

    private static bool TryParse(string text, string form, out DateOnly day) =>
        DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}

/// <summary>When something is due: a day, as <see cref="DayForm"/> has it, or 每年12月31日 where the document writes 12-31.</summary>
internal sealed class DueForm : ValueForm
{
    private const string Yearly = "每年";
    private static readonly DayForm s_day = new();

    public override string Write(JsonNode? value, string place, params string[] stops)
    {
        var text = WrittenShape.Text(value, place);
        if (YearlyDay.TryParse(text, out var day)) return Yearly + day.Chinese;
        return IsShown(text, out _) ? InlineText.Quoted(text) : s_day.Write(value, place, stops);
    }

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        if (line.IsAtQuote || !IsShown(line.Fork().Text(stops), out var day)) return s_day.Read(line, stops);
        line.Text(stops);
        return $"{day}";
    }

    private static bool IsShown(string text, out YearlyDay day)
    {
        day = default;
        return text.StartsWith(Yearly, StringComparison.Ordinal) && YearlyDay.TryParseChinese(text[Yearly.Length..], out day);
    }
}

/// <summary>A count. The document may write it as a number, which is usual and stands plain, or as a text, which stands in quotes.</summary>
internal sealed class CountForm : ValueForm
{
    public override string Write(JsonNode? value, string place, params string[] stops) =>
        WrittenShape.IsNumber(value) ? WholeNumber.Of(value!) : InlineText.Quoted(WrittenShape.Text(value, place));

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        if (line.IsAtQuote) return line.Text();
        var text = line.Text(stops);
        return WholeNumber.Read(text) ?? throw line.Problem($"“{text}”应为整数。");
    }
}

/// <summary>
/// What a party gives or gets: an amount or a percentage as it is, a whole-number share as 3份, and plain 3 where the document writes a number.
/// </summary>
internal sealed class PartForm : ValueForm
{
    private const string Share = "份";

    public override string Write(JsonNode? value, string place, params string[] stops)
    {
        if (WrittenShape.IsNumber(value)) return WholeNumber.Of(value!);
        var text = WrittenShape.Text(value, place);
        if (WholeNumber.LooksLike(text)) return text + Share;
        return IsShare(text) ? InlineText.Quoted(text) : InlineText.Of(text, stops);
    }

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        if (line.IsAtQuote) return line.Text();
        var text = line.Text(stops);
        if (IsShare(text)) return text[..^Share.Length];
        if (!WholeNumber.LooksLike(text)) return text;
        return WholeNumber.Read(text) ?? throw line.Problem($"“{text}”应为整数。");
    }

    private static bool IsShare(string text) => text.EndsWith(Share, StringComparison.Ordinal) && WholeNumber.LooksLike(text[..^Share.Length]);
}

/// <summary>From one text to another, such as 0至150.</summary>
internal sealed class RangeForm : ValueForm
{
    private const string To = "至";

    public override string Write(JsonNode? value, string place, params string[] stops)
    {
        var range = WrittenShape.Object(value, place, "from", "to");
        return InlineText.Of(WrittenShape.Text(range["from"], $"{place}.from"), To) + To + InlineText.Of(WrittenShape.Text(range["to"], $"{place}.to"), stops);
    }

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        var from = line.Text(To);
        line.Take(To);
        return new JsonObject { ["from"] = from, ["to"] = line.Text(stops) };
    }
}

/// <summary>Texts parted by 、.</summary>
internal sealed class ListForm : ValueForm
{
    private const string Between = "、";

    public override string Write(JsonNode? value, string place, params string[] stops)
    {
        var items = WrittenShape.Array(value, place);
        if (items.Count == 0) return InlineText.None;
        return string.Join(Between, items.Select((item, index) => InlineText.Of(WrittenShape.Text(item, $"{place}[{index}]"), [.. stops, Between])));
    }

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        var items = new JsonArray();
        if (line.TryTake(InlineText.None)) return items;
        do items.Add((JsonNode)line.Text([.. stops, Between]));
        while (line.TryTake(Between));
        return items;
    }
}

/// <summary>Names with what belongs to each in brackets, such as 云（3份）、贵（4份）.</summary>
internal sealed class MembersForm(ValueForm inner) : ValueForm
{
    private const string Between = "、";
    private const string Open = "（";
    private const string Close = "）";

    public override string Write(JsonNode? value, string place, params string[] stops)
    {
        var members = WrittenShape.AnyObject(value, place);
        if (members.Count == 0) return InlineText.None;
        return string.Join(Between, members.Select(member => InlineText.Of(member.Key, [.. stops, Open]) + Open + inner.Write(member.Value, $"{place}.{member.Key}", Close) + Close));
    }

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        var members = new JsonObject();
        if (line.TryTake(InlineText.None)) return members;
        do
        {
            var name = line.Text(Open);
            line.Take(Open);
            var value = inner.Read(line, Close);
            line.Take(Close);
            if (!members.TryAdd(name, value)) throw line.Problem($"“{name}”出现两次。");
        }
        while (line.TryTake(Between));
        return members;
    }
}

/// <summary>One text as it is, or <see cref="MembersForm"/> where the document has an object.</summary>
internal sealed class TextOrMembersForm(MembersForm members) : ValueForm
{
    public override string Write(JsonNode? value, string place, params string[] stops) => value is JsonObject
        ? members.Write(value, place, stops)
        : InlineText.Of(WrittenShape.Text(value, place), [.. stops, "（"]);

    public override JsonNode Read(LineScanner line, params string[] stops)
    {
        var ahead = line.Fork();
        if (line.IsAtNone) return members.Read(line, stops);
        ahead.Text([.. stops, "（"]);
        return ahead.TryTake("（") ? members.Read(line, stops) : line.Text(stops);
    }
}
