using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Basin.Monitoring;

/// <summary>
/// Reads the visible sheets of a workbook (XLSX, ECMA-376). By hand and not through a library: those tried take the stored result of a formula for a
/// value, hand numbers over in binary, and follow a file that says it has 16,384 columns, or nests a million elements, wherever it leads. What is
/// read here is bounded before (<see cref="LabLimits"/>), and keeps what has to be refused apart from what is a value.
/// </summary>
internal sealed class XlsxTable
{
    private readonly Dictionary<string, ZipArchiveEntry> _parts;
    private readonly XlsxAllowance _allowance = new();

    private XlsxTable(Dictionary<string, ZipArchiveEntry> parts) => _parts = parts;

    /// <summary>What every ZIP file begins with.</summary>
    public static bool IsZip(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..];

    /// <summary>What the older binary workbooks, and workbooks with a password, begin with.</summary>
    public static bool IsCompoundFile(ReadOnlySpan<byte> bytes) => bytes is [0xD0, 0xCF, 0x11, 0xE0, ..];

    /// <returns>The visible sheets in their order, and the names of the hidden ones, which nobody sees and nothing is taken from.</returns>
    /// <exception cref="LabUnreadableException">The bytes are no workbook, or one beyond the limits.</exception>
    public static (ImmutableArray<LabTable> Visible, ImmutableArray<string> Hidden) Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var package = new ZipArchive(new MemoryStream(bytes.ToArray(), writable: false), ZipArchiveMode.Read);
            return new XlsxTable(Parts(package)).Sheets();
        }
        catch (Exception problem) when (problem is InvalidDataException or XmlException or DecoderFallbackException or IOException or NotSupportedException)
        {
            throw LabUnreadableException.Malformed("malformed-workbook", $"工作簿损坏，无法读取 The workbook cannot be read: {Plain(problem)}");
        }
    }

    private static string Plain(Exception problem) => problem switch
    {
        XmlException xml => $"line {xml.LineNumber}, position {xml.LinePosition} of a part is not XML as workbooks have it.",
        DecoderFallbackException => "a part is not UTF-8 text.",
        _ => "its package is damaged.",
    };

    private static Dictionary<string, ZipArchiveEntry> Parts(ZipArchive package)
    {
        if (package.Entries.Count > LabLimits.PartsMax)
            throw LabUnreadableException.NotAllowed("workbook-too-large", $"工作簿部件过多 The workbook's package has {package.Entries.Count} parts; the limit is {LabLimits.PartsMax}.");
        var parts = new Dictionary<string, ZipArchiveEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in package.Entries)
        {
            if (!parts.TryAdd(entry.FullName, entry))
                throw LabUnreadableException.Malformed("malformed-workbook", "工作簿损坏 The workbook's package holds a part twice: programs would not agree on which one counts.");
        }

        if (parts.Keys.Any(name => name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
            throw LabUnreadableException.NotAllowed("workbook-with-macros", "不接受含宏的工作簿，请另存为 .xlsx The workbook has macros; save it as .xlsx.");
        if (parts.Values.Sum(part => part.Length) > LabLimits.PartBytesMax) throw XlsxAllowance.TooLarge();
        return parts;
    }

    private (ImmutableArray<LabTable> Visible, ImmutableArray<string> Hidden) Sheets()
    {
        var workbook = Targets("").FirstOrDefault(target => target.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Target
            ?? throw Missing("a workbook");
        var targets = Targets(workbook);
        var (listed, from1904) = List(workbook);
        string? Of(string kind) => targets.FirstOrDefault(target => target.Type.EndsWith(kind, StringComparison.Ordinal)).Target;
        var shared = Of("/sharedStrings") is { } texts ? Using(texts, XlsxTexts.ReadShared) : [];
        var formats = Of("/styles") is { } styles ? Using(styles, XlsxFormats.Read) : XlsxFormats.None;
        var visible = ImmutableArray.CreateBuilder<LabTable>();
        foreach (var (name, id, hidden) in listed)
        {
            if (hidden) continue;
            var found = targets.Find(target => target.Id == id);
            if (found.Type is not { } kind) throw Missing($"the sheet '{name}'");
            // A sheet may also be a chart.
            if (!kind.EndsWith("/worksheet", StringComparison.Ordinal)) continue;
            visible.Add(Using(found.Target, part => new XlsxSheet(part, shared, formats, from1904).Read(name)));
        }

        return (visible.ToImmutable(), [.. listed.Where(sheet => sheet.Hidden).Select(sheet => sheet.Name)]);
    }

    private (List<(string Name, string Id, bool Hidden)> Sheets, bool From1904) List(string workbook)
    {
        var (sheets, from1904) = (new List<(string Name, string Id, bool Hidden)>(), false);
        Using(workbook, part =>
        {
            while (part.Read())
            {
                if (part.Begins == "workbookPr") from1904 = part.Is("date1904");
                if (part.Begins != "sheet") continue;
                if (sheets.Count == LabLimits.SheetsMax)
                    throw LabUnreadableException.NotAllowed("workbook-too-large", $"工作表过多 The workbook has more than {LabLimits.SheetsMax} sheets.");
                sheets.Add((Name(part.Attribute("name")), part.Attribute("id") ?? "", part.Attribute("state") is "hidden" or "veryHidden"));
            }

            return true;
        });
        return (sheets, from1904);
    }

    /// <summary>At most as long as spreadsheet programs let it be.</summary>
    private static string Name(string? text) => text is null ? "" : text.Length <= 31 ? text : text[..31];

    /// <summary>Where the relationships of a part lead to, within the package.</summary>
    private List<(string Id, string Type, string Target)> Targets(string source)
    {
        var (folder, file) = source.LastIndexOf('/') is >= 0 and var slash ? (source[..(slash + 1)], source[(slash + 1)..]) : ("", source);
        var found = new List<(string, string, string)>();
        Using($"{folder}_rels/{file}.rels", part =>
        {
            while (part.Read())
            {
                if (part.Begins != "Relationship" || part.Attribute("TargetMode") == "External" || found.Count == LabLimits.PartsMax) continue;
                found.Add((part.Attribute("Id") ?? "", part.Attribute("Type") ?? "", Resolved(folder, part.Attribute("Target") ?? "")));
            }

            return true;
        });
        return found;
    }

    private static string Resolved(string folder, string target)
    {
        var names = new List<string>();
        foreach (var name in (target.StartsWith('/') ? target : folder + target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == ".." && names.Count > 0) names.RemoveAt(names.Count - 1);
            else if (name is not ("." or "..")) names.Add(name);
        }

        return string.Join('/', names);
    }

    private T Using<T>(string name, Func<XlsxPart, T> read)
    {
        if (!_parts.TryGetValue(name, out var entry)) throw Missing(name.Length <= 100 ? name : name[..100] + "…");
        using var part = new XlsxPart(name, new XlsxBytes(entry.Open(), _allowance, name));
        return read(part);
    }

    private static LabUnreadableException Missing(string what) =>
        LabUnreadableException.Malformed("malformed-workbook", $"不是 .xlsx 工作簿 This is no .xlsx workbook: the package lacks {what}.");
}
