using Basin.Monitoring;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

/// <summary>
/// However a network cuts, joins, repeats and swaps what a station sent, the same frames are known in the end. With <c>BASIN_LONG=1</c> (deploy/test
/// --long) many more cases are tried; a failure prints its seed, and <c>CsCheck_Seed</c> repeats it.
/// </summary>
public sealed class Hj212StreamTests
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("BASIN_LONG") == "1";
    private static readonly int Cases = IsLong ? 200_000 : 2_000;
    private static readonly byte[][] Packets = [.. Hj212Corpus.Packets.Values];
    private static readonly byte[] Last = Hj212Station.Packet("DataTime=20240531230000;w01001-Avg=6.54,w01001-Flag=N", number: "20240531230000999");

    private static List<string> Said(IEnumerable<byte[]> pieces) => [.. Hj212Station.Hear(Hj212Station.Profile(), pieces).Select(Hj212Station.Said)];

    /// <summary>Every instant's contents, whatever the order they came in: what a log of frames knows in the end.</summary>
    private static List<string> State(IEnumerable<byte[]> pieces) =>
        [.. Hj212Station.Hear(Hj212Station.Profile(), pieces).OfType<Hj212Step.Store>().Select(store => store.Frame.ContentSha256()).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<byte[]> Cut(byte[] bytes, IEnumerable<int> at)
    {
        var from = 0;
        foreach (var to in at.Select(place => place % (bytes.Length + 1)).Append(bytes.Length).Order())
        {
            yield return bytes[from..to];
            from = to;
        }
    }

    [Fact]
    public void Bytes_one_by_one_say_the_same_as_all_at_once()
    {
        byte[] all = [.. Packets.SelectMany(packet => packet)];
        var expected = Said([all]);
        expected.Count.ShouldBeGreaterThan(Packets.Length);
        Said(Hj212Station.ByteByByte(all)).ShouldBe(expected);
    }

    [Fact]
    public void A_cut_at_every_byte_of_every_packet_changes_nothing()
    {
        foreach (var packet in Packets)
        {
            byte[] both = [.. packet, .. Last];
            var expected = Said([both]);
            for (var at = 0; at <= both.Length; at++) Said([both[..at], both[at..]]).ShouldBe(expected);
        }
    }

    [Fact]
    public void Any_packets_cut_anywhere_say_the_same() =>
        Gen.Select(Gen.OneOfConst(Packets).Array[1, 8], Gen.Int[0, 4000].Array[0, 12]).Sample(
            (packets, cuts) =>
            {
                byte[] all = [.. packets.SelectMany(packet => packet)];
                return Said(Cut(all, cuts)).SequenceEqual(Said([all]));
            },
            iter: Cases);

    [Fact]
    public void Repeated_and_swapped_packets_lead_to_the_same_frames() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 1000]).SelectMany((count, seed) => Gen.Select(Gen.Shuffle(Enumerable.Range(0, 2 * count).ToArray()), Gen.Const(count), Gen.Const(seed))).Sample(
            (order, count, seed) =>
            {
                var once = Enumerable.Range(0, count).SelectMany(number => Parts(number, seed)).ToArray();
                byte[][] swapped = [.. order.Select(place => once[place % once.Length]), .. once];
                return State(swapped).SequenceEqual(State(once));
            },
            iter: Cases / 10);

    private static IEnumerable<byte[]> Parts(int number, int seed)
    {
        var time = $"DataTime=202405{number + 1:D2}120000";
        var request = $"202405{number + 1:D2}120000000";
        if ((number + seed) % 2 == 0) return [Hj212Station.Packet($"{time};w01001-Avg=7.{number}", number: request)];
        return
        [
            Hj212Station.Packet($"{time};w01001-Avg=7.{number}", number: request, flag: "11", more: "PNUM=2;PNO=1;"),
            Hj212Station.Packet($"{time};w21011-Avg=0.{number + 1}", number: request, flag: "11", more: "PNUM=2;PNO=2;"),
        ];
    }

    [Fact]
    public void After_any_noise_the_next_good_packet_is_taken_at_once() =>
        Noise.Sample(
            noise =>
            {
                var session = new Hj212Session(mn => mn == Hj212Station.Mn ? Hj212Station.Profile() : null);
                // Nothing follows, so the packet must not wait for bytes that an earlier header promised.
                var steps = new List<Hj212Step>();
                byte[] all = [.. noise, .. Last];
                var at = 0;
                while (Hj212Scanner.Next(all.AsSpan(at)) is var scan && (at += scan.Consumed) >= 0 && scan.Kind != Hj212ScanKind.Nothing) steps.Add(session.Take(scan, Hj212Station.Now));
                return steps[^1] is Hj212Step.Store { Frame.Readings: [{ Value: 6.54m }] };
            },
            iter: Cases);

    [Fact]
    public void No_bytes_break_the_reader_and_every_answer_is_a_packet() =>
        Gen.Select(Noise, Gen.Int[0, 4000].Array[0, 6]).Sample(
            (noise, cuts) =>
            {
                var steps = Hj212Station.Hear(Hj212Station.Profile(), Cut(noise, cuts));
                foreach (var step in steps)
                {
                    var answer = step switch
                    {
                        Hj212Step.Fault fault => fault.Answer,
                        Hj212Step.Store store => store.Sender.Acknowledged(),
                        Hj212Step.Notice notice => notice.Answer,
                        _ => null,
                    };
                    if (answer is null) continue;
                    var scan = Hj212Scanner.Next(answer);
                    if (scan.Kind != Hj212ScanKind.Packet || scan.Consumed != answer.Length - 2) return false;
                }

                return steps.Select(Hj212Station.Said).SequenceEqual(Said([noise]));
            },
            iter: Cases);

    /// <summary>Packets of the corpus with bytes changed, lost and put in, pieces swapped, and plain noise.</summary>
    private static Gen<byte[]> Noise { get; } = Gen.Select(
        Gen.OneOfConst(Packets).Array[0, 5],
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4000], Gen.OneOf(Gen.Byte, Gen.OneOfConst("#0123456789;,&=-\r\nF"u8.ToArray()))).Array[0, 12],
        (packets, changes) =>
        {
            var bytes = packets.SelectMany(packet => packet).ToList();
            foreach (var (kind, at, value) in changes)
            {
                if (kind == 0 || bytes.Count == 0) bytes.Insert(at % (bytes.Count + 1), value);
                else if (kind == 1) bytes.RemoveAt(at % bytes.Count);
                else if (kind == 2) bytes[at % bytes.Count] = value;
                else bytes.RemoveRange(at % bytes.Count, Math.Min(value, bytes.Count - (at % bytes.Count)));
            }

            return bytes.ToArray();
        });
}
