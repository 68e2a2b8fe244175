using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>One field of an object as it stands in a line: its Chinese label and its value.</summary>
/// <param name="Label">In Chinese; unique within its object.</param>
/// <param name="EndsLine">Whether it always stands last, so that its text needs no quotes for the mark between attributes.</param>
internal sealed record TextAttribute(string Label, string Field, ValueForm Form, bool EndsLine = false)
{
    private const string Colon = "：";
    private const string Between = "；";

    /// <summary>The attributes that an object has, in their order.</summary>
    /// <exception cref="FormatException">The object has a member that no attribute is for, or a value of another kind.</exception>
    public static string Write(JsonObject members, string place, IReadOnlyList<TextAttribute> attributes)
    {
        WrittenShape.Object(members, place, attributes.Select(attribute => attribute.Field));
        if (members.Count == 0) return InlineText.None;
        return string.Join(Between, attributes.Where(attribute => members.ContainsKey(attribute.Field)).Select(attribute => attribute.Label + Colon
            + attribute.Form.Write(members[attribute.Field], $"{place}.{attribute.Field}", attribute.Stops)));
    }

    /// <summary>Reads attributes to the end of the line into an object.</summary>
    /// <exception cref="TextLineException">A label is unknown or stands twice, or a value cannot be read.</exception>
    public static JsonObject Read(LineScanner line, JsonObject members, IReadOnlyList<TextAttribute> attributes)
    {
        if (line.TryTake(InlineText.None))
        {
            line.TakeEnd();
            return members;
        }

        do
        {
            var label = line.Text(Colon);
            line.Take(Colon);
            var attribute = attributes.FirstOrDefault(attribute => attribute.Label == label)
                ?? throw line.Problem($"没有“{label}”这一项；可以写的有{string.Join("、", attributes.Select(attribute => attribute.Label))}。");
            if (!members.TryAdd(attribute.Field, attribute.Form.Read(line, attribute.Stops))) throw line.Problem($"“{label}”写了两次。");
        }
        while (line.TryTake(Between));
        line.TakeEnd();
        return members;
    }

    private string[] Stops => EndsLine ? [] : [Between];
}
