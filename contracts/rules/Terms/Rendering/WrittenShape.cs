using System.Text.Json;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>Takes a document apart for the text, and refuses what the text has no words for rather than losing it.</summary>
internal static class WrittenShape
{
    /// <exception cref="FormatException">It is something else.</exception>
    public static string Text(JsonNode? node, string place) =>
        IsText(node) ? node!.GetValue<string>() : throw Refused(place, "应为文字");

    public static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;

    public static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    /// <exception cref="FormatException">It is something else, or has members beside <paramref name="known"/>.</exception>
    public static JsonObject Object(JsonNode? node, string place, params IEnumerable<string> known)
    {
        var members = AnyObject(node, place);
        var other = members.Select(member => member.Key).Except(known).FirstOrDefault();
        return other is null ? members : throw Refused($"{place}.{other}", "是文本没有的字段");
    }

    /// <summary>An object whose members are names that the parties chose.</summary>
    public static JsonObject AnyObject(JsonNode? node, string place) => node as JsonObject ?? throw Refused(place, "应为对象");

    public static JsonArray Array(JsonNode? node, string place) => node as JsonArray ?? throw Refused(place, "应为数组");

    public static FormatException Refused(string place, string reason) => new($"“{place}”{reason}，不能写成文本。");
}
