using System.Globalization;
using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// Series as CSV (RFC 4180), one line per reading and revision, for people first: Chinese beside English, a byte order mark so that Excel shows it, and
/// no text that a spreadsheet would take for a formula. Values have every digit they were sent with.
/// </summary>
public static class SeriesCsv
{
    public const string Header =
        "\uFEFF断面 section,站点 station,数据来源 source,时间 time,指标 indicator,值 value,单位 unit,数据标识 flag,检出限 detection limit,状态 state,修订 revision,最新 latest,搁置原因 held,运维单位 operator,收到时间 received at,内容摘要 content sha256,质控结论 outcome,复核 review\r\n";

    /// <summary>The lines of one frame.</summary>
    /// <param name="revisions">Every known revision of it, from the first.</param>
    /// <param name="indicators">Standard names; null for all, and then a frame without readings has a line of its own, so that maintenance is seen.</param>
    /// <param name="all">Whether earlier revisions are wanted as well.</param>
    /// <param name="judged">The frame's month, judged; null where it has more frames than are looked at together, and so no means either.</param>
    public static string Lines(Station station, IReadOnlyList<StoredFrame> revisions, IReadOnlySet<string>? indicators, bool all, JudgedReadings? judged)
    {
        var lines = new StringBuilder();
        // What is held for the station's clock is passed over: it stands for no instant.
        var latest = revisions.Count - 1;
        while (latest >= 0 && ClockRule.IsOfClock(revisions[latest].Held)) latest--;
        for (var place = all ? 0 : Math.Max(latest, 0); place <= (all ? revisions.Count - 1 : latest); place++)
        {
            var (frame, isLatest) = (revisions[place], place == latest);
            foreach (var reading in frame.Readings)
                if (indicators is null || indicators.Contains(reading.Indicator)) Line(lines, station, frame, reading, isLatest, judged);
            if (indicators is null && frame.Readings.Count == 0) Line(lines, station, frame, null, isLatest, judged);
        }

        return lines.ToString();
    }

    private static void Line(StringBuilder line, Station station, StoredFrame frame, Reading? reading, bool isLatest, JudgedReadings? judged)
    {
        Cell(line, station.Section).Append(',');
        Cell(line, station.Code).Append(',');
        Cell(line, station.Source).Append(',').Append(Local(frame.Time)).Append(',');
        Cell(line, reading?.Indicator).Append(',').Append(CultureInfo.InvariantCulture, $"{reading?.Value},");
        Cell(line, reading is null ? null : Indicators.TryFind(reading.Indicator, out var indicator) ? indicator.Unit : "").Append(',').Append(reading?.Flag).Append(',')
            .Append(CultureInfo.InvariantCulture, $"{reading?.DetectionLimit},{State(frame.State)},{frame.Revision},{(isLatest ? "是" : "否")},");
        Cell(line, frame.Held).Append(',');
        var judgement = reading is null ? null : judged?.Find(frame, reading.Indicator);
        Cell(line, frame.Operator).Append(',').Append(Local(frame.ReceivedAt)).Append(',').Append(frame.ContentSha256).Append(',')
            .Append(judged is null ? "未判定 not judged" : Outcome(judgement)).Append(',').Append(judgement?.Review).Append("\r\n");
    }

    internal static StringBuilder Cell(StringBuilder line, string? text) => line.Append(CsvText.FieldForPeople(text ?? ""));

    private static string Local(DateTimeOffset time) => time.ToOffset(YearMonth.ChinaOffset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string? Outcome(ReadingJudgement? judgement) => judgement?.Outcome switch
    {
        null => null,
        QualityOutcome.Valid => "有效 valid",
        QualityOutcome.Suspect => "存疑 suspect",
        _ => "无效 invalid",
    };

    private static string State(StationState state) => state switch
    {
        StationState.Normal => "正常 normal",
        StationState.Maintenance => "维护 maintenance",
        _ => "停站 stopped",
    };
}
