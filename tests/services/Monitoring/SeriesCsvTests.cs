using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring;

public sealed class SeriesCsvTests
{
    private static readonly DateTimeOffset Time = new(2024, 5, 31, 16, 0, 0, TimeSpan.Zero);

    private static readonly Station Station = new("JK-01", 1, "街口", "S-1", "OP-1", ["氨氮"], 4, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 1, 1), null);

    private static StoredFrame Stored(int revision, IReadOnlyList<Reading> readings, string? held = null, StationState state = StationState.Normal) =>
        new("JK-01", Time, revision, state, readings, new('b', 64), held, "OP-1", Time.AddMinutes(revision));

    private static JudgedReadings Judged(IReadOnlyList<StoredFrame> frames, params ReadingVerdict[] verdicts) => JudgedReadings.Of(new(
        new(2024, 6), [Station], ImmutableDictionary<string, Station>.Empty, ImmutableDictionary<string, StationQuality.Statement>.Empty, frames, verdicts));

    private static string[] Lines(IReadOnlyList<StoredFrame> revisions, bool all = false, params string[] indicators) =>
        SeriesCsv.Lines(Station, revisions, indicators.Length == 0 ? null : indicators.ToHashSet(), all, Judged(revisions)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void A_line_has_a_cell_for_every_column() =>
        Lines([Stored(1, [new("氨氮", 0.050m)])]).Single().Split(',').Length.ShouldBe(SeriesCsv.Header.Split(',').Length);

    [Fact]
    public void The_header_begins_with_the_mark_that_makes_excel_show_chinese()
    {
        SeriesCsv.Header.ShouldStartWith("\uFEFF断面 section,");
        SeriesCsv.Header.ShouldEndWith("\r\n");
    }

    [Fact]
    public void Values_keep_every_digit_and_times_are_those_of_china() => Lines([Stored(1, [new("氨氮", 0.050m), new("总磷", null, "N", 0.010m), new("水温", -0.10m)])]).ShouldBe(
    [
        $"S-1,JK-01,自动站,2024-06-01T00:00:00+08:00,氨氮,0.050,mg/L,N,,正常 normal,1,是,,OP-1,2024-06-01T00:01:00+08:00,{new string('b', 64)},有效 valid,",
        $"S-1,JK-01,自动站,2024-06-01T00:00:00+08:00,总磷,,mg/L,N,0.010,正常 normal,1,是,,OP-1,2024-06-01T00:01:00+08:00,{new string('b', 64)},有效 valid,",
        $"S-1,JK-01,自动站,2024-06-01T00:00:00+08:00,水温,-0.10,℃,N,,正常 normal,1,是,,OP-1,2024-06-01T00:01:00+08:00,{new string('b', 64)},有效 valid,",
    ]);

    [Fact]
    public void Revisions_are_all_there_when_asked_for_and_the_latest_is_marked()
    {
        StoredFrame[] revisions = [Stored(1, [new("氨氮", 0.5m)]), Stored(2, [new("氨氮", 0.6m)], "Outside.")];
        Lines(revisions).Single().ShouldContain(",氨氮,0.6,mg/L,N,,正常 normal,2,是,Outside.,");
        Lines(revisions, all: true).Select(line => line.Split(',')[11]).ShouldBe(["否", "是"]);
    }

    [Fact]
    public void What_was_made_of_a_reading_of_the_latest_revision_stands_at_the_end_of_its_line()
    {
        StoredFrame[] revisions = [Stored(1, [new("氨氮", 0.5m)]), Stored(2, [new("氨氮", 0.6m), new("总磷", 0.1m, "D"), new("水温", null)])];
        var judged = Judged(revisions, new ReadingVerdict("r1", "JK-01", Time, new('b', 64), "氨氮", ReviewVerdict.Invalid, Time.AddDays(40)));
        string[] Ends(JudgedReadings? month) => [.. SeriesCsv.Lines(Station, revisions, null, true, month).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(',', line.Split(',')[^2..]))];
        Ends(judged).ShouldBe([",", "无效 invalid,r1", "无效 invalid,", ","]);
        Ends(null).ShouldBe(Enumerable.Repeat("未判定 not judged,", 4));
    }

    [Fact]
    public void Only_the_named_indicators_are_written_and_a_frame_without_readings_only_when_all_are()
    {
        Lines([Stored(1, [new("氨氮", 0.5m), new("总磷", 0.1m)])], false, "总磷").Single().ShouldContain(",总磷,");
        StoredFrame[] empty = [Stored(1, [], state: StationState.Maintenance)];
        Lines(empty).Single().ShouldContain(",,,,,,维护 maintenance,1,");
        Lines(empty, false, "总磷").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "-1")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("1=1", "1=1")]
    [InlineData("says \"no\"", "\"says \"\"no\"\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void A_text_is_quoted_where_it_has_to_be_and_never_a_formula(string held, string cell) =>
        SeriesCsv.Lines(Station, [Stored(1, [new("氨氮", 0.5m)], held)], null, false, null).ShouldContain($",1,是,{cell},OP-1,");
}
