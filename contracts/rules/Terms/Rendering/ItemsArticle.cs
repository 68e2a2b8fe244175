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
        return texts.Count == 0 ? [Nothing] : texts.Select(Written);
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

    // It goes by its own words: a number would make every item after a new one look changed.
    private static TextEntry Written(string text)
    {
        var lines = InlineText.Lines(text, NumberedLines.Begins).ToList();
        return Entry(string.Join('\n', lines), lines);
    }
}
