using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using Basin.Monitoring;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring.Lab;

public sealed class LabTemplateTests
{
    private static readonly LabPoint Point = new(
        new Station("MKL-S", 1, "庙咀里采样点 <&\"'> 很长的名称要完整看得见", "360000-440000-MKL", "LAB", ["氨氮", "透明度"], 24, 0.01m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 1, 1), null, null, DataSource.Separated),
        ["360000-440000-MKL", "庙咀里"], WaterBody.River);

    private static readonly LabTemplate Template = LabTemplate.For(Point.Station.Indicators);

    [Fact]
    public void The_template_has_all_21_indicators_those_the_standard_limits_and_what_the_points_measure()
    {
        var columns = LabFileTests.Read(Template.Csv()).Columns!.Indicators.Select(column => column.Indicator).ToList();
        columns.ShouldBe(Indicators.All.Where(columns.Contains));
        Indicators.Evaluated.Except(columns).ShouldBeEmpty();
        columns.Except(Indicators.Evaluated).Select(indicator => indicator.Name).ShouldBe(["总氮", "粪大肠菌群", "透明度"]);
    }

    [Fact]
    public void An_empty_template_lacks_nothing_but_samples()
    {
        foreach (var file in new[] { LabFileTests.Read(Template.Csv()), LabFileTests.Read(Template.Xlsx([Point])) })
            file.Problems.First.ShouldHaveSingleItem().Code.ShouldBe("no-samples");
    }

    [Fact]
    public void A_template_filled_in_is_a_good_file()
    {
        var csv = Encoding.UTF8.GetString(Template.Csv().AsSpan(3)) + "MKL-S,庙咀里,2024-05-06 08:30" + string.Concat(Template.Units.Skip(3).Select(_ => ",1")) + "\r\n";
        var sample = LabFileTests.Read(csv);
        sample.Problems.First.ShouldBeEmpty();
        sample.Samples.ShouldHaveSingleItem().Frame.Readings.Count.ShouldBe(24);
        sample.Samples[0].Row.ShouldBe(4);
    }

    [Fact]
    public void The_workbook_cuts_nothing_off_and_lists_the_callers_points()
    {
        var bytes = Template.Xlsx([Point]);
        bytes.ShouldBe(Template.Xlsx([Point]));
        using var package = new ZipArchive(new MemoryStream(bytes));
        var sheets = new[] { "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml" }.Select(name => XDocument.Load(package.GetEntry(name)!.Open())).ToList();
        var (data, points) = (Rows(sheets[0]), Rows(sheets[1]));
        (data.Count, data[2].Count).ShouldBe((3, 1));
        points[1].Values.ShouldBe(["MKL-S", Point.Station.Name, "360000-440000-MKL", "庙咀里", "氨氮、透明度"]);
        foreach (var (sheet, rows) in sheets.Zip([data, points]))
        {
            var widths = sheet.Descendants().Where(e => e.Name.LocalName == "col").Select(e => decimal.Parse(e.Attribute("width")!.Value)).ToList();
            foreach (var row in rows.Where(row => row.Count > 1))
                foreach (var (address, text) in row) widths[address[0] - 'A' + (char.IsLetter(address[1]) ? 26 * (address[0] - 'A' + 1) + address[1] - address[0] : 0)].ShouldBeGreaterThan(XlsxWorkbook.WidthOf(text), text);
            // The guidance stands alone in its row and runs on over the empty cells beside it.
            if (rows.Count == 3) widths.Sum().ShouldBeGreaterThan(XlsxWorkbook.WidthOf(LabTemplate.Guidance));
        }
    }

    [Fact]
    public void A_text_with_separators_and_quotes_stays_one_cell() =>
        LabFileTests.Read([.. new LabTemplate(["采样点代码", "采样日期", "氨氮", "备注"], ["A-1", "2024-05-06", "0.1", "a,b;\"c\""]).Csv()])
            .Samples.ShouldHaveSingleItem().Text.ShouldEndWith("D=a,b;\"c\"");

    private static List<Dictionary<string, string>> Rows(XDocument sheet) =>
        [.. sheet.Descendants().Where(e => e.Name.LocalName == "row").Select(row => row.Elements().ToDictionary(cell => cell.Attribute("r")!.Value, cell => cell.Value))];
}
