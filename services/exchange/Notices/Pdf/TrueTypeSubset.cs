using System.Buffers.Binary;
using System.Text;

namespace Basin.Exchange;

/// <summary>A TrueType program with some glyphs of another; parts of composite glyphs come along at the end.</summary>
internal static class TrueTypeSubset
{
    /// <summary>Tables that outlines need beside themselves; as they stand.</summary>
    private static readonly string[] Copied = ["cvt ", "fpgm", "prep"];

    public static byte[] Of(FontFile font, IReadOnlyList<int> wanted)
    {
        var glyphs = new List<int>(wanted);
        var outlines = new List<byte[]>();
        for (var i = 0; i < glyphs.Count; i++) outlines.Add(Renumbered(Outline(font, glyphs[i]), glyphs));

        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in Copied.Where(font.Has)) tables[name] = font.Table(name).ToArray();
        tables["head"] = font.Table("head").ToArray();
        BinaryPrimitives.WriteInt32BigEndian(tables["head"].AsSpan(8), 0);
        BinaryPrimitives.WriteInt16BigEndian(tables["head"].AsSpan(50), 1);
        tables["hhea"] = font.Table("hhea").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(tables["hhea"].AsSpan(34), (ushort)glyphs.Count);
        tables["maxp"] = font.Table("maxp").ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(tables["maxp"].AsSpan(4), (ushort)glyphs.Count);
        tables["hmtx"] = [.. glyphs.SelectMany(glyph => Metric(font, glyph))];
        tables["loca"] = [.. outlines.Select(outline => outline.Length).Prepend(0).Aggregate(new List<int>(), (ends, length) => [.. ends, (ends.Count == 0 ? 0 : ends[^1]) + length]).SelectMany(CffDict.FourBytes)];
        tables["glyf"] = [.. outlines.SelectMany(outline => outline)];
        return File(tables);
    }

    private static byte[] Metric(FontFile font, int glyph)
    {
        var wide = font.Short("hhea", 34);
        return glyph < wide
            ? font.Table("hmtx").Slice(4 * glyph, 4).ToArray()
            : [.. font.Table("hmtx").Slice(4 * (wide - 1), 2), .. font.Table("hmtx").Slice(4 * wide + 2 * (glyph - wide), 2)];
    }

    private static byte[] Outline(FontFile font, int glyph)
    {
        var loca = font.Table("loca");
        var (from, to) = font.Short("head", 50) == 0
            ? (2 * BinaryPrimitives.ReadUInt16BigEndian(loca[(2 * glyph)..]), 2 * BinaryPrimitives.ReadUInt16BigEndian(loca[(2 * glyph + 2)..]))
            : (BinaryPrimitives.ReadInt32BigEndian(loca[(4 * glyph)..]), BinaryPrimitives.ReadInt32BigEndian(loca[(4 * glyph + 4)..]));
        var outline = font.Table("glyf")[from..to].ToArray();
        // Outlines begin at multiples of four.
        return outline.Length % 4 == 0 ? outline : [.. outline, .. new byte[4 - outline.Length % 4]];
    }

    /// <summary>A composite glyph names its parts by number; a part that is not among the glyphs yet is added.</summary>
    private static byte[] Renumbered(byte[] outline, List<int> glyphs)
    {
        const int words = 1, scale = 8, more = 32, scales = 64, matrix = 128;
        if (outline.Length == 0 || BinaryPrimitives.ReadInt16BigEndian(outline) >= 0) return outline;
        for (var i = 10; ;)
        {
            var flags = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(i));
            int part = BinaryPrimitives.ReadUInt16BigEndian(outline.AsSpan(i + 2));
            var place = glyphs.IndexOf(part);
            if (place < 0)
            {
                place = glyphs.Count;
                glyphs.Add(part);
            }

            BinaryPrimitives.WriteUInt16BigEndian(outline.AsSpan(i + 2), (ushort)place);
            i += 4 + ((flags & words) != 0 ? 4 : 2) + ((flags & scale) != 0 ? 2 : (flags & scales) != 0 ? 4 : (flags & matrix) != 0 ? 8 : 0);
            if ((flags & more) == 0) return outline;
        }
    }

    private static byte[] File(SortedDictionary<string, byte[]> tables)
    {
        var power = 1;
        while (power * 2 <= tables.Count) power *= 2;
        var log = int.Log2(power);
        List<byte> head = [0, 1, 0, 0, .. CffDict.TwoBytes(tables.Count), .. CffDict.TwoBytes(16 * power), .. CffDict.TwoBytes(log), .. CffDict.TwoBytes(16 * (tables.Count - power))];
        var body = new List<byte>();
        foreach (var (name, table) in tables)
        {
            head.AddRange(Encoding.ASCII.GetBytes(name));
            head.AddRange(CffDict.FourBytes(Sum(table)));
            head.AddRange(CffDict.FourBytes(12 + 16 * tables.Count + body.Count));
            head.AddRange(CffDict.FourBytes(table.Length));
            body.AddRange(table);
            body.AddRange(new byte[(4 - table.Length % 4) % 4]);
        }

        return [.. head, .. body];
    }

    private static int Sum(byte[] table)
    {
        var sum = 0u;
        for (var i = 0; i < table.Length; i++) sum = unchecked(sum + ((uint)table[i] << (24 - 8 * (i % 4))));
        return unchecked((int)sum);
    }
}
