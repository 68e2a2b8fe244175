using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Basin.Monitoring;

/// <summary>
/// Writes a workbook of texts: the first row bold and kept in sight, columns as wide as their longest text. The same texts give the same bytes.
/// </summary>
public static class XlsxWorkbook
{
    /// <param name="TimeColumn">Column that shows dates with their time, from 1; the ones before it show what is typed as text. Null for a sheet that nobody fills in.</param>
    public sealed record Sheet(string Name, IReadOnlyList<IReadOnlyList<string>> Rows, int? TimeColumn);

    /// <summary>Columns of codes, before that of the time: typed numbers keep their leading zeros there.</summary>
    public const int TextColumns = 2;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    // Formats of cells, by number: as is, bold, a time, text.
    private const int Bold = 1, Time = 2, Text = 3, BuiltInText = 49, OwnTime = 164;

    /// <summary>A column is no wider than spreadsheet programs allow, in characters of the standard font; a Chinese one is two.</summary>
    private const int WidthMax = 255, WidthLeast = 10, Margin = 2, TimeWidth = 20;

    // ZIP knows no earlier one, and none is needed.
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Of(params ReadOnlySpan<Sheet> sheets)
    {
        using var stream = new MemoryStream();
        using (var package = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            var (types, list, relations) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
            for (var index = 1; index <= sheets.Length; index++)
            {
                types.Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/xl/worksheets/sheet{index}.xml\" ContentType=\"{Kind}worksheet+xml\"/>");
                list.Append(CultureInfo.InvariantCulture, $"<sheet name=\"{sheets[index - 1].Name}\" sheetId=\"{index}\" r:id=\"rId{index}\"/>");
                relations.Append(Relation($"rId{index}", "worksheet", $"worksheets/sheet{index}.xml"));
            }

            relations.Append(Relation("rId0", "styles", "styles.xml"));
            Add(package, "[Content_Types].xml", $"<Types xmlns=\"{Package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{Kind}sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{Kind}styles+xml\"/>{types}</Types>");
            Add(package, "_rels/.rels", $"<Relationships xmlns=\"{Package}/relationships\">{Relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>");
            Add(package, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>{list}</sheets></workbook>");
            Add(package, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Package}/relationships\">{relations}</Relationships>");
            Add(package, "xl/styles.xml", Styles());
            for (var index = 1; index <= sheets.Length; index++) Add(package, $"xl/worksheets/sheet{index}.xml", SheetXml(sheets[index - 1]));
        }

        return stream.ToArray();
    }

    /// <summary>Width of a text in characters of the standard font: those of East Asian scripts take two.</summary>
    public static int WidthOf(string text) => text.Sum(letter => letter >= 0x1100 ? 2 : 1);

    private static string Relation(string id, string kind, string target) => $"<Relationship Id=\"{id}\" Type=\"{Relations}/{kind}\" Target=\"{target}\"/>";

    private static string Styles() => string.Create(CultureInfo.InvariantCulture,
        $"<styleSheet xmlns=\"{Main}\"><numFmts count=\"1\"><numFmt numFmtId=\"{OwnTime}\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"等线\"/></font><font><b/><sz val=\"11\"/><name val=\"等线\"/></font></fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs><cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/><xf numFmtId=\"{OwnTime}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"{BuiltInText}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>");

    private static string SheetXml(Sheet sheet)
    {
        var xml = new StringBuilder();
        using var writer = XmlWriter.Create(xml, new XmlWriterSettings { OmitXmlDeclaration = true });
        writer.WriteStartElement("worksheet", Main);
        writer.WriteRaw("<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>");
        for (var column = 1; column <= sheet.Rows[0].Count; column++) writer.WriteRaw(ColumnXml(sheet, column));
        writer.WriteRaw("</cols>");
        writer.WriteStartElement("sheetData");
        for (var row = 1; row <= sheet.Rows.Count; row++) WriteRow(writer, row, sheet.Rows[row - 1]);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Flush();
        return xml.ToString();
    }

    /// <summary>A text that stands alone in its row runs on over the empty cells beside it, and widens nothing.</summary>
    private static string ColumnXml(Sheet sheet, int column)
    {
        var width = sheet.Rows.Where(row => row.Count > 1 && row.Count >= column).Max(row => WidthOf(row[column - 1])) + Margin;
        var least = column == sheet.TimeColumn ? TimeWidth : WidthLeast;
        var style = column == sheet.TimeColumn ? Time : column < sheet.TimeColumn ? Text : 0;
        return string.Create(CultureInfo.InvariantCulture, $"<col min=\"{column}\" max=\"{column}\" width=\"{Math.Clamp(width, least, WidthMax)}\" style=\"{style}\" customWidth=\"1\"/>");
    }

    private static void WriteRow(XmlWriter writer, int row, IReadOnlyList<string> cells)
    {
        writer.WriteStartElement("row");
        writer.WriteAttributeString("r", row.ToString(CultureInfo.InvariantCulture));
        for (var column = 1; column <= cells.Count; column++)
        {
            if (cells[column - 1].Length == 0) continue;
            writer.WriteStartElement("c");
            writer.WriteAttributeString("r", LabAddress.Of(row, column));
            if (row == 1) writer.WriteAttributeString("s", Bold.ToString(CultureInfo.InvariantCulture));
            writer.WriteAttributeString("t", "inlineStr");
            writer.WriteStartElement("is");
            // What XML cannot hold nobody can read either.
            writer.WriteElementString("t", string.Concat(cells[column - 1].Where(letter => XmlConvert.IsXmlChar(letter))));
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void Add(ZipArchive package, string name, string xml)
    {
        var entry = package.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Written;
        using var part = entry.Open();
        part.Write(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{xml}"));
    }
}
