using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Basin.Monitoring;

/// <summary>
/// How a registered station speaks HJ 212, as its connections need it. A frame is one station and one instant, so exactly one data command makes the
/// station's frames: the value of a minute or a day can never stand in the place of the hour that begins with it. Other data are refused, not
/// acknowledged and dropped.
/// </summary>
/// <param name="Operator">Organisation that operates the station; the frames are its own.</param>
/// <param name="Mn">Device number, unique among all stations, compared to the letter.</param>
/// <param name="Password">In clear, because requests to the station carry it; it is in no event, log or answer of the service.</param>
/// <param name="Checks">Check digits that are allowed; the first is used for requests until the station has been heard.</param>
/// <param name="Charset"><c>utf-8</c> or <c>gbk</c>.</param>
/// <param name="Systems">System codes ST that are accepted.</param>
/// <param name="Command">The data command whose values are the station's frames.</param>
public sealed record Hj212Profile(
    string Station, string Operator, string Mn, string Password, Hj212Dialect Dialect, ImmutableArray<Hj212Crc> Checks, string Charset,
    ImmutableArray<string> Systems, int Command)
{
    /// <summary>Takes the same time wherever the passwords differ.</summary>
    public bool HasPassword(string? password) =>
        password is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(Password));

    /// <summary>The allowed check that a segment passes; null for none.</summary>
    public Hj212Crc? CheckOf(ReadOnlySpan<byte> segment, int check)
    {
        foreach (var crc in Checks)
            if (Hj212Checksum.Of(crc, segment) == check) return crc;
        return null;
    }

    // The generated text would show the password to whoever logs a profile.
    public override string ToString() => $"{Station} ({Mn}, HJ 212 {Dialect.Version})";
}
