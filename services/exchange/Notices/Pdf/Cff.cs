using System.Buffers.Binary;

namespace Basin.Exchange;

/// <summary>The parts of a Compact Font Format program (Adobe Technical Note 5176) that a subset is made from.</summary>
internal sealed class Cff
{
    public const int Charset = 15, CharStrings = 17, Private = 18, Subrs = 19, FdArray = 0x0C24, FdSelect = 0x0C25, Ros = 0x0C1E, FontMatrix = 0x0C07, FontBox = 5;

    private readonly byte[] _data;
    private readonly int _select = -1;

    public Cff(byte[] data)
    {
        _data = data;
        var names = new CffIndex(data, data[2]);
        var tops = new CffIndex(data, names.End);
        var strings = new CffIndex(data, tops.End);
        GlobalSubrs = new(data, strings.End);
        Top = new(tops[0].ToArray());
        Glyphs = new(data, Top.Number(CharStrings));
        if (!Top.Has(Ros))
        {
            Fonts = [Font(Top)];
            return;
        }

        var fonts = new CffIndex(data, Top.Number(FdArray));
        Fonts = [.. Enumerable.Range(0, fonts.Count).Select(i => Font(new(fonts[i].ToArray())))];
        _select = Top.Number(FdSelect);
    }

    public CffDict Top { get; }

    public CffIndex Glyphs { get; }

    public CffIndex GlobalSubrs { get; }

    /// <summary>Private dictionary and local subroutines of each font that the glyphs are parted among.</summary>
    public IReadOnlyList<(CffDict Private, CffIndex? Subrs, CffDict Font)> Fonts { get; }

    /// <summary>Which of <see cref="Fonts"/> a glyph belongs to.</summary>
    public int FontOf(int glyph)
    {
        if (_select < 0) return 0;
        if (_data[_select] == 0) return _data[_select + 1 + glyph];
        var ranges = BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(_select + 1));
        for (var i = ranges - 1; i >= 0; i--)
            if (BinaryPrimitives.ReadUInt16BigEndian(_data.AsSpan(_select + 3 + 3 * i)) <= glyph) return _data[_select + 5 + 3 * i];
        return 0;
    }

    private (CffDict, CffIndex?, CffDict) Font(CffDict font)
    {
        var (size, offset) = (font.Number(Private, 0), font.Number(Private, 1));
        var dictionary = new CffDict(_data[offset..(offset + size)]);
        return (dictionary, dictionary.Has(Subrs) ? new CffIndex(_data, offset + dictionary.Number(Subrs)) : null, font);
    }
}

/// <summary>An INDEX: items one after the other behind a table of offsets.</summary>
internal sealed class CffIndex
{
    private readonly byte[] _data;
    private readonly int _offsets, _size, _base;

    public CffIndex(byte[] data, int at)
    {
        _data = data;
        Count = BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(at));
        if (Count == 0)
        {
            End = at + 2;
            return;
        }

        _size = data[at + 2];
        _offsets = at + 3;
        _base = _offsets + (Count + 1) * _size - 1;
        End = _base + Offset(Count);
    }

    public int Count { get; }

    /// <summary>Where the next structure begins.</summary>
    public int End { get; }

    public ReadOnlySpan<byte> this[int i] => _data.AsSpan(_base + Offset(i), Offset(i + 1) - Offset(i));

    public static byte[] Write(IReadOnlyList<byte[]> items)
    {
        if (items.Count == 0) return [0, 0];
        var bytes = new List<byte>([.. CffDict.TwoBytes(items.Count), 4]);
        var offset = 1;
        foreach (var length in items.Select(item => item.Length).Prepend(0)) bytes.AddRange(CffDict.FourBytes(offset += length));
        foreach (var item in items) bytes.AddRange(item);
        return [.. bytes];
    }

    private int Offset(int i)
    {
        var value = 0;
        for (var k = 0; k < _size; k++) value = value << 8 | _data[_offsets + i * _size + k];
        return value;
    }
}

/// <summary>A DICT: operands, then their operator; escaped operators are 0x0C00 and the second byte.</summary>
internal sealed class CffDict
{
    private readonly List<(int Operator, byte[] Operands)> _entries = [];

    public CffDict(byte[] data)
    {
        var start = 0;
        for (var i = 0; i < data.Length;)
        {
            if (data[i] > 21)
            {
                i += Length(data, i);
                continue;
            }

            var escaped = data[i] == 12;
            _entries.Add((escaped ? 0x0C00 | data[i + 1] : data[i], data[start..i]));
            start = i += escaped ? 2 : 1;
        }
    }

    public bool Has(int op) => _entries.Any(entry => entry.Operator == op);

    public int Number(int op, int which = 0)
    {
        var operands = _entries.First(entry => entry.Operator == op).Operands;
        for (var i = 0; ; i += Length(operands, i))
            if (which-- == 0) return Number(operands, i);
    }

    /// <summary>One entry as it stands; nothing where there is none.</summary>
    public byte[] Copy(int op) => [.. _entries.Where(entry => entry.Operator == op).SelectMany(Bytes)];

    /// <summary>All but one entry as they stand.</summary>
    public byte[] CopyWithout(int op) => [.. _entries.Where(entry => entry.Operator != op).SelectMany(Bytes)];

    /// <summary>A number of fixed length, so that an offset does not move what it points at.</summary>
    public static byte[] FourByteNumber(int value) => [29, .. FourBytes(value)];

    public static byte[] FourBytes(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] TwoBytes(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }

    private static IEnumerable<byte> Bytes((int Operator, byte[] Operands) entry) =>
        entry.Operator >= 0x0C00 ? [.. entry.Operands, 12, (byte)(entry.Operator & 0xFF)] : [.. entry.Operands, (byte)entry.Operator];

    private static int Number(byte[] data, int i) => data[i] switch
    {
        28 => BinaryPrimitives.ReadInt16BigEndian(data.AsSpan(i + 1)),
        29 => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(i + 1)),
        30 => throw new FormatException("a real number where an offset is expected"),
        <= 246 => data[i] - 139,
        <= 250 => (data[i] - 247) * 256 + data[i + 1] + 108,
        _ => -(data[i] - 251) * 256 - data[i + 1] - 108,
    };

    private static int Length(byte[] data, int i)
    {
        if (data[i] == 30)
        {
            var end = i + 1;
            while ((data[end] & 15) != 15 && data[end] >> 4 != 15) end++;
            return end - i + 1;
        }

        return data[i] switch { 28 => 3, 29 => 5, <= 246 => 1, _ => 2 };
    }
}
