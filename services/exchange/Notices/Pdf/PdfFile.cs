using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>
/// Writes pages as PDF 1.7 (ISO 32000-1). No time, no chance and no compression, whose result differs between machines: the same pages and fonts give
/// the same bytes everywhere, so that the hash of a paper can be stated.
/// </summary>
public sealed class PdfFile
{
    /// <summary>Points to a micrometre.</summary>
    private const string Scale = "0.0028346457";

    private const string Free = "";

    private readonly List<byte[]> _objects = [];
    private readonly Dictionary<FontFile, PdfFont> _fonts = [];
    private readonly PaperFonts _papers;

    private PdfFile(PaperFonts fonts) => _papers = fonts;

    public static byte[] Of(ImmutableArray<PaperPage> pages, string title, PaperFonts fonts)
    {
        var file = new PdfFile(fonts);
        var contents = pages.Select(file.Content).ToArray();
        var (catalog, tree, info) = (file.Add(Free), file.Add(Free), file.Add($"<< /Title {Text(title)} /Producer (Basin) >>"));
        var fontReferences = string.Concat(file._fonts.Values.OrderBy(font => font.Number).Select(font => $" /F{font.Number} {font.Write(file)} 0 R"));
        var kids = new List<int>();
        foreach (var content in contents)
        {
            var stream = file.Add($"<< /Length {content.Length} >>", content);
            kids.Add(file.Add($"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {Points(PaperStandard.Current.PageWidth)} {Points(PaperStandard.Current.PageHeight)}] /Resources << /Font <<{fontReferences} >> >> /Contents {stream} 0 R >>"));
        }

        file.Set(tree, $"<< /Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(kid => $"{kid} 0 R"))}] >>");
        file.Set(catalog, $"<< /Type /Catalog /Pages {tree} 0 R /Lang (zh-CN) /ViewerPreferences << /DisplayDocTitle true >> >>");
        return file.Whole(catalog, info);
    }

    /// <summary>Returns the object's number.</summary>
    internal int Add(string dictionary, byte[]? stream = null)
    {
        _objects.Add([]);
        Set(_objects.Count, dictionary, stream);
        return _objects.Count;
    }

    private void Set(int number, string dictionary, byte[]? stream = null) => _objects[number - 1] = stream is null
        ? Encoding.Latin1.GetBytes(dictionary)
        : [.. Encoding.Latin1.GetBytes($"{dictionary}\nstream\n"), .. stream, .. "\nendstream"u8];

    private byte[] Content(PaperPage page)
    {
        var height = PaperStandard.Current.PageHeight;
        var to = new StringBuilder($"{Scale} 0 0 {Scale} 0 0 cm\n");
        foreach (var rule in page.Rules) to.Append(Ink(rule.Ink)).Append(CultureInfo.InvariantCulture, $"{rule.X} {height - rule.Y - rule.Thickness / 2} {rule.Width} {rule.Thickness} re f\n");
        to.Append(Ink(PaperInk.Black));
        foreach (var box in page.Boxes) to.Append(CultureInfo.InvariantCulture, $"{box.X} {height - box.Y - box.Height} {box.Width} {box.Height} re\n");
        if (!page.Boxes.IsEmpty) to.Append("f\n");
        foreach (var circle in page.Circles) Circle(circle, height, to);
        foreach (var text in page.Texts) Write(text, height, to);
        return Encoding.Latin1.GetBytes(to.ToString());
    }

    /// <summary>Four arcs; a control point at 0.5523 of the radius comes within a thousandth of a circle.</summary>
    private static void Circle(PlacedCircle circle, int height, StringBuilder to)
    {
        var (x, y, r) = (circle.X, height - circle.Y, circle.Radius);
        var k = (int)(r * 5523L / 10_000);
        to.Append(CultureInfo.InvariantCulture, $"q 0.6 0.6 0.6 RG 150 w [1200 900] 0 d {x + r} {y} m {x + r} {y + k} {x + k} {y + r} {x} {y + r} c {x - k} {y + r} {x - r} {y + k} {x - r} {y} c ");
        to.Append(CultureInfo.InvariantCulture, $"{x - r} {y - k} {x - k} {y - r} {x} {y - r} c {x + k} {y - r} {x + r} {y - k} {x + r} {y} c S Q\n");
    }

    private void Write(PlacedText text, int height, StringBuilder to)
    {
        to.Append(Ink(text.Ink)).Append("BT ");
        FontFile? current = null;
        var pen = 0;
        var i = 0;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            var file = _papers.Of(text.Face, rune);
            var glyph = file.Glyph(rune);
            var x = text.Xs[i++];
            if (file != current)
            {
                if (current is not null) to.Append("] TJ ");
                if (!_fonts.TryGetValue(file, out var font)) _fonts[file] = font = new(file, _fonts.Count + 1);
                to.Append(CultureInfo.InvariantCulture, $"/F{font.Number} {text.Size} Tf 1 0 0 1 {x} {height - text.Baseline} Tm [");
                (current, pen) = (file, x);
            }

            // Between characters the pen is moved in thousandths of the size, to the left when positive.
            var move = (int)((pen - x) * 1000L / text.Size);
            if (move != 0) to.Append(move);
            pen -= (int)(move * (long)text.Size / 1000);
            to.Append('<').Append(_fonts[file].Place(glyph, rune).ToString("X4", CultureInfo.InvariantCulture)).Append('>');
            pen += file.Width(glyph) * text.Size / 1000;
        }

        to.Append(current is null ? "ET\n" : "] TJ ET\n");
    }

    private byte[] Whole(int catalog, int info)
    {
        using var file = new MemoryStream();
        // The second line holds bytes above 127, so that nobody takes the file for text.
        file.Write([.. "%PDF-1.7\n%"u8, 0xE6, 0xB5, 0x81, 0xE5, (byte)'\n']);
        var starts = new List<long>();
        for (var i = 0; i < _objects.Count; i++)
        {
            starts.Add(file.Position);
            file.Write(Encoding.ASCII.GetBytes($"{i + 1} 0 obj\n"));
            file.Write(_objects[i]);
            file.Write("\nendobj\n"u8);
        }

        var id = Signatures.Sha256(file.ToArray())[..32];
        var table = file.Position;
        var cross = string.Concat(starts.Select(start => $"{start:D10} 00000 n \n"));
        file.Write(Encoding.ASCII.GetBytes(
            $"xref\n0 {_objects.Count + 1}\n0000000000 65535 f \n{cross}trailer\n<< /Size {_objects.Count + 1} /Root {catalog} 0 R /Info {info} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    private static string Ink(PaperInk ink) => ink switch { PaperInk.Red => "0.82 0.05 0.05 rg\n", PaperInk.Grey => "0.55 0.55 0.55 rg\n", _ => "0 0 0 rg\n" };

    private static string Points(int micrometres) => (micrometres * 72m / 25_400m).ToString("0.###", CultureInfo.InvariantCulture);

    internal static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";
}
