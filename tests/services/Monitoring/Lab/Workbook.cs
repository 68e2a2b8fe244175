using System.IO.Compression;
using System.Security;
using System.Text;

namespace Basin.Services.Tests.Monitoring.Lab;

/// <summary>Workbooks made by hand, part by part, so that a test can make what no spreadsheet program would write.</summary>
internal sealed class Workbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly List<(string Name, string State, string Xml)> _sheets = [];
    private readonly Dictionary<string, byte[]> _parts = [];

    public string? Shared { get; init; }

    public string? Styles { get; init; }

    public bool From1904 { get; init; }

    public CompressionLevel Level { get; init; } = CompressionLevel.Optimal;

    /// <param name="name">Name of the sheet.</param>
    /// <param name="rows">Content of <c>sheetData</c>.</param>
    /// <param name="before">What stands before it.</param>
    /// <param name="after">What stands behind it.</param>
    public Workbook With(string name, string rows, string before = "", string after = "", string state = "visible")
    {
        _sheets.Add((name, state, $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"{Main}\">{before}<sheetData>{rows}</sheetData>{after}</worksheet>"));
        return this;
    }

    /// <summary>A sheet of rows of cells: texts, and numbers where the text is one.</summary>
    public Workbook With(string name, params string[][] rows) => With(name, string.Concat(rows.Select((cells, row) => Row(row + 1, cells))));

    public Workbook WithPart(string name, string xml)
    {
        _parts[name] = Encoding.UTF8.GetBytes(xml);
        return this;
    }

    public static string Row(int number, params string[] cells) =>
        $"<row r=\"{number}\">{string.Concat(cells.Select((text, column) => Cell(Address(number, column), text)))}</row>";

    public static string Cell(string address, string text) => text switch
    {
        "" => "",
        _ when decimal.TryParse(text, out _) => $"<c r=\"{address}\"><v>{text}</v></c>",
        ['<', 'c', ' ', ..] => text.Replace("@", address),
        _ => $"<c r=\"{address}\" t=\"inlineStr\"><is><t>{SecurityElement.Escape(text)}</t></is></c>",
    };

    public byte[] Bytes()
    {
        using var stream = new MemoryStream();
        using (var package = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(package, "[Content_Types].xml", "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Part(package, "_rels/.rels", Rels(("rId1", "officeDocument", "xl/workbook.xml")));
            Part(package, "xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><workbookPr{(From1904 ? " date1904=\"1\"" : "")}/><sheets>{string.Concat(_sheets.Select((sheet, i) => $"<sheet name=\"{SecurityElement.Escape(sheet.Name)}\" sheetId=\"{i + 1}\" state=\"{sheet.State}\" r:id=\"s{i}\"/>"))}</sheets></workbook>");
            Part(package, "xl/_rels/workbook.xml.rels", Rels([
                .. _sheets.Select((_, i) => ($"s{i}", "worksheet", $"worksheets/sheet{i}.xml")),
                .. Shared is null ? Array.Empty<(string, string, string)>() : [("t", "sharedStrings", "sharedStrings.xml")],
                .. Styles is null ? Array.Empty<(string, string, string)>() : [("y", "styles", "/xl/styles.xml")]]));
            for (var i = 0; i < _sheets.Count; i++) Part(package, $"xl/worksheets/sheet{i}.xml", _sheets[i].Xml);
            if (Shared is not null) Part(package, "xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{Shared}</sst>");
            if (Styles is not null) Part(package, "xl/styles.xml", $"<styleSheet xmlns=\"{Main}\">{Styles}</styleSheet>");
            foreach (var (name, bytes) in _parts)
            {
                using var part = package.CreateEntry(name, Level).Open();
                part.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private static string Address(int row, int column) => $"{(char)('A' + column)}{row}";

    private static string Rels(params (string Id, string Kind, string Target)[] targets) =>
        $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(targets.Select(target => $"<Relationship Id=\"{target.Id}\" Type=\"{Relations}/{target.Kind}\" Target=\"{target.Target}\"/>"))}</Relationships>";

    private void Part(ZipArchive package, string name, string xml)
    {
        if (_parts.ContainsKey(name)) return;
        var entry = package.CreateEntry(name, Level);
        entry.LastWriteTime = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var part = entry.Open();
        part.Write(Encoding.UTF8.GetBytes(xml));
    }
}
