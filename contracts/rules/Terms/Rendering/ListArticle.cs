using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>Short texts on one line.</summary>
internal sealed class ListArticle(string title, string? item, string field) : TextArticle(title, item, field)
{
    private static readonly ListForm s_list = new();

    public override IEnumerable<TextEntry> Entries(JsonObject document) =>
        document.TryGetPropertyValue(field, out var items) ? [Entry("", s_list.Write(items, field))] : [];

    public override void Read(TextBody body, JsonObject document) => body.ForEach(line =>
    {
        var items = s_list.Read(line);
        line.TakeEnd();
        if (!document.TryAdd(field, items)) throw line.Problem($"“{Title}”应写在一行。");
    });
}
