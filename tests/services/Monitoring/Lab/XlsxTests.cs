using System.IO.Compression;
using System.Text;
using Basin.Monitoring;
using CsCheck;

namespace Basin.Services.Tests.Monitoring.Lab;

/// <summary>Workbooks as spreadsheet programs write them, and as they should not be.</summary>
public sealed class XlsxTests
{
    private static readonly string[] Heading = ["采样点代码", "采样日期", "氨氮"];

    // Format 1 is a date, 2 a date of its own, 3 a percentage, 4 scientific.
    private const string Styles =
        "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/><numFmt numFmtId=\"165\" formatCode=\"0.00E+00;[Red]\\d0\"/></numFmts>"
        + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"10\"/><xf numFmtId=\"165\"/></cellXfs>";

    private static LabFile One(string day, string value, Workbook? workbook = null) =>
        LabFileTests.Read((workbook ?? new Workbook { Styles = Styles }).With("数据", Heading, ["A-1", day, value]).Bytes());

    private static LabProblem Bad(LabFile file)
    {
        file.Samples.ShouldBeEmpty();
        return file.Problems.First.ShouldHaveSingleItem();
    }

    private static string Refused(byte[] bytes)
    {
        LabFile.TryRead(bytes, LabFileTests.Now, out var file, out var rejection).ShouldBeFalse(file is null ? null : Twice.Text(file));
        return rejection!.Code;
    }

    [Theory]
    [InlineData("0.10000000000000001", "0.1")]
    [InlineData("0.1000000000000000055511151231257827", "0.1")]
    [InlineData("0.100000000000000000001", "0.1")]
    [InlineData("5.0000000000000001E-3", "0.005")]
    [InlineData("0.0049999999999999999999", "0.005")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("1.85", "1.85")]
    [InlineData("2", "2")]
    [InlineData("2.0", "2")]
    [InlineData("999.99999999999999", "1000")]
    [InlineData("1E2", "100")]
    [InlineData("-0", "0")]
    [InlineData("1.2345678901234501E-5", "0.0000123456789012345")]
    public void A_number_is_taken_as_people_see_it(string stored, string expected)
    {
        var file = One("2024-05-06", $"<c r=\"@\" s=\"4\"><v>{stored}</v></c>");
        file.Problems.First.ShouldBeEmpty();
        file.Samples[0].Frame.Readings.ShouldHaveSingleItem().Value!.Value.ToString().ShouldBe(expected);
    }

    [Fact]
    public void Every_decimal_of_fifteen_digits_comes_back_from_its_binary_number() =>
        Gen.Select(Gen.Long[1, 999_999_999_999_999], Gen.Int[0, 15]).Sample((digits, places) =>
        {
            var value = new decimal(digits) / (decimal)Math.Pow(10, places);
            var stored = ((double)value).ToString("G17");
            XlsxNumber.TryText(stored, out var text).ShouldBeTrue();
            decimal.Parse(text).ShouldBe(value, stored);
        });

    [Theory]
    [InlineData("1E999")]
    [InlineData("1E-300")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData("")]
    public void A_number_that_is_none_or_far_too_small_is_refused_or_absent(string stored)
    {
        var file = One("2024-05-06", $"<c r=\"@\"><v>{stored}</v></c>");
        Bad(file).Code.ShouldBe(stored.Length == 0 ? "no-readings" : "invalid-value");
    }

    [Theory]
    [InlineData("<c r=\"@\" s=\"1\"><v>45418</v></c>", "2024-05-05T16:00:00Z")]
    [InlineData("<c r=\"@\" s=\"2\"><v>45418</v></c>", "2024-05-05T16:00:00Z")]
    [InlineData("<c r=\"@\" s=\"1\"><v>45418.354166666664</v></c>", "2024-05-06T00:30:00Z")]
    [InlineData("<c r=\"@\" s=\"1\"><v>45418.354178240741</v></c>", "2024-05-06T00:30:01Z")]
    [InlineData("<c r=\"@\" t=\"d\"><v>2024-05-06T08:30:00</v></c>", "2024-05-06T00:30:00Z")]
    [InlineData("2024-05-06", "2024-05-05T16:00:00Z")]
    public void A_date_is_read_from_its_day_count(string cell, string expected) =>
        One(cell, "0.1").Samples.ShouldHaveSingleItem().Frame.Time.ShouldBe(DateTimeOffset.Parse(expected));

    [Fact]
    public void A_workbook_that_counts_days_from_1904_says_so() =>
        One("<c r=\"@\" s=\"1\"><v>43956</v></c>", "0.1", new Workbook { Styles = Styles, From1904 = true }).Samples[0].Frame.Time
            .ShouldBe(new DateTimeOffset(2024, 5, 6, 0, 0, 0, TimeSpan.FromHours(8)));

    [Fact]
    public void A_time_of_day_in_a_column_of_its_own_is_a_part_of_a_day()
    {
        var file = LabFileTests.Read(new Workbook { Styles = Styles.Replace("\"10\"", "\"20\"") }.With(
            "数据", ["采样点代码", "采样日期", "采样时间", "氨氮"], ["A-1", "<c r=\"@\" s=\"1\"><v>45418</v></c>", "<c r=\"@\" s=\"3\"><v>0.35416666666666669</v></c>", "0.1"]).Bytes());
        file.Problems.First.ShouldBeEmpty();
        file.Samples[0].Frame.Time.ShouldBe(new DateTimeOffset(2024, 5, 6, 8, 30, 0, TimeSpan.FromHours(8)));
    }

    [Theory]
    [InlineData("45418", "0.1", "B2", "invalid-time", "45418")]
    [InlineData("<c r=\"@\" s=\"1\"><v>-1</v></c>", "0.1", "B2", "invalid-time", "-1")]
    [InlineData("<c r=\"@\" s=\"1\"><v>99999999</v></c>", "0.1", "B2", "invalid-time", "99999999")]
    [InlineData("2024-05-06", "<c r=\"@\" s=\"1\"><v>45418</v></c>", "C2", "cell-date", "2024-05-06")]
    [InlineData("2024-05-06", "<c r=\"@\" s=\"3\"><v>0.5</v></c>", "C2", "cell-percent", "0.5")]
    [InlineData("2024-05-06", "<c r=\"@\"><f>SUM(A1:A2)</f><v>0.5</v></c>", "C2", "cell-formula", "=SUM(A1:A2)")]
    [InlineData("2024-05-06", "<c r=\"@\" t=\"str\"><f>\"0\"&amp;\".5\"</f><v>0.5</v></c>", "C2", "cell-formula", "=\"0\"&\".5\"")]
    [InlineData("2024-05-06", "<c r=\"@\"><f t=\"array\" ref=\"A2:C2\">1</f><v>0.5</v></c>", "C2", "cell-formula", "=1", 3)]
    [InlineData("2024-05-06", "<c r=\"@\" t=\"e\"><v>#DIV/0!</v></c>", "C2", "cell-error", "#DIV/0!")]
    [InlineData("2024-05-06", "<c r=\"@\" t=\"b\"><v>1</v></c>", "C2", "cell-boolean", "TRUE")]
    [InlineData("2024-05-06", "未检出", "C2", "limit-missing", "未检出")]
    public void A_cell_of_the_wrong_kind_is_named(string day, string value, string at, string code, string shown, int count = 1)
    {
        var file = One(day, value);
        var problem = file.Problems.First.Last(problem => problem.Cell == at);
        (file.Problems.Count, problem.Sheet, problem.Code, problem.Value).ShouldBe((count, "数据", code, shown));
        file.Samples.ShouldBeEmpty();
    }

    [Fact]
    public void Shared_texts_lose_their_looks_and_hints()
    {
        var file = One("<c r=\"@\" t=\"s\"><v>0</v></c>", "<c r=\"@\" t=\"s\"><v>1</v></c>", new Workbook
        {
            Shared = "<si><r><rPr><b/></rPr><t>2024-</t></r><r><t xml:space=\"preserve\">05-06 </t></r><rPh sb=\"0\" eb=\"1\"><t>nian</t></rPh></si><si><t>&lt;0.02</t></si>",
        });
        file.Problems.First.ShouldBeEmpty();
        file.Samples[0].Frame.Readings.ShouldBe([new Reading("氨氮", null, "N", 0.02m)]);
    }

    [Fact]
    public void Hidden_sheets_are_not_read_and_named()
    {
        var file = LabFileTests.Read(new Workbook().With("藏", Workbook.Row(1, Heading) + Workbook.Row(2, "A-1", "2024-05-01", "9"), state: "veryHidden").With("数据", Heading, ["A-1", "2024-05-06", "0.1"]).Bytes());
        file.Samples.ShouldHaveSingleItem().Frame.Readings[0].Value.ShouldBe(0.1m);
        (file.Sheet, file.HiddenSheets.ShouldHaveSingleItem()).ShouldBe(("数据", "藏"));
    }

    [Fact]
    public void Samples_on_several_sheets_or_on_hidden_ones_only_are_refused_and_other_sheets_passed_over()
    {
        string[][] rows = [Heading, ["A-1", "2024-05-06", "0.1"]];
        Refused(new Workbook().With("一", rows).With("二", rows).Bytes()).ShouldBe("several-sheets");
        Refused(new Workbook().With("一", string.Concat(rows.Select((row, i) => Workbook.Row(i + 1, row))), state: "hidden").Bytes()).ShouldBe("no-heading");
        LabFileTests.Read(new Workbook().With("采样点", ["采样点代码", "采样点名称"], ["A-1", "庙咀里"]).With("数据", rows).Bytes()).Sheet.ShouldBe("数据");
    }

    [Fact]
    public void What_people_do_not_see_is_not_taken_unasked()
    {
        var rows = Workbook.Row(1, Heading) + "<row r=\"2\" hidden=\"1\">" + Workbook.Row(2, "A-1", "2024-05-06", "0.1")["<row r=\"2\">".Length..];
        (Bad(LabFileTests.Read(new Workbook().With("数据", rows).Bytes())) is { Cell: "A2", Code: "hidden-row" }).ShouldBeTrue();
        var plain = Workbook.Row(1, Heading) + Workbook.Row(2, "A-1", "2024-05-06", "0.1");
        var column = LabFileTests.Read(new Workbook().With("数据", plain, "<cols><col min=\"3\" max=\"9\" hidden=\"1\"/></cols>").Bytes());
        column.Problems.First.Select(problem => $"{problem.Cell} {problem.Code}").ShouldContain("C1 hidden-column");
        LabFileTests.Read(new Workbook().With("数据", plain, "<cols><col min=\"4\" max=\"9\" hidden=\"1\"/><col min=\"2\" max=\"2\" width=\"12\"/></cols>").Bytes()).Problems.Count.ShouldBe(0);
    }

    [Fact]
    public void Merged_cells_are_refused_among_samples_and_allowed_in_titles_and_notes()
    {
        var rows = Workbook.Row(1, "五月结果") + Workbook.Row(2, Heading) + Workbook.Row(3, "说明：一行一个样品") + Workbook.Row(4, "A-1", "2024-05-06", "0.1") + Workbook.Row(5, "A-1", "2024-05-07", "");
        LabFile Merged(string range) => LabFileTests.Read(new Workbook().With("数据", rows + Workbook.Row(6, "A-1", "2024-05-08", "0.2"), after: $"<mergeCells><mergeCell ref=\"{range}\"/></mergeCells>").Bytes());
        Merged("A1:C1").Problems.First.ShouldAllBe(problem => problem.Code == "no-readings");
        Merged("A3:C3").Problems.First.ShouldAllBe(problem => problem.Code == "no-readings");
        var problem = Merged("C4:C5").Problems.First.Single(problem => problem.Code == "merged-cells");
        (problem.Cell, problem.Value).ShouldBe(("C4", "0.1"));
        Merged("A2:B2").Problems.First.ShouldContain(problem => problem.Code == "merged-cells");
    }

    [Theory]
    [InlineData(LabLimits.LowestRow, null)]
    [InlineData(LabLimits.LowestRow + 1, "too-many-rows")]
    [InlineData(1_048_576, "too-many-rows")]
    public void A_row_far_below_is_refused_unless_it_is_empty(int row, string? code)
    {
        var bytes = new Workbook().With("数据", Workbook.Row(1, Heading) + Workbook.Row(row, "A-1", "2024-05-06", "0.1")).Bytes();
        if (code is not null) Refused(bytes).ShouldBe(code);
        else LabFileTests.Read(bytes).Samples.ShouldHaveSingleItem();
        LabFileTests.Read(new Workbook().With("数据", Workbook.Row(1, Heading) + Workbook.Row(2, "A-1", "2024-05-06", "0.1") + "<row r=\"1048576\"><c r=\"XFD1048576\" s=\"1\"/></row>").Bytes()).Samples.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("CB2", null)]
    [InlineData("CC2", "too-many-columns")]
    [InlineData("XFD2", "too-many-columns")]
    public void A_cell_far_to_the_right_is_refused(string address, string? code)
    {
        var bytes = new Workbook().With("数据", Workbook.Row(1, Heading) + Workbook.Row(2, "A-1", "2024-05-06", "0.1").Replace("</row>", $"<c r=\"{address}\"><v>1</v></c></row>")).Bytes();
        if (code is null) Bad(LabFileTests.Read(bytes)).Code.ShouldBe("no-column-heading");
        else Refused(bytes).ShouldBe(code);
    }

    public static TheoryData<string, Func<byte[]>, string> Hostile
    {
        get
        {
            var good = Workbook.Row(1, Heading) + Workbook.Row(2, "A-1", "2024-05-06", "0.1");
            Workbook Sheet(string rows) => new Workbook().With("数据", rows);
            return new()
            {
                { "cut off", () => Sheet(good).Bytes()[..^40], "malformed-workbook" },
                { "no package at all", () => [(byte)'P', (byte)'K', 3, 4, 1, 2, 3], "malformed-workbook" },
                { "an empty package", () => [(byte)'P', (byte)'K', 5, 6, .. new byte[18]], "malformed-workbook" },
                { "no workbook within", () => Zip(("a.txt", "x")), "malformed-workbook" },
                { "a part twice", () => Zip(("_rels/.rels", "<a/>"), ("_rels/.rels", "<b/>")), "malformed-workbook" },
                { "257 parts", () => Zip([.. Enumerable.Range(0, LabLimits.PartsMax + 1).Select(i => ($"{i}.xml", "<a/>"))]), "workbook-too-large" },
                { "macros", () => Sheet(good).WithPart("xl/vbaProject.bin", "x").Bytes(), "workbook-with-macros" },
                { "a bomb: 200 MiB of zeros", () => Sheet(good).WithPart("xl/media/bomb.bin", new string('0', 200_000_000)).Bytes()[..], "workbook-too-large" },
                { "a bomb that lies about its size", () => LyingBomb(), "malformed-workbook workbook-too-large" },
                { "deep nesting", () => Sheet(string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000))).Bytes(), "workbook-too-deep" },
                { "deep nesting within a cell", () => Sheet("<row r=\"1\"><c r=\"A1\"><v>" + string.Concat(Enumerable.Repeat("<a>", 1_000)) + string.Concat(Enumerable.Repeat("</a>", 1_000)) + "</v></c></row>").Bytes(), "workbook-too-deep" },
                { "a tag of 100,000 attributes", () => Sheet($"<row r=\"1\" {string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"a{i}=\"\""))}/>").Bytes(), "workbook-too-large" },
                { "a tag of attributes that hold its end", () => Sheet($"<row r=\"1\" {string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"a{i}='>'"))}/>").Bytes(), "workbook-too-large" },
                { "a text of a megabyte", () => Sheet($"<row r=\"1\"><c r=\"A1\" t=\"str\"><v>{new string('x', 1_000_000)}</v></c></row>").Bytes(), "workbook-too-large" },
                { "a document type", () => Sheet(good).WithPart("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"cc\">]><workbook>&b;</workbook>").Bytes(), "malformed-workbook" },
                { "an external entity", () => Sheet(good).WithPart("_rels/.rels", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>").Bytes(), "malformed-workbook" },
                { "UTF-16 parts", () => Sheet(good).WithPart("xl/workbook.xml", "\0<\0w").Bytes(), "malformed-workbook" },
                { "a shared text that does not exist", () => Sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>").Bytes(), "malformed-workbook" },
                { "a shared text below zero", () => Sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>").Bytes(), "malformed-workbook" },
                { "rows out of order", () => Sheet(Workbook.Row(2, Heading) + Workbook.Row(1, "x")).Bytes(), "malformed-workbook" },
                { "a row twice", () => Sheet(Workbook.Row(1, Heading) + Workbook.Row(1, Heading)).Bytes(), "malformed-workbook" },
                { "a cell twice", () => Sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>").Bytes(), "malformed-workbook" },
                { "a cell of another row", () => Sheet("<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>").Bytes(), "malformed-workbook" },
                { "a cell without a column", () => Sheet("<row r=\"1\"><c r=\"7\"><v>1</v></c></row>").Bytes(), "malformed-workbook" },
                { "a row beyond counting", () => Sheet("<row r=\"99999999999999\"><c><v>1</v></c></row>").Bytes(), "malformed-workbook" },
                { "a range that is none", () => new Workbook().With("数据", good, after: "<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>").Bytes(), "malformed-workbook" },
                { "1,001 merged ranges", () => new Workbook().With("数据", good, after: $"<mergeCells>{string.Concat(Enumerable.Repeat("<mergeCell ref=\"A9:B9\"/>", LabLimits.RangesMax + 1))}</mergeCells>").Bytes(), "workbook-too-large" },
                { "33 sheets", () => Enumerable.Range(0, LabLimits.SheetsMax + 1).Aggregate(new Workbook(), (workbook, i) => workbook.With($"{i}", good)).Bytes(), "workbook-too-large" },
                { "a part that leads out of the package", () => Sheet(good).WithPart("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"s0\" Type=\"x/worksheet\" Target=\"../../../etc/passwd\"/></Relationships>").Bytes(), "malformed-workbook" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_workbook_is_refused_whole_and_at_small_cost(string what, Func<byte[]> make, string codes)
    {
        var bytes = make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var code = Refused(bytes);
        codes.Split(' ').ShouldContain(code, what);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(150_000_000, what);
    }

    private static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var stream = new MemoryStream();
        using (var package = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in parts)
            {
                using var part = package.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }

        return stream.ToArray();
    }

    /// <summary>A sheet of 40 MiB of blanks whose entry says that it has a hundred bytes.</summary>
    private static byte[] LyingBomb()
    {
        var bytes = new Workbook().With("数据", string.Concat(Enumerable.Repeat("<a/>" + new string(' ', 1_000), 40_000))).Bytes();
        using var package = new ZipArchive(new MemoryStream(bytes));
        var length = BitConverter.GetBytes((int)package.Entries.Single(entry => entry.FullName.Contains("sheet0")).Length);
        for (var at = 0; at < bytes.Length - 4; at++)
            if (bytes.AsSpan(at, 4).SequenceEqual(length)) BitConverter.GetBytes(100).CopyTo(bytes, at);
        return bytes;
    }
}
