using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// How a station may speak HJ 212: its device number and password, and which edition, checks, character set and system codes are its own. Stated anew
/// whole whenever something changes. The event holds the password only as a salted hash: enough to know the same statement again, useless to whoever
/// reads events; in clear it stands in <see cref="Hj212Line"/> alone.
/// </summary>
/// <param name="Mn">Device number, unique among all stations.</param>
/// <param name="Version">Edition: <c>2005</c>, <c>2017</c>, <c>surface-water</c>, <c>2025</c>.</param>
/// <param name="Crc">Checks that are allowed: <c>standard</c>, <c>modbus</c>, <c>modbus-swapped</c>.</param>
/// <param name="Charset"><c>utf-8</c> or <c>gbk</c>.</param>
/// <param name="St">System codes that are accepted, such as <c>21</c>.</param>
/// <param name="Command">The data command whose values are the station's frames: 2011, 2051, 2061 or 2031. Other data are refused.</param>
/// <param name="PasswordHash">PBKDF2 of the password, base64.</param>
public sealed partial record Hj212Access(
    string Station, int Revision, string Mn, string Version, IReadOnlyList<string> Crc, string Charset, IReadOnlyList<string> St, int Command,
    string PasswordSalt, string PasswordHash)
{
    public const int SystemsMax = 8;
    public const int PasswordCharactersMax = 32;

    private const int HashRounds = 100_000;
    private const int HashBytes = 32;

    public static string Stream(string station) => $"hj212-access/{station}";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("station_hj212_stated.v1")]
        public sealed record Stated(
            string Station, int Revision, string Mn, string Version, IReadOnlyList<string> Crc, string Charset, IReadOnlyList<string> St, int Command,
            string PasswordSalt, string PasswordHash, string By, DateTimeOffset At) : Event;
    }

    /// <param name="Password">Null keeps the one there is.</param>
    /// <param name="Crc">Null is the standard's alone.</param>
    /// <param name="Charset">Null is UTF-8.</param>
    /// <param name="St">Null is surface water.</param>
    /// <param name="Command">Null is the edition's usual one.</param>
    /// <param name="Salt">Fresh random text for a new password.</param>
    /// <param name="MayChange">Whether the caller is the superior or the station's operator; others may only state it first.</param>
    /// <param name="MnOwner">Another station that has this device number; null while there is none.</param>
    public sealed record State(
        string Station, string Mn, string? Password, string Version, IReadOnlyList<string>? Crc, string? Charset, IReadOnlyList<string>? St, int? Command,
        string Salt, string By, DateTimeOffset At, bool MayChange, string? MnOwner);

    public static Decision Decide(Hj212Access? access, State command)
    {
        if (Hj212Standard.Dialects.All(dialect => dialect.Version != command.Version))
            return Refuse("unknown-version", $"An edition is one of {string.Join(", ", Hj212Standard.Dialects.Select(dialect => dialect.Version))}.", "version", command.Version);
        var (crc, charset) = (command.Crc ?? ["standard"], command.Charset ?? Hj212Charset.Utf8);
        var systems = command.St ?? [Hj212Standard.Systems.SurfaceWater];
        var data = command.Command ?? Hj212Standard.Dialect(command.Version).UsualCommand;
        if (access is not null && access.Says(command, crc, charset, systems, data)) return Decision.Nothing;
        if (access is not null && !command.MayChange)
            return Decision.Refuse(Refusal.Forbidden, "superior-or-operator-only", $"How {command.Station} speaks HJ 212 is stated already: only the superior or its operator changes it.");
        if (!DeviceNumber().IsMatch(command.Mn)) return Refuse("invalid-mn", "A device number MN has 1 to 40 letters, digits, '-', '_' or '.'.", "mn", command.Mn);
        if (command.MnOwner is { } owner) return Decision.Refuse(Refusal.Conflict, "mn-taken", $"The device number {command.Mn} is that of station {owner}.", "mn", command.Mn);
        if (access is null && command.Password is null) return Refuse("missing-password", "A station that is stated first has a password.", "password");
        // The value at fault is not shown: it is a secret.
        if (command.Password is { } password && !PasswordText().IsMatch(password))
            return Refuse("invalid-password", $"A password has 1 to {PasswordCharactersMax} visible ASCII characters, none of them ';', '=', '&', ',' or '#'.", "password");
        if (crc.Count == 0 || crc.Distinct().Count() < crc.Count || crc.Any(name => !Hj212Checksum.TryFind(name, out _)))
            return Refuse("invalid-crc", $"crc lists at least one of {string.Join(", ", Hj212Checksum.Names)}, each once.", "crc", string.Join(", ", crc));
        if (!Hj212Charset.Names.Contains(charset)) return Refuse("invalid-charset", $"A character set is one of {string.Join(", ", Hj212Charset.Names)}.", "charset", charset);
        if (systems.Count is 0 or > SystemsMax || systems.Distinct().Count() < systems.Count || systems.Any(code => code is null || !SystemCode().IsMatch(code)))
            return Refuse("invalid-st", $"st lists 1 to {SystemsMax} system codes of 1 to 5 digits, each once.", "st", string.Join(", ", systems));
        if (Hj212Standard.DataCommand(data) is null)
            return Refuse("invalid-command", $"The command of the station's frames is one of {string.Join(", ", Hj212Standard.DataCommands.Select(known => known.Command))}.", "command", $"{data}");

        var (salt, hash) = command.Password is null ? (access!.PasswordSalt, access.PasswordHash) : (command.Salt, Hash(command.Password, command.Salt));
        return Decision.Of(new Event.Stated(
            command.Station, (access?.Revision ?? 0) + 1, command.Mn, command.Version, [.. crc], charset, [.. systems], data, salt, hash, command.By, command.At));
    }

    public static Hj212Access? Apply(Hj212Access? access, object happened) => happened switch
    {
        Event.Stated e => new(e.Station, e.Revision, e.Mn, e.Version, e.Crc, e.Charset, e.St, e.Command, e.PasswordSalt, e.PasswordHash),
        _ => access,
    };

    private bool Says(State command, IReadOnlyList<string> crc, string charset, IReadOnlyList<string> systems, int data) =>
        (Mn, Version, Charset, Command) == (command.Mn, command.Version, charset, data)
        && Crc.SequenceEqual(crc) && St.SequenceEqual(systems)
        && (command.Password is null || (command.Password.Length <= PasswordCharactersMax && Hash(command.Password, PasswordSalt) == PasswordHash));

    private static string Hash(string password, string salt) => Convert.ToBase64String(
        Rfc2898DeriveBytes.Pbkdf2(password, System.Text.Encoding.UTF8.GetBytes(salt), HashRounds, HashAlgorithmName.SHA256, HashBytes));

    private static Decision Refuse(string code, string sentence, string field, string? value = null) =>
        Decision.Refuse(Refusal.NotAllowed, code, sentence, field, value);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,40}\z")]
    private static partial Regex DeviceNumber();

    [GeneratedRegex(@"\A[!-~-[;=&,#]]{1,32}\z")]
    private static partial Regex PasswordText();

    [GeneratedRegex(@"\A[0-9]{1,5}\z")]
    private static partial Regex SystemCode();
}
