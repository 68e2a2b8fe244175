using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>A section with its months of one year and the same months of the year before, held against its target.</summary>
/// <param name="Province">Name of the province that answers for it: the upstream one, whose water passes it.</param>
/// <param name="TargetSource">Who set the target.</param>
public sealed record SectionYear(
    KnownSection Section, string Province, WaterClass Target, string TargetSource, ImmutableArray<TargetMonth> Months, ImmutableArray<TargetMonth> MonthsBefore);

/// <summary>Compliance by section, basin and province and over all, each with its change on the year before and its place among its like.</summary>
public static class ComplianceTable
{
    private static readonly string[] Columns = ["范围", "代码", "名称", "目标类别", "目标依据", "达标断面月", "已知断面月", "达标率(%)", "未知断面月", "可比断面月", "同比(百分点)", "名次"];
    private static readonly string[] Before = ["code", "name", "target", "targetSource", "kept", "known", "percent"], Change = ["compared", "points"];

    public static Download Of(int year, IReadOnlyList<SectionYear> sections)
    {
        var levels = new (string Level, string Member, JsonArray Rows)[]
        {
            ("断面", "sections", Rows([.. sections.Select(one => (one.Section.Id, one.Section.Name ?? one.Section.Id, (IReadOnlyList<SectionYear>)[one]))])),
            ("流域", "basins", Rows(Grouped(sections, one => one.Section.Basin ?? ""))),
            ("省份", "provinces", Rows(Grouped(sections, one => one.Province))),
            ("全部", "total", Rows([("", "全部断面", sections)])),
        };
        var json = new JsonObject { ["year"] = year };
        foreach (var (_, member, rows) in levels) json[member] = rows;
        return new(json, Columns, [.. levels.SelectMany(level => level.Rows.Select(row => (string[])
        [
            level.Level, .. Download.Fields(row, Before), string.Join("；", row!["unknown"]!.AsArray().Select(Download.Field)), .. Download.Fields(row["change"], Change), Download.Field(row["place"]),
        ]))]);
    }

    private static List<(string Code, string Name, IReadOnlyList<SectionYear> Sections)> Grouped(IReadOnlyList<SectionYear> sections, Func<SectionYear, string> key) =>
        [.. sections.GroupBy(key).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Key, (IReadOnlyList<SectionYear>)[.. group]))];

    private static JsonArray Rows(List<(string Code, string Name, IReadOnlyList<SectionYear> Sections)> groups)
    {
        Compliance[] rates = [.. groups.Select(group => Compliance.Of(group.Sections.SelectMany(one => one.Months)))];
        var places = Compliance.Places(rates);
        return new([.. groups.Select((group, index) => Row(group.Code, group.Name, group.Sections, rates[index], places[index]))]);
    }

    private static JsonObject Row(string code, string name, IReadOnlyList<SectionYear> sections, Compliance rate, int? place)
    {
        var change = Compliance.Change(sections.SelectMany(one => one.Months), sections.SelectMany(one => one.MonthsBefore));
        return new()
        {
            ["code"] = code, ["name"] = name,
            // Of several sections each keeps its own target, so there is none to name.
            ["target"] = sections is [var only] ? WaterClasses.Text(only.Target) : null, ["targetSource"] = sections is [var same] ? same.TargetSource : null,
            ["kept"] = rate.Kept, ["known"] = rate.Known, ["percent"] = rate.PercentText,
            ["unknown"] = new JsonArray([.. rate.Unknown.Select(month => new JsonObject { ["section"] = month.Section, ["month"] = $"{month.Month}", ["reason"] = month.Reason })]),
            ["change"] = change is null ? null : new JsonObject { ["kept"] = change.Kept, ["keptBefore"] = change.KeptBefore, ["compared"] = change.Compared, ["points"] = change.PointsText },
            ["place"] = place,
        };
    }
}
