using System.Globalization;
using Basin.Monitoring;
using Basin.Rules.Tests;

namespace Basin.Services.Tests.Monitoring;

/// <summary>Real frames, with what is known of their length and check digits.</summary>
public sealed class Hj212SharedFramesTests
{
    [Fact]
    public void Real_frames_behave_as_their_columns_say()
    {
        var rows = File.ReadAllLines(SharedData.PathOf("hj212_frames.tsv")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToList();
        rows.Count.ShouldBeGreaterThan(30);
        foreach (var row in rows)
        {
            var (crc, length, standard, frame) = (row[0], row[1], row[2], Hj212Station.Bytes(row[4] + "\r\n"));
            var segment = frame.AsSpan()[6..^6];
            Hj212Checksum.Of(Hj212Crc.Standard, segment).ShouldBe(int.Parse(standard, NumberStyles.AllowHexSpecifier), row[4]);
            var scan = Hj212Scanner.Next(frame);
            scan.Kind.ShouldBe(length == "LEN_OK" ? Hj212ScanKind.Packet : Hj212ScanKind.BadLength, row[4]);
            var step = new Hj212Session(_ => null).Take(scan, Hj212Station.Now).ShouldBeOfType<Hj212Step.Fault>();
            step.Kind.ShouldBe((crc, length) switch
            {
                ("CRC_OK", "LEN_OK") => Hj212Fault.UnknownMn,
                (_, "LEN_OK") => Hj212Fault.BadCrc,
                _ => Hj212Fault.BadLength,
            }, row[4]);
            if (length != "LEN_OK") continue;
            Passes(Hj212Crc.Standard, scan).ShouldBe(crc == "CRC_OK", row[4]);
            (Passes(Hj212Crc.Modbus, scan) || Passes(Hj212Crc.ModbusSwapped, scan)).ShouldBe(crc.StartsWith("CRC_MODBUS", StringComparison.Ordinal), row[4]);
        }
    }

    private static bool Passes(Hj212Crc crc, Hj212Scan scan) => Hj212Checksum.Of(crc, scan.Segment) == scan.Check;
}
