using System.Text.Json;
using Basin.Rules.Terms;

namespace Basin.Monitoring;

/// <summary>A warning for listings. Id: the warning's.</summary>
public sealed record WarningListing(string Id, string Section, string Station, bool Open, DateTimeOffset OpenedAt, Warning Warning)
{
    public static WarningListing Of(Warning warning) => new(warning.Id, warning.Section, warning.Station, warning.EndedAt is null, warning.OpenedAt, warning);
}

/// <summary>What a bureau is told of a warning.</summary>
/// <param name="Type"><c>warning.opened</c> or <c>warning.ended</c>.</param>
/// <param name="Id">The warning's, the same at its opening and its end.</param>
/// <param name="Begin">Time of the first bad value, UTC.</param>
/// <param name="At">When this was found, UTC.</param>
public sealed record WarningTold(
    string Type, string Id, string Section, string SectionName, string Station, string Kind, string? Indicator, string? Value, string Target, DateTimeOffset Begin,
    DateTimeOffset OpenedAt, DateTimeOffset? EndedAt, string? EndValue, bool Withdrawn, DateTimeOffset At)
{
    public static string Content(Warning warning, KnownSection section, bool isEnd, DateTimeOffset at)
    {
        var told = new WarningTold(
            isEnd ? "warning.ended" : "warning.opened", warning.Id, warning.Section, section.Name, warning.Station, WordOf(warning.Kind), warning.Indicator, warning.Value, warning.Target,
            warning.Begin, warning.OpenedAt, isEnd ? warning.EndedAt : null, isEnd ? warning.EndValue : null, isEnd && warning.Withdrawn, at);
        return System.Text.Encoding.UTF8.GetString(CanonicalJson.Utf8(JsonSerializer.Serialize(told, JsonSerializerOptions.Web)));
    }

    private static string WordOf(WarningKind kind) => kind switch
    {
        WarningKind.OverTarget => "超标",
        WarningKind.SuddenRise => "突升",
        WarningKind.Silent => "离线",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
    };
}
