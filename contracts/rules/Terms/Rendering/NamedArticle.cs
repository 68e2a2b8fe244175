using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>What the parties gave names to, each on a line that begins with its name.</summary>
/// <param name="attributes">The members that an object of that name may have.</param>
internal class NamedArticle(string title, string? item, string field, params TextAttribute[] attributes) : TextArticle(title, item, field)
{
    /// <summary>Between a name and one value.</summary>
    protected const string Colon = "：";

    /// <summary>Between a name and attributes.</summary>
    protected const string Dash = "——";

    /// <summary>What a line of a table begins with.</summary>
    protected const string Row = "· ";

    public override IEnumerable<TextEntry> Entries(JsonObject document)
    {
        if (!document.TryGetPropertyValue(field, out var named)) return [];
        var members = WrittenShape.AnyObject(named, field);
        return members.Count == 0 ? [Nothing] : members.Select(member => Entry(member.Key, Lines(InlineText.Of(member.Key, Colon, Dash), member.Value, $"{field}.{member.Key}")));
    }

    public override void Read(TextBody body, JsonObject document)
    {
        if (body.IsUnstated) return;
        var members = new JsonObject();
        document[field] = members;
        if (body.IsNothing) return;
        foreach (var lines in body.Groups(line => !line.StartsWith(Row, StringComparison.Ordinal)))
        {
            body.Try(() =>
            {
                var first = new LineScanner(lines[0]);
                if (lines[0].Text.StartsWith(Row, StringComparison.Ordinal)) throw first.Problem("表的一行前面没有表的名称。");
                var name = first.Text(Colon, Dash);
                var value = first.TryTake(Dash) ? TextAttribute.Read(first, [], attributes) : ReadValue(first);
                if (!members.TryAdd(name, value)) throw first.Problem($"“{name}”出现两次。");
                ReadRows(body, [.. lines.Skip(1).Select(line => new LineScanner(line))], value);
            });
        }
    }

    protected TextAttribute[] Attributes => attributes;

    protected virtual IEnumerable<string> Lines(string name, JsonNode? value, string place) =>
        [value is JsonObject members ? name + Dash + TextAttribute.Write(members, place, attributes) : name + Colon + InlineText.Of(WrittenShape.Text(value, place))];

    /// <summary>What stands after the name and a colon.</summary>
    protected virtual JsonNode ReadValue(LineScanner line)
    {
        line.Take(Colon);
        var text = line.Text();
        line.TakeEnd();
        return text;
    }

    /// <summary>The lines under the first.</summary>
    protected virtual void ReadRows(TextBody body, IReadOnlyList<LineScanner> rows, JsonNode value)
    {
        foreach (var row in rows) body.Try(() => throw row.Problem("这里没有表。"));
    }
}
