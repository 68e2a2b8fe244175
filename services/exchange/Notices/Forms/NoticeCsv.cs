using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>
/// A notice as a table (RFC 4180, UTF-8): one row for each value with its path, its kind and the value, and first of all the hash of the canonical
/// content. <see cref="Read"/> makes the same canonical content from it.
/// </summary>
/// <remarks>Paths are JSON pointers (RFC 6901). Kinds: text, number, boolean, null, object, list; objects and lists have rows of their own, without a value.</remarks>
public static class NoticeCsv
{
    private const string Header = "path,kind,value";
    private const string HashKind = "sha256";

    public static string Of(string content, string sha256)
    {
        var table = new StringBuilder(Header).Append("\r\n");
        Row(table, "", HashKind, sha256);
        Write(JsonNode.Parse(content), "", table);
        return table.ToString();
    }

    /// <returns>Canonical JSON.</returns>
    /// <exception cref="FormatException">It is no such table, or the content does not have the hash it states.</exception>
    public static string Read(string table)
    {
        var rows = CsvRows.Of(table).Select(row => row.Fields).ToList();
        if (rows.Count < 3 || rows[0] is not ["path", "kind", "value"] || rows[1] is not ["", HashKind, var hash]) throw new FormatException("it is not the table of a notice");
        JsonNode? root = null;
        foreach (var row in rows.Skip(2))
        {
            if (row is not [var path, var kind, var value]) throw new FormatException($"a row has {row.Count} fields; there are 3");
            var node = ReadValue(kind, value);
            if (path.Length == 0) root = node;
            else Put(root, path, node);
        }

        return NoticeHash.Checked(root, hash);
    }

    private static void Write(JsonNode? node, string path, StringBuilder table)
    {
        switch (node)
        {
            case JsonObject members:
                Row(table, path, "object", "");
                foreach (var (name, value) in members) Write(value, $"{path}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", table);
                break;
            case JsonArray items:
                Row(table, path, "list", "");
                for (var i = 0; i < items.Count; i++) Write(items[i], $"{path}/{i}", table);
                break;
            case null:
                Row(table, path, "null", "");
                break;
            default:
                var kind = node.GetValueKind();
                Row(table, path, kind switch { JsonValueKind.String => "text", JsonValueKind.Number => "number", _ => "boolean" }, kind == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString());
                break;
        }
    }

    private static void Row(StringBuilder table, string path, string kind, string value) =>
        table.Append(CsvText.Field(path)).Append(',').Append(kind).Append(',').Append(CsvText.Field(value)).Append("\r\n");

    private static JsonNode? ReadValue(string kind, string value) => kind switch
    {
        "object" => new JsonObject(),
        "list" => new JsonArray(),
        "text" => JsonValue.Create(value),
        "null" => null,
        "number" or "boolean" => NoticeHash.Scalar(value),
        _ => throw new FormatException($"there is no kind '{kind}'"),
    };

    private static void Put(JsonNode? root, string path, JsonNode? value)
    {
        var names = path.Split('/')[1..];
        var parent = names[..^1].Aggregate(root, (node, name) => node switch
        {
            JsonObject members => members[Name(name)],
            JsonArray items when int.TryParse(name, out var i) && i < items.Count => items[i],
            _ => null,
        });
        switch (parent)
        {
            case JsonObject members when !members.ContainsKey(Name(names[^1])):
                members[Name(names[^1])] = value;
                break;
            case JsonArray items when names[^1] == $"{items.Count}":
                items.Add(value);
                break;
            default:
                throw new FormatException($"the path {path} has no place");
        }
    }

    private static string Name(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}

/// <summary>What the readers of all forms share: the content must have the hash that stands beside it.</summary>
internal static class NoticeHash
{
    public static string Checked(JsonNode? content, string sha256)
    {
        var canonical = CanonicalJson.Of(content?.ToJsonString() ?? "null");
        var found = Signatures.Sha256(Encoding.UTF8.GetBytes(canonical));
        return found == sha256 ? canonical : throw new FormatException($"the content has the SHA-256 {found}; stated is {sha256}");
    }

    public static JsonNode? Scalar(string text)
    {
        try
        {
            return JsonNode.Parse(text) is { } node && node.GetValueKind() is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False ? JsonNode.Parse(text) : throw new FormatException($"'{text}' is no number and not true or false");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"'{text}' is no number and not true or false", problem);
        }
    }
}
