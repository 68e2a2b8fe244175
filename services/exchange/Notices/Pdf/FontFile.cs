using System.Buffers.Binary;
using System.Text;

namespace Basin.Exchange;

/// <summary>
/// One font of an OpenType file or collection: which glyph stands for a character, how wide it is, and a subset of it that a PDF can hold.
/// Outlines may be TrueType or CFF. Only what is needed is read, and nothing of it depends on the machine.
/// </summary>
public sealed class FontFile
{
    private readonly byte[] _file;
    private readonly Dictionary<string, (int Offset, int Length)> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _glyphs = [];
    private readonly int _wideMetrics;
    private readonly Cff? _cff;

    /// <param name="file">The whole file.</param>
    /// <param name="face">Which font of a collection, from 0; ignored for a file with one font.</param>
    /// <exception cref="FormatException">It is no OpenType font with outlines and a Unicode map.</exception>
    public FontFile(byte[] file, int face)
    {
        _file = file;
        try
        {
            ReadTables(face);
            UnitsPerEm = Short("head", 18);
            _wideMetrics = Short("hhea", 34);
            Ascent = Signed("hhea", 4);
            Descent = Signed("hhea", 6);
            ReadCharacters();
            if (_tables.TryGetValue("CFF ", out var cff)) _cff = new(_file[cff.Offset..(cff.Offset + cff.Length)]);
            else if (!_tables.ContainsKey("glyf") || !_tables.ContainsKey("loca")) throw new FormatException("it has no outlines");
        }
        catch (Exception problem) when (problem is ArgumentOutOfRangeException or IndexOutOfRangeException or KeyNotFoundException or OverflowException)
        {
            throw new FormatException("it is no OpenType font", problem);
        }

        Name = PostScriptName();
    }

    /// <summary>Name within PDF: letters, digits and hyphens.</summary>
    public string Name { get; }

    public int UnitsPerEm { get; }

    /// <summary>Font units above the baseline.</summary>
    public int Ascent { get; }

    /// <summary>Font units, negative below the baseline.</summary>
    public int Descent { get; }

    public bool IsCff => _cff is not null;

    /// <summary>0 where the font lacks the character.</summary>
    public int Glyph(Rune character) => _glyphs.GetValueOrDefault(character.Value);

    /// <summary>Advance in thousandths of an em.</summary>
    public int Width(int glyph) => Short("hmtx", 4 * int.Min(glyph, _wideMetrics - 1)) * 1000 / UnitsPerEm;

    /// <summary>A font program with these glyphs alone, in this order, after glyph 0: what a FontFile3 (CFF) or FontFile2 (TrueType) holds.</summary>
    public byte[] Subset(IReadOnlyList<int> glyphs) =>
        _cff is { } cff ? CffSubset.Of(cff, [0, .. glyphs], Name) : TrueTypeSubset.Of(this, [0, .. glyphs]);

    internal bool Has(string table) => _tables.ContainsKey(table);

    internal ReadOnlySpan<byte> Table(string name) => _file.AsSpan(_tables[name].Offset, _tables[name].Length);

    internal int Short(string table, int at) => BinaryPrimitives.ReadUInt16BigEndian(Table(table)[at..]);

    private int Signed(string table, int at) => BinaryPrimitives.ReadInt16BigEndian(Table(table)[at..]);

    private void ReadTables(int face)
    {
        var start = 0;
        if (Encoding.ASCII.GetString(_file, 0, 4) == "ttcf")
        {
            if (face < 0 || face >= Word(8)) throw new FormatException($"it holds {Word(8)} fonts; there is none with the number {face}");
            start = Word(12 + 4 * face);
        }

        var count = BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(start + 4));
        for (var i = 0; i < count; i++)
        {
            var entry = start + 12 + 16 * i;
            _tables[Encoding.ASCII.GetString(_file, entry, 4)] = (Word(entry + 8), Word(entry + 12));
        }
    }

    private int Word(int at) => checked((int)BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at)));

    private void ReadCharacters()
    {
        var cmap = Table("cmap");
        var count = BinaryPrimitives.ReadUInt16BigEndian(cmap[2..]);
        var (best, rank) = (-1, 0);
        for (var i = 0; i < count; i++)
        {
            var platform = BinaryPrimitives.ReadUInt16BigEndian(cmap[(4 + 8 * i)..]);
            var offset = BinaryPrimitives.ReadInt32BigEndian(cmap[(8 + 8 * i)..]);
            var found = (platform is 0 or 3, BinaryPrimitives.ReadUInt16BigEndian(cmap[offset..])) switch { (true, 12) => 2, (true, 4) => 1, _ => 0 };
            if (found > rank) (best, rank) = (offset, found);
        }

        if (rank == 2) ReadGroups(cmap[best..]);
        else if (rank == 1) ReadSegments(cmap[best..]);
        else throw new FormatException("it has no Unicode map");
    }

    /// <summary>Format 12: groups of characters beyond the first plane too.</summary>
    private void ReadGroups(ReadOnlySpan<byte> map)
    {
        var count = BinaryPrimitives.ReadInt32BigEndian(map[12..]);
        for (var i = 0; i < count; i++)
        {
            var group = map[(16 + 12 * i)..];
            var (first, last, glyph) = (BinaryPrimitives.ReadInt32BigEndian(group), BinaryPrimitives.ReadInt32BigEndian(group[4..]), BinaryPrimitives.ReadInt32BigEndian(group[8..]));
            for (var character = first; character <= last; character++) _glyphs[character] = glyph + character - first;
        }
    }

    /// <summary>Format 4: segments of the first plane.</summary>
    private void ReadSegments(ReadOnlySpan<byte> map)
    {
        var segments = BinaryPrimitives.ReadUInt16BigEndian(map[6..]) / 2;
        for (var i = 0; i < segments; i++)
        {
            var last = BinaryPrimitives.ReadUInt16BigEndian(map[(14 + 2 * i)..]);
            var first = BinaryPrimitives.ReadUInt16BigEndian(map[(16 + 2 * segments + 2 * i)..]);
            var delta = BinaryPrimitives.ReadUInt16BigEndian(map[(16 + 4 * segments + 2 * i)..]);
            var rangeAt = 16 + 6 * segments + 2 * i;
            var range = BinaryPrimitives.ReadUInt16BigEndian(map[rangeAt..]);
            for (int character = first; character <= last && character < 0xFFFF; character++)
            {
                var glyph = range == 0 ? character : BinaryPrimitives.ReadUInt16BigEndian(map[(rangeAt + range + 2 * (character - first))..]);
                if (glyph != 0) _glyphs[character] = (glyph + delta) & 0xFFFF;
            }
        }
    }

    private string PostScriptName()
    {
        var name = Table("name");
        var strings = BinaryPrimitives.ReadUInt16BigEndian(name[4..]);
        for (var i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(name[2..]); i++)
        {
            var record = name.Slice(6 + 12 * i, 12);
            if (BinaryPrimitives.ReadUInt16BigEndian(record[6..]) != 6) continue;
            var text = name.Slice(strings + BinaryPrimitives.ReadUInt16BigEndian(record[10..]), BinaryPrimitives.ReadUInt16BigEndian(record[8..]));
            var ascii = new string([.. Encoding.Latin1.GetString(text).Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')]);
            if (ascii.Length > 0) return ascii;
        }

        return "Font";
    }
}
