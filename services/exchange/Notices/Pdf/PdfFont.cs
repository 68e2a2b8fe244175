using System.Globalization;
using System.Text;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>
/// One font as a PDF embeds it: the glyphs that were used, in the order of their first use, and which character each of them stands for, so that text
/// is found and copied as it was written.
/// </summary>
internal sealed class PdfFont(FontFile file, int number)
{
    private readonly List<(int Glyph, Rune Character)> _used = [];
    private readonly Dictionary<(int, Rune), int> _places = [];

    public int Number => number;

    /// <summary>The code a character is shown with; glyph 0 stands before all. One glyph may stand for several characters, each with its own code.</summary>
    public int Place(int glyph, Rune character)
    {
        if (_places.TryGetValue((glyph, character), out var place)) return place;
        _used.Add((glyph, character));
        return _places[(glyph, character)] = _used.Count;
    }

    /// <summary>Returns the number of the Type 0 font.</summary>
    public int Write(PdfFile pdf)
    {
        var program = file.Subset([.. _used.Select(used => used.Glyph)]);
        var name = $"{Tag(program)}+{file.Name}";
        var stream = pdf.Add(file.IsCff ? $"<< /Length {program.Length} /Subtype /CIDFontType0C >>" : $"<< /Length {program.Length} /Length1 {program.Length} >>", program);
        var (ascent, descent) = (file.Ascent * 1000 / file.UnitsPerEm, file.Descent * 1000 / file.UnitsPerEm);
        var descriptor = pdf.Add(
            $"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [-1000 {descent} 2000 {ascent}] /ItalicAngle 0 /Ascent {ascent} /Descent {descent} /CapHeight {ascent} /StemV 80 /{(file.IsCff ? "FontFile3" : "FontFile2")} {stream} 0 R >>");
        var widths = string.Join(' ', _used.Select(used => file.Width(used.Glyph)));
        var descendant = pdf.Add(
            $"<< /Type /Font /Subtype /{(file.IsCff ? "CIDFontType0" : "CIDFontType2 /CIDToGIDMap /Identity")} /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /DW 1000 /W [1 [{widths}]] >>");
        var map = Encoding.ASCII.GetBytes(CharacterMap());
        var unicode = pdf.Add($"<< /Length {map.Length} >>", map);
        return pdf.Add($"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>");
    }

    /// <summary>Six capital letters that name the subset (ISO 32000-1, 9.6.4), from its bytes.</summary>
    private static string Tag(byte[] program) => new([.. Signatures.Sha256(program)[..6].Select(digit => (char)('A' + Convert.ToInt32($"{digit}", 16)))]);

    private string CharacterMap()
    {
        var map = new StringBuilder("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
        // At most a hundred entries to a block.
        foreach (var block in _used.Select((used, i) => (Code: i + 1, used.Character)).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");
            foreach (var (code, character) in block) map.Append(CultureInfo.InvariantCulture, $"<{code:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(character.ToString()))}>\n");
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
