using System.Text;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring;

/// <summary>A registered station, what it sends, and a connection that hears it in whatever pieces.</summary>
internal static class Hj212Station
{
    public const string Mn = "BASIN-TEST-0001";
    public const string Password = "PW4test";
    public const string Number = "20240531160000123";

    public static readonly DateTimeOffset Now = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static Hj212Profile Profile(string version = "surface-water", int? command = null, params Hj212Crc[] checks) => new(
        "JK-01", "OP-1", Mn, Password, Hj212Standard.Dialect(version), checks.Length == 0 ? [Hj212Crc.Standard] : [.. checks], Hj212Charset.Utf8, ["21"],
        command ?? Hj212Standard.Dialect(version).UsualCommand);

    /// <summary>A packet of that station; the head's fields can be replaced one by one, and left out with null.</summary>
    public static byte[] Packet(
        string parameters, int command = 2061, string? flag = "9", string? number = Number, string st = "21", string pw = Password, string mn = Mn,
        string more = "", Hj212Crc crc = Hj212Crc.Standard) =>
        Hj212Encoder.Packet(
            $"{(number is null ? "" : $"QN={number};")}ST={st};CN={command:D4};PW={pw};MN={mn};{(flag is null ? "" : $"Flag={flag};")}{more}CP=&&{parameters}&&", crc);

    public static List<Hj212Step> Hear(Hj212Profile profile, params IEnumerable<byte[]> pieces) => Hear(new Hj212Session(mn => mn == profile.Mn ? profile : null), pieces);

    /// <summary>Feeds the pieces one after the other, as a connection would.</summary>
    public static List<Hj212Step> Hear(Hj212Session session, IEnumerable<byte[]> pieces)
    {
        var steps = new List<Hj212Step>();
        var known = Array.Empty<byte>();
        foreach (var piece in pieces)
        {
            known = [.. known, .. piece];
            known = known[Drain(session, known, isEnded: false, steps)..];
        }

        Drain(session, known, isEnded: true, steps).ShouldBe(known.Length);
        return steps;
    }

    private static int Drain(Hj212Session session, byte[] known, bool isEnded, List<Hj212Step> steps)
    {
        var consumed = 0;
        while (true)
        {
            var scan = Hj212Scanner.Next(known.AsSpan(consumed), isEnded);
            scan.Consumed.ShouldBeInRange(0, known.Length - consumed);
            consumed += scan.Consumed;
            if (scan.Kind == Hj212ScanKind.Nothing) return consumed;
            scan.Consumed.ShouldBeGreaterThan(0);
            steps.Add(session.Take(scan, Now));
        }
    }

    public static IEnumerable<byte[]> ByteByByte(byte[] bytes) => bytes.Select(one => new[] { one });

    /// <summary>What a step amounts to, as text that two hearings can be compared by.</summary>
    public static string Said(Hj212Step step) => step switch
    {
        Hj212Step.Store store => $"store {store.Frame.ContentSha256()} {Encoding.Latin1.GetString(store.Raw)} {TextOf(store.Sender.Acknowledged())}",
        Hj212Step.Fault fault => $"{fault.Kind} {fault.Station} {TextOf(fault.Answer)} {fault.Why}",
        Hj212Step.Notice notice => $"notice {TextOf(notice.Answer)} {notice.AsksTime}",
        Hj212Step.Said said => $"said {said.Command} {said.Number} {said.Code}",
        _ => step.GetType().Name,
    };

    public static string TextOf(byte[]? packet) => packet is null ? "-" : Encoding.Latin1.GetString(packet);

    public static byte[] Bytes(string latin) => Encoding.Latin1.GetBytes(latin);
}
