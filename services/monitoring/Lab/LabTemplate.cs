using System.Collections.Immutable;
using System.Text;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// The file that laboratories fill in: a heading, the units, one line of guidance. It holds the indicators that the standard limits, the 21 of the
/// evaluation among them, and whatever else the caller's sampling points measure. What is downloaded can be filled in and uploaded as it is.
/// </summary>
/// <param name="Heading">One text for each column.</param>
/// <param name="Units">As many.</param>
public sealed record LabTemplate(ImmutableArray<string> Heading, ImmutableArray<string> Units)
{
    public const string Guidance =
        "说明：每行一个样品，采样时间写作 2024-03-05 08:30，只写日期即当日 00:00；未检出写 <0.02 或 0.02L，未测留空；本行可删除。 "
        + "Note: one row for each sample; a time is 2024-03-05 08:30 (Asia/Shanghai), a date alone means 00:00; below the detection limit is <0.02 or 0.02L, not measured stays empty; this line may be deleted.";

    private static readonly string[] First = ["采样点代码 sampling point", "断面 section", "采样时间 sampling time"];

    /// <param name="measured">Standard names of what the caller's sampling points measure.</param>
    public static LabTemplate For(IEnumerable<string> measured)
    {
        var own = measured.ToHashSet(StringComparer.Ordinal);
        var indicators = Indicators.All.Where(indicator =>
            indicator.Evaluated || own.Contains(indicator.Name) || Limits.TryFind(indicator, WaterBody.River, out _) || Limits.TryFind(indicator, WaterBody.Lake, out _)).ToList();
        return new(
            [.. First, .. indicators.Select(indicator => indicator.Name == indicator.Symbol ? indicator.Name : $"{indicator.Name} {indicator.Symbol}")],
            ["单位 unit", "", "", .. indicators.Select(indicator => indicator.Unit.Length == 0 ? "无量纲" : indicator.Unit)]);
    }

    /// <summary>CSV in UTF-8 with its mark, which spreadsheet programs need to show Chinese.</summary>
    public byte[] Csv() => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes($"{Line(Heading)}{Line(Units)}{Line([Guidance])}")];

    /// <summary>A workbook whose second sheet lists the caller's sampling points.</summary>
    public byte[] Xlsx(IEnumerable<LabPoint> points) => XlsxWorkbook.Of(
        new("数据 Data", [[.. Heading], [.. Units], [Guidance]], XlsxWorkbook.TextColumns + 1),
        new("采样点 Points", [
            ["采样点代码 sampling point", "采样点名称 name", "断面 section", "断面名称 section name", "指标 indicators"],
            .. points.Select(point => (IReadOnlyList<string>)[point.Station.Code, point.Station.Name, point.Station.Section, point.SectionNames.Skip(1).FirstOrDefault(""), string.Join('、', point.Station.Indicators)])], null));

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted)) + "\r\n";

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",;\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
