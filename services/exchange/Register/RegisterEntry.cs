using System.Text.Json.Nodes;

namespace Basin.Exchange;

/// <summary>An entry of the register for reading, stored in the commit that enters it. Id: <c>{agreement}/{number}</c>.</summary>
public sealed record RegisterEntry(
    string Id, string Agreement, int Number, string Part, string Period, string Content, string ContentSha256, string StateSha256, string PreviousSha256, string Sha256, DateTimeOffset At)
{
    public static string IdOf(string agreement, int number) => $"{agreement}/{number}";

    public static RegisterEntry Of(PublicRecord.Event.Entered e) => new(
        IdOf(e.Agreement, e.Number), e.Agreement, e.Number, e.Part, e.Period, e.Content, e.ContentSha256, e.StateSha256, e.PreviousSha256, e.Sha256, e.At);

    /// <summary>What it says; a new copy each time.</summary>
    public JsonObject State() => JsonNode.Parse(Content)!["state"]!.DeepClone().AsObject();
}
