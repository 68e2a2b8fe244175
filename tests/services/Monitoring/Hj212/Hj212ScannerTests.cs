using System.Text;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring;

public sealed class Hj212ScannerTests
{
    private static readonly byte[] Good = Hj212Encoder.Packet("CP=&&&&");

    /// <summary>Kinds of what is found one after the other, a packet as P and a bad length as its readable text.</summary>
    private static string Found(string latin, bool isEnded = false)
    {
        var bytes = Hj212Station.Bytes(latin).AsSpan();
        var found = new List<string>();
        while (true)
        {
            var scan = Hj212Scanner.Next(bytes, isEnded);
            bytes = bytes[scan.Consumed..];
            if (scan.Kind == Hj212ScanKind.Nothing) return $"{string.Join(' ', found)}|{bytes.Length}";
            found.Add(scan.Kind == Hj212ScanKind.Packet ? "P" : $"({Encoding.Latin1.GetString(scan.Segment)})");
        }
    }

    private static string Text(byte[] packet) => Encoding.Latin1.GetString(packet);

    public static TheoryData<string, string, string> Rows => new()
    {
        { "one packet", Text(Good), "P|0" },
        { "one packet without its line end", Text(Good[..^2]), "P|0" },
        { "two at once", Text(Good) + Text(Good), "P P|0" },
        { "two without line ends", Text(Good[..^2]) + Text(Good[..^2]), "P P|0" },
        { "a packet and the head of the next", Text(Good) + "##00", "P|4" },
        { "a packet and a mark", Text(Good) + "#", "P|1" },
        { "noise around", "\0noise\xFF" + Text(Good) + "noise", "P|0" },
        { "a stray mark before it", "#" + Text(Good), "() P|0" },
        { "many stray marks before it", "#####" + Text(Good), "() () () () () P|0" },
        { "a length that is no number", "##00x7" + Text(Good), "() P|0" },
        { "a length with a sign", "##+007" + Text(Good), "() P|0" },
        { "an empty segment", "##0000FFFF", "P|0" },
        { "a header that promises much", "##1024" + Text(Good), "() P|0" },
        { "a packet cut short", Text(Good)[..10] + Text(Good), "(CP=&) P|0" },
        { "a packet cut short by its line end", "##0100QN=1;CP=&&&&1C80\r\n", "(QN=1;CP=&&&&1C80)|0" },
        { "a length beyond the limit", "##1025QN=1;CP=&&&&1C80\r\n" + Text(Good), "(QN=1;CP=&&&&1C80) P|0" },
        { "a length too short", "##0003CP=&&&&1C80\r\n" + Text(Good), "(CP=&&&&) P|0" },
        { "check digits that are none", "##0007CP=&&&&1X80\r\n" + Text(Good), "(CP=&&&&1X80) P|0" },
        { "marks at the end of what a bad length spans", "##0001CP=&" + Text(Good), "(CP=&#) P|0" },
        { "a mark that is the last byte of a bad length", "##0001CP=&#" + Text(Good), "(CP=&#) () P|0" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Packets_are_found_in_whatever_surrounds_them(string name, string bytes, string found) => Found(bytes).ShouldBe(found, name);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    public void A_segment_has_up_to_1024_bytes(int length)
    {
        var segment = new string('x', length);
        Found(Text(Hj212Encoder.Packet(segment))).ShouldBe("P|0");
        Should.Throw<ArgumentException>(() => Hj212Encoder.Packet(new string('x', 1025)));
    }

    [Fact]
    public void What_is_not_decided_yet_is_never_longer_than_a_packet()
    {
        Found("##1024" + new string('x', 1027)).ShouldBe("|1033");
        Found("##1024" + new string('x', 1028))[^2..].ShouldBe("|0");
        Found(new string('x', 5000)).ShouldBe("|0");
    }

    [Fact]
    public void What_stays_unfinished_is_given_up_when_nothing_more_comes()
    {
        Found("##0100QN=1;", isEnded: true).ShouldBe("(QN=1;)|0");
        Found("##01", isEnded: true).ShouldBe("()|0");
        Found("#", isEnded: true).ShouldBe("|0");
    }

    [Fact]
    public void Every_check_is_reckoned_as_its_makers_do()
    {
        var digits = "123456789"u8;
        Hj212Checksum.Of(Hj212Crc.Modbus, digits).ShouldBe(0x4B37);
        Hj212Checksum.Of(Hj212Crc.ModbusSwapped, digits).ShouldBe(0x374B);
        Hj212Checksum.Of(Hj212Crc.Standard, ""u8).ShouldBe(0xFFFF);
        Hj212Checksum.Of(Hj212Crc.Standard, Hj212Corpus.Packets["heartbeat"].AsSpan()[6..^6])
            .ShouldBe(Convert.ToInt32(Encoding.ASCII.GetString(Hj212Corpus.Packets["heartbeat"].AsSpan()[^6..^2]), 16));
    }

    [Theory]
    [InlineData(Hj212Crc.Standard, "standard")]
    [InlineData(Hj212Crc.Modbus, "modbus")]
    [InlineData(Hj212Crc.ModbusSwapped, "modbus-swapped")]
    public void A_profile_names_its_checks(Hj212Crc crc, string name)
    {
        Hj212Checksum.NameOf(crc).ShouldBe(name);
        Hj212Checksum.TryFind(name, out var found).ShouldBeTrue();
        found.ShouldBe(crc);
        Hj212Checksum.TryFind("crc32", out _).ShouldBeFalse();
    }
}
