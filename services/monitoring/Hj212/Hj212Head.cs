using System.Globalization;
using System.Text;

namespace Basin.Monitoring;

/// <summary>
/// The named fields of a data segment before its parameters: request number QN, system code ST, command CN, password PW, device MN, Flag, PNUM and PNO.
/// They are ASCII in every edition, so they can be read before the station's character set is known; of a broken packet, as far as they go.
/// </summary>
/// <param name="Qn">As sent; null where it is missing.</param>
/// <param name="Cn">Command, 0 to 9999; null where it is missing or no such number.</param>
/// <param name="Flag">0 to 255; null where it is missing.</param>
/// <param name="IsFlagReadable">False where there is a Flag and it is no number of that range.</param>
/// <param name="PartCount">PNUM, 1 to <see cref="PartsMost"/>; null where it is missing.</param>
/// <param name="PartNumber">PNO, from 1; null where it is missing.</param>
/// <param name="IsWhole">Whether the segment is of the right form from end to end.</param>
public sealed record Hj212Head(
    string? Qn, string? St, int? Cn, string? Pw, string? Mn, int? Flag, bool IsFlagReadable, int? PartCount, int? PartNumber, bool IsWhole)
{
    public const int PartsMost = 9999;

    /// <summary>Longest value that is read, characters; the longest of the standards is MN with 24.</summary>
    public const int FieldCharactersMax = 40;

    /// <summary>The station wants an answer: bit A of Flag.</summary>
    public bool AsksAnswer => Flag is { } flag && (flag & 1) == 1;

    /// <summary>Version bits V5 to V0 of Flag, 0 where it has none. They do not tell the surface-water dialect from HJ 212-2025.</summary>
    public int FlagVersion => (Flag ?? 0) >> 2;

    /// <summary>A request number is a time to the millisecond: 17 digits.</summary>
    public bool IsNumberReadable => Qn is { Length: 17 } && Qn.All(char.IsAsciiDigit);

    /// <param name="segment">The data segment, or as much of it as came.</param>
    /// <param name="parameters">What stands between the <c>&amp;&amp;</c> of CP; empty where that is broken.</param>
    public static Hj212Head Read(ReadOnlySpan<byte> segment, out Range parameters)
    {
        parameters = default;
        string? qn = null, st = null, cn = null, pw = null, mn = null, flag = null, parts = null, part = null;
        var (sound, at) = (true, 0);
        while (at < segment.Length)
        {
            var rest = segment[at..];
            if (rest.StartsWith("CP="u8))
            {
                sound &= IsParameters(rest);
                if (sound) parameters = (at + 5)..(segment.Length - 2);
                return Of(sound);
            }

            var end = rest.IndexOf((byte)';');
            if (end < 0) return Of(false);
            sound &= Keep(rest[..end]);
            at += end + 1;
        }

        return Of(false);

        bool Keep(ReadOnlySpan<byte> field)
        {
            var equals = field.IndexOf((byte)'=');
            if (equals < 1) return false;
            var name = field[..equals];
            var value = field[(equals + 1)..];
            if (value.Length > FieldCharactersMax || value.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return false;
            if (name.SequenceEqual("QN"u8)) return Set(ref qn, value);
            if (name.SequenceEqual("ST"u8)) return Set(ref st, value);
            if (name.SequenceEqual("CN"u8)) return Set(ref cn, value);
            if (name.SequenceEqual("PW"u8)) return Set(ref pw, value);
            if (name.SequenceEqual("MN"u8)) return Set(ref mn, value);
            if (name.SequenceEqual("Flag"u8)) return Set(ref flag, value);
            if (name.SequenceEqual("PNUM"u8)) return Set(ref parts, value);
            if (name.SequenceEqual("PNO"u8)) return Set(ref part, value);
            // A later edition may name more.
            return true;
        }

        Hj212Head Of(bool whole)
        {
            var (flagNumber, count, place) = (Number(flag, 0, 255), Number(parts, 1, PartsMost), Number(part, 1, PartsMost));
            var partsFit = (parts is null && part is null) || (count is not null && place <= count);
            return new(qn, st, Number(cn, 0, 9999), pw, mn, flagNumber, flag is null || flagNumber is not null, count, place, whole && partsFit);
        }
    }

    private static bool Set(ref string? field, ReadOnlySpan<byte> value)
    {
        if (field is not null) return false;
        field = Encoding.ASCII.GetString(value);
        return true;
    }

    private static bool IsParameters(ReadOnlySpan<byte> rest) => rest.Length >= 7 && rest[3..].StartsWith("&&"u8) && rest.EndsWith("&&"u8);

    private static int? Number(string? text, int least, int most) =>
        text is { Length: <= 4 } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
}
