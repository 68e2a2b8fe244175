using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>One field on a line of its own.</summary>
/// <param name="Label">In Chinese; unique within its article.</param>
/// <param name="Owner">The object of the document that it is a member of; null for a member of the document itself.</param>
/// <param name="Default">What holds where the document does not say, shown in a remark; null where nothing does.</param>
internal sealed record LabelledLine(string Label, string? Owner, string Field, ValueForm Form, string? Default = null)
{
    public string Place => Owner is null ? Field : $"{Owner}.{Field}";
}

/// <summary>Single fields, each on a line that begins with its label.</summary>
/// <param name="owners">The objects that the fields are members of, and how they are called where they are there but empty.</param>
internal sealed class LabelledArticle(string title, string? item, (string Owner, string Label)[] owners, LabelledLine[] lines)
    : TextArticle(title, item, [.. owners.Select(owner => owner.Owner), .. lines.Where(line => line.Owner is null).Select(line => line.Field)])
{
    private const string Colon = "：";

    public override IEnumerable<TextEntry> Entries(JsonObject document)
    {
        foreach (var (owner, label) in owners)
        {
            if (!document.TryGetPropertyValue(owner, out var members)) continue;
            var stated = WrittenShape.Object(members, owner, lines.Where(line => line.Owner == owner).Select(line => line.Field));
            if (stated.Count == 0) yield return Entry(label, label + Colon + InlineText.None);
        }

        foreach (var line in lines)
        {
            var members = line.Owner is null ? document : document[line.Owner] as JsonObject;
            if (members is not null && members.TryGetPropertyValue(line.Field, out var value)) yield return Entry(line.Label, line.Label + Colon + line.Form.Write(value, line.Place));
            else if (line.Default is not null) yield return new(line.Label, [$"{line.Label}{Colon}{InlineText.Remark}，按默认：{line.Default}）"], IsRemark: true);
        }
    }

    public override void Read(TextBody body, JsonObject document) => body.ForEach(line =>
    {
        var label = line.Text(Colon);
        line.Take(Colon);
        if (line.IsAtRemark) return;
        if (owners.FirstOrDefault(owner => owner.Label == label) is { Owner: { } empty } && line.TryTake(InlineText.None)) Owner(document, empty);
        else ReadLine(lines.FirstOrDefault(known => known.Label == label) ?? throw line.Problem($"“{Title}”中没有“{label}”这一项。"), line, document);
        line.TakeEnd();
    });

    private static void ReadLine(LabelledLine known, LineScanner line, JsonObject document)
    {
        var members = known.Owner is null ? document : Owner(document, known.Owner);
        if (!members.TryAdd(known.Field, known.Form.Read(line))) throw line.Problem($"“{known.Label}”写了两次。");
    }

    private static JsonObject Owner(JsonObject document, string owner)
    {
        if (document[owner] is JsonObject known) return known;
        var members = new JsonObject();
        document[owner] = members;
        return members;
    }
}
