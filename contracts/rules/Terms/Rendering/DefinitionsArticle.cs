using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>定义: <c>1. P = …</c>, the formula letter for letter. The numbers are for talking about them; formulas name each other by name.</summary>
internal sealed class DefinitionsArticle(string title, string field) : TextArticle(title, null, field)
{
    private const string Equal = " = ";

    public override TextLayout Layout => TextLayout.Numbered;

    public override IEnumerable<TextEntry> Entries(JsonObject document)
    {
        if (!document.TryGetPropertyValue(field, out var named)) return [];
        var members = WrittenShape.AnyObject(named, field);
        return members.Count == 0 ? [Nothing] : members.Select(member => Definition(member.Key, WrittenShape.Text(member.Value, $"{field}.{member.Key}")));
    }

    public override void Read(TextBody body, JsonObject document)
    {
        if (body.IsUnstated) return;
        var members = new JsonObject();
        document[field] = members;
        if (body.IsNothing) return;
        foreach (var lines in body.Groups(NumberedLines.Begins))
        {
            body.Try(() =>
            {
                var first = new LineScanner(lines[0]);
                NumberedLines.TakeNumber(first);
                var name = first.Text(Equal);
                first.Take(Equal);
                if (!members.TryAdd(name, NumberedLines.Text(first.TakeRest(), lines))) throw first.Problem($"“{name}”出现两次。");
            });
        }
    }

    private static TextEntry Definition(string name, string formula)
    {
        var lines = InlineText.Lines(formula, NumberedLines.Begins).ToList();
        return Entry(name, [InlineText.Of(name, Equal) + Equal + lines[0], .. lines.Skip(1).Select(line => Indent + line)]);
    }
}
