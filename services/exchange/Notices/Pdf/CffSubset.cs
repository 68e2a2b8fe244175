using System.Buffers.Binary;
using System.Text;

namespace Basin.Exchange;

/// <summary>
/// A CFF program with some glyphs of another, CID-keyed, each glyph's CID being its place. Subroutines are written out in the glyphs that call
/// them, so that nothing of the other glyphs comes along.
/// </summary>
internal static class CffSubset
{
    public static byte[] Of(Cff font, IReadOnlyList<int> glyphs, string name)
    {
        var charStrings = CffIndex.Write([.. glyphs.Select(glyph => CharString.Flat(font.Glyphs[glyph], font.GlobalSubrs, font.Fonts[font.FontOf(glyph)].Subrs))]);
        byte[] head = [1, 0, 4, 4, .. CffIndex.Write([Encoding.ASCII.GetBytes(name)])];
        byte[] strings = CffIndex.Write([Encoding.ASCII.GetBytes("Adobe"), Encoding.ASCII.GetBytes("Identity")]);
        byte[] globalSubrs = [0, 0];

        // One range: the CIDs 1 to n-1 for the glyphs after the first.
        byte[] charset = [2, 0, 1, .. CffDict.TwoBytes(glyphs.Count - 2)];
        byte[] select = [0, .. glyphs.Select(glyph => (byte)font.FontOf(glyph))];
        var privates = font.Fonts.Select(f => f.Private.CopyWithout(Cff.Subrs)).ToArray();

        var top = Top(font, 0, 0, 0, 0, glyphs.Count);
        var start = head.Length + CffIndex.Write([top]).Length + strings.Length + globalSubrs.Length;
        var selectAt = start + charset.Length;
        var glyphsAt = selectAt + select.Length;
        var privatesAt = glyphsAt + charStrings.Length;
        var fontsAt = privatesAt + privates.Sum(p => p.Length);
        var fonts = CffIndex.Write([.. Fonts(font, privates, privatesAt)]);
        return
        [
            .. head, .. CffIndex.Write([Top(font, start, selectAt, glyphsAt, fontsAt, glyphs.Count)]), .. strings, .. globalSubrs, .. charset, .. select, .. charStrings,
            .. privates.SelectMany(p => p), .. fonts,
        ];
    }

    /// <summary>The registry and ordering are the first two strings after the 391 standard ones.</summary>
    private static byte[] Top(Cff font, int charset, int select, int glyphs, int fonts, int count) =>
    [
        .. CffDict.FourByteNumber(391), .. CffDict.FourByteNumber(392), 139, 12, 30,
        .. font.Top.Copy(Cff.FontMatrix), .. font.Top.Copy(Cff.FontBox),
        .. CffDict.FourByteNumber(count), 12, 34,
        .. CffDict.FourByteNumber(charset), Cff.Charset,
        .. CffDict.FourByteNumber(glyphs), Cff.CharStrings,
        .. CffDict.FourByteNumber(fonts), 12, 36,
        .. CffDict.FourByteNumber(select), 12, 37,
    ];

    private static IEnumerable<byte[]> Fonts(Cff font, byte[][] privates, int at)
    {
        for (var i = 0; i < privates.Length; at += privates[i++].Length)
        {
            byte[] matrix = font.Top.Has(Cff.Ros) ? font.Fonts[i].Font.Copy(Cff.FontMatrix) : [];
            yield return [.. matrix, .. CffDict.FourByteNumber(privates[i].Length), .. CffDict.FourByteNumber(at), Cff.Private];
        }
    }
}

/// <summary>Type 2 charstrings (Adobe Technical Note 5177), as far as their subroutines go.</summary>
internal static class CharString
{
    private const int HStem = 1, VStem = 3, CallSubr = 10, Return = 11, Escape = 12, HStemHm = 18, HintMask = 19, CntrMask = 20, VStemHm = 23, ShortInt = 28, CallGSubr = 29;

    /// <summary>The standard allows ten levels of subroutines.</summary>
    private const int DepthMax = 10;

    /// <summary>The same outline without a call.</summary>
    public static byte[] Flat(ReadOnlySpan<byte> glyph, CffIndex global, CffIndex? local)
    {
        var state = new Writing([], [], global, local);
        Write(glyph, state, 0);
        return [.. state.Bytes];
    }

    private static void Write(ReadOnlySpan<byte> code, Writing to, int depth)
    {
        if (depth > DepthMax) throw new FormatException("its subroutines call each other without end");
        for (var i = 0; i < code.Length;)
        {
            var op = code[i];
            if (op is >= 32 or ShortInt)
            {
                var length = op switch { ShortInt => 3, 255 => 5, <= 246 => 1, _ => 2 };
                to.Numbers.Add((to.Bytes.Count, Number(code, i)));
                to.Bytes.AddRange(code.Slice(i, length));
                i += length;
                continue;
            }

            i++;
            switch (op)
            {
                case CallSubr or CallGSubr:
                    var subrs = op == CallSubr ? to.Local ?? throw new FormatException("it calls a subroutine that is not there") : to.Global;
                    var (at, number) = to.Numbers[^1];
                    to.Numbers.RemoveAt(to.Numbers.Count - 1);
                    to.Bytes.RemoveRange(at, to.Bytes.Count - at);
                    Write(subrs[number + Bias(subrs.Count)], to, depth + 1);
                    break;
                case Return:
                    return;
                case HStem or VStem or HStemHm or VStemHm:
                    to.Stems += to.Numbers.Count / 2;
                    to.Write(op);
                    break;
                case HintMask or CntrMask:
                    // Stems before a mask may leave out their operator.
                    to.Stems += to.Numbers.Count / 2;
                    to.Write(op);
                    var mask = (to.Stems + 7) / 8;
                    to.Bytes.AddRange(code.Slice(i, mask));
                    i += mask;
                    break;
                case Escape:
                    to.Write(op);
                    to.Bytes.Add(code[i++]);
                    break;
                default:
                    to.Write(op);
                    break;
            }
        }
    }

    private static int Bias(int count) => count < 1240 ? 107 : count < 33900 ? 1131 : 32768;

    private static int Number(ReadOnlySpan<byte> code, int i) => code[i] switch
    {
        ShortInt => BinaryPrimitives.ReadInt16BigEndian(code[(i + 1)..]),
        255 => 0, // a fraction is never the number of a subroutine
        <= 246 => code[i] - 139,
        <= 250 => (code[i] - 247) * 256 + code[i + 1] + 108,
        _ => -(code[i] - 251) * 256 - code[i + 1] - 108,
    };

    private sealed class Writing(List<byte> bytes, List<(int At, int Value)> numbers, CffIndex global, CffIndex? local)
    {
        public List<byte> Bytes { get; } = bytes;

        public List<(int At, int Value)> Numbers { get; } = numbers;

        public CffIndex Global { get; } = global;

        public CffIndex? Local { get; } = local;

        public int Stems { get; set; }

        /// <summary>An operator takes all operands.</summary>
        public void Write(byte op)
        {
            Bytes.Add(op);
            Numbers.Clear();
        }
    }
}
