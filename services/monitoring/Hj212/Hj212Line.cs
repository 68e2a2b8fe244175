using System.Collections.Immutable;

namespace Basin.Monitoring;

/// <summary>
/// The latest statement of how a station speaks HJ 212, with its password in clear: requests to the station carry it, so a hash is not enough. It is
/// read by the server alone and shown in no answer.
/// </summary>
/// <param name="Id">Station code.</param>
public sealed record Hj212Line(
    string Id, string Mn, string Password, string Version, ImmutableArray<string> Crc, string Charset, ImmutableArray<string> St, int Command)
{
    public Hj212Profile ProfileOf(string operatorCode) => new(
        Id, operatorCode, Mn, Password, Hj212Standard.Dialect(Version),
        [.. Crc.Select(name => Hj212Checksum.TryFind(name, out var crc) ? crc : throw new InvalidOperationException($"Unknown check {name}."))], Charset, St, Command);

    // The generated text would show the password.
    public override string ToString() => $"{Id} ({Mn})";
}
