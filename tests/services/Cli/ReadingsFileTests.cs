using System.Globalization;
using System.Text;
using Basin.Cli;
using Basin.Rules;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Services.Tests.Cli;

public sealed class ReadingsFileTests
{
    private static readonly string[] s_indicators = ["pH", "氨氮", "总磷"];
    private static readonly CheckedTerms s_terms = CheckedTerms.Read(Demo.Bundled("agreement.json")
        .Replace("YEAR", "2020", StringComparison.Ordinal).Replace("SECTION", "JK", StringComparison.Ordinal).Replace("\"VALID_MONTHS\"", "6", StringComparison.Ordinal)).Terms!;

    private sealed record Row(string Section, DateTime? Time, string State, string[] Cells)
    {
        public string Line => $"{Section},{Time?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)},{State},{string.Join(',', Cells)}\n";
    }

    private static readonly Gen<string> s_cell = Gen.Frequency(
        (6, Gen.Int[1, 1_399].Select(hundredths => (hundredths / 100m).ToString(CultureInfo.InvariantCulture))),
        (1, Gen.Int[1, 139].Select(tenths => $"{tenths / 10}.{tenths % 10}00")),
        (1, Gen.OneOfConst("--", "*", "", "1.2E+00")));

    private static readonly Gen<string> s_limited = Gen.Frequency((6, s_cell), (1, Gen.OneOfConst("<0.02", "0.01L", "<0.004")));

    private static readonly Gen<DateTime?> s_time = Gen.Frequency(
        (19, Gen.Select(Gen.Int[0, 61 * 24], Gen.OneOfConst(0, 0, 30), (hour, minute) => (DateTime?)new DateTime(2020, 1, 1).AddHours(hour).AddMinutes(minute))),
        (1, Gen.Const((DateTime?)null)));

    // Few sections, two months and few times, so that slots are shared, rows are repeated and contradict each other; some rows have no time.
    private static readonly Gen<Row> s_row = Gen.Select(
        Gen.OneOfConst("JK", "街口", "别处", "another place"), s_time, Gen.Frequency((9, Gen.OneOfConst("正常", "")), (1, Gen.OneOfConst("维护", "停站"))),
        Gen.Select(s_cell, s_limited, s_limited, (pH, ammonia, phosphorus) => new[] { pH, ammonia, phosphorus }),
        (section, time, state, cells) => new Row(section, time, state, cells));

    private static ReadingTallies Read(IEnumerable<Row> rows, int parts)
    {
        var bytes = Encoding.UTF8.GetBytes("section,time,state,ph,nh3n,tp\n" + string.Concat(rows.Select(row => row.Line)));
        Stream Open() => new MemoryStream(bytes, writable: false);
        var columns = ReadingColumns.Of("file", ReadingsFile.Header("file", Open), isMonthly: false);
        using var progress = new ReadProgress(bytes.Length, TextWriter.Null, TimeProvider.System);
        return new ReadingsFile("file", Open, columns, new SectionCells(s_terms, []), 4, progress) { Parts = parts }.Read(CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>The rule said plainly: rows in service in order of time, of each time the first, of each slot and indicator the earliest.</summary>
    private static Dictionary<(string, YearMonth, string), List<Measured>> Plainly(IReadOnlyList<Row> rows)
    {
        var found = new Dictionary<(string, YearMonth, string), List<Measured>>();
        var times = new HashSet<(string, DateTime)>();
        var slots = new HashSet<(string, DateTime, int, string)>();
        foreach (var row in rows.Select((row, index) => (row, index)).OrderBy(pair => pair.row.Time).ThenBy(pair => pair.index).Select(pair => pair.row))
        {
            var section = row.Section == "街口" ? "JK" : row.Section;
            var values = s_indicators.Zip(row.Cells).Where(pair => pair.Second is not ("--" or "*" or "")).ToList();
            if (row.Time is not { } time || row.State is "维护" or "停站" || values.Count == 0 || !times.Add((section, time))) continue;
            foreach (var (indicator, cell) in values)
            {
                if (!slots.Add((section, time.Date, time.Hour / 4, indicator))) continue;
                var key = (section, new YearMonth(time.Year, time.Month), indicator);
                if (!found.TryGetValue(key, out var list)) found[key] = list = [];
                list.Add(ReadingOf(cell));
            }
        }

        return found;
    }

    private static Measured ReadingOf(string cell)
    {
        var below = cell[0] == '<' || cell[^1] == 'L';
        return new(decimal.Parse(cell.Trim('<', 'L'), NumberStyles.Float, CultureInfo.InvariantCulture), below);
    }

    private static string Shown(Explained<MonthMean> mean) => $"{mean.Value}\n{Explanation.Json(mean.Step)}";

    [Fact]
    public void In_any_order_and_any_number_of_parts_the_means_are_those_of_monitoring_digit_for_digit() =>
        Gen.Select(s_row.Array[0, 300], Gen.Int[1, 5], Gen.Bool).Sample(
            (given, parts, sorted) =>
            {
                var rows = sorted ? [.. given.OrderBy(row => row.Time)] : given;
                var tallies = Read(rows, parts);
                var plainly = Plainly(rows);
                foreach (var ((section, month, indicator), readings) in plainly)
                {
                    var tally = tallies.Find(section, month)!.Tallies.Single(one => one.Indicator.Name == indicator);
                    foreach (var way in Enum.GetValues<NonDetect>())
                        Shown(Means.OfMonth(tally, 186, 0m, way)).ShouldBe(Shown(Means.OfMonth(Indicators.Find(indicator), readings, 186, 0m, way)));
                }

                tallies.All.Sum(month => month.Tallies.Sum(tally => tally.Count)).ShouldBe(plainly.Values.Sum(readings => readings.Count));
            },
            iter: 300);

    [Fact]
    public void Every_row_is_accounted_for_and_named_by_its_line_whatever_the_parts() => Gen.Select(s_row.Array[0, 300], Gen.Int[2, 5]).Sample(
        (rows, parts) =>
        {
            var (one, many) = (Read(rows, 1), Read(rows, parts));
            one.Rows.ShouldBe(rows.Length);
            (one.Counted + one.NotInService + one.Empty + one.Repeated + one.LeftOut + one.Bad).ShouldBe(rows.Length);
            (many.Rows, many.Counted, many.NotInService, many.Empty, many.Repeated, many.LeftOut, many.Bad)
                .ShouldBe((one.Rows, one.Counted, one.NotInService, one.Empty, one.Repeated, one.LeftOut, one.Bad));
            many.BadRows.ShouldBe(one.BadRows);
        },
        iter: 300);

    [Theory]
    [InlineData("2020-05-08 04:00", null, "2020-05-08 04:00")]
    [InlineData("2020-05-08 04:00:30", null, "2020-05-08 04:00")]
    [InlineData("2020-05-08T04:00+08:00", null, "2020-05-08 04:00")]
    [InlineData("2020-05-07T20:00:00Z", null, "2020-05-08 04:00")]
    [InlineData("2020-05-08T04:00", null, "2020-05-08 04:00")]
    [InlineData("2020/5/8 4:00", null, "2020-05-08 04:00")]
    [InlineData("05-08 04:00", "2020-05-09", "2020-05-08 04:00")]
    [InlineData("12-31 20:00", "2021-01-01", "2020-12-31 20:00")]
    [InlineData("05-08 04:00", null, null)]
    [InlineData("1899-05-08 04:00", null, null)]
    [InlineData("2020-05-08", null, null)]
    [InlineData("02-29 04:00", "2021-03-01", "2020-02-29 04:00")]
    [InlineData("05-08 04:00", "2200-12-31", "2200-05-08 04:00")]
    [InlineData("05-08 04:00", "2201-01-01", null)]
    [InlineData("05-08 04:00", "9999-12-31", null)]
    [InlineData("2020-05-08 04:00", "9999-12-31", "2020-05-08 04:00")]
    public void A_time_is_read_in_China_unless_it_says_otherwise(string cell, string? published, string? expected)
    {
        var day = published is null ? (DateOnly?)null : DateOnly.Parse(published, CultureInfo.InvariantCulture);
        var read = ReadingCell.TryTime(cell, day, null, out var local) ? local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;
        read.ShouldBe(expected);
    }

    [Theory]
    [InlineData("02-28 04:00", 2021, "2021-02-28 04:00")]
    [InlineData("02-29 04:00", 2020, "2020-02-29 04:00")]
    [InlineData("02-29 04:00", 2021, null)]
    [InlineData("12-31 20:00", 2021, "2021-12-31 20:00")]
    [InlineData("2019-12-31 20:00", 2021, "2019-12-31 20:00")]
    public void A_time_without_a_year_lies_in_the_given_year_and_in_no_other(string cell, int year, string? expected)
    {
        var read = ReadingCell.TryTime(cell, null, year, out var local) ? local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : null;
        read.ShouldBe(expected);
    }

    [Theory]
    [InlineData("1.85", CellContent.Measured, "1.85")]
    [InlineData(" 0.050 ", CellContent.Measured, "0.050")]
    [InlineData("<0.02", CellContent.Measured, "<0.02")]
    [InlineData("0.01L", CellContent.Measured, "<0.01")]
    [InlineData("1.03E+07", CellContent.Measured, "10300000")]
    [InlineData("-0.0", CellContent.Measured, "0.0")]
    [InlineData("99999999999999999999", CellContent.Measured, "99999999999999999999")]
    [InlineData("--", CellContent.Nothing, "0")]
    [InlineData("*", CellContent.Nothing, "0")]
    [InlineData("", CellContent.Nothing, "0")]
    [InlineData("1.", CellContent.Unreadable, "0")]
    [InlineData(".5", CellContent.Unreadable, "0")]
    [InlineData("1,5", CellContent.Unreadable, "0")]
    [InlineData("+1", CellContent.Unreadable, "0")]
    [InlineData("1.2.3", CellContent.Unreadable, "0")]
    [InlineData("1E25", CellContent.Unreadable, "0")]
    [InlineData("0.000000000000000000001", CellContent.Unreadable, "0")]
    [InlineData("L", CellContent.Unreadable, "0")]
    public void A_cell_is_a_value_nothing_or_unreadable(string cell, CellContent content, string shown)
    {
        ReadingCell.Read(cell, out var measured).ShouldBe(content);
        if (content == CellContent.Measured) measured.ToString().ShouldBe(shown);
    }

    [Fact]
    public void Short_and_long_ways_of_reading_a_number_agree() => Gen.Select(Gen.Long[0, 999_999_999_999_999], Gen.Int[0, 15]).Sample((digits, decimals) =>
    {
        var text = new decimal((int)(uint)(digits & uint.MaxValue >> 1), (int)(digits >> 31 & 0xFFFF), 0, false, (byte)decimals).ToString(CultureInfo.InvariantCulture);
        ReadingCell.Read(text, out var measured).ShouldBe(CellContent.Measured);
        measured.Value.ToString(CultureInfo.InvariantCulture).ShouldBe(text);
    });
}
