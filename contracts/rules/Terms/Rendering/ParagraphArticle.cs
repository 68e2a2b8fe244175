using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>A free text of one or more paragraphs.</summary>
internal sealed class ParagraphArticle(string title, string? item, string field) : TextArticle(title, item, field)
{
    public override IEnumerable<TextEntry> Entries(JsonObject document) => document.TryGetPropertyValue(field, out var text)
        ? [Entry("", InlineText.Lines(WrittenShape.Text(text, field), _ => false))]
        : [];

    public override void Read(TextBody body, JsonObject document)
    {
        if (body.IsUnstated) return;
        body.Try(() => document[field] = string.Join('\n', body.Lines.Select(line => InlineText.Plain(line.Text, line.Number))));
    }
}
