using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>Free texts in an order, each with its number.</summary>
internal sealed class ItemsArticle(string title, string? item, string field) : TextArticle(title, item, field)
{
    public override TextLayout Layout => TextLayout.Numbered;

    public override bool IsOrdered => true;

    public override IEnumerable<TextEntry> Entries(JsonObject document)
    {
        if (!document.TryGetPropertyValue(field, out var items)) return [];
        var texts = WrittenShape.Array(items, field).Select((text, index) => WrittenShape.Text(text, $"{field}[{index}]")).ToList();
        return texts.Count == 0 ? [Nothing] : texts.Select(text => Entry(text, InlineText.Lines(text, NumberedLines.Begins)));
    }

    public override void Read(TextBody body, JsonObject document)
    {
        if (body.IsUnstated) return;
        var items = new JsonArray();
        document[field] = items;
        if (body.IsNothing) return;
        foreach (var lines in body.Groups(NumberedLines.Begins))
        {
            body.Try(() =>
            {
                var first = new LineScanner(lines[0]);
                NumberedLines.TakeNumber(first);
                items.Add(NumberedLines.Text(first.TakeRest(), lines));
            });
        }
    }
}
