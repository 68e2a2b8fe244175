using System.Net;
using System.Net.Sockets;

namespace Basin.Benchmarks.Ingest;

/// <summary>A connection for each station, over which one frame at a time is sent and its acknowledgement awaited.</summary>
public sealed class Hj212Stations : IDisposable
{
    /// <summary>As the standard has it; a station would send again after this.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly Connection[] _connections;

    private Hj212Stations(Connection[] connections) => _connections = connections;

    private sealed record Connection(string Station, Socket Socket, byte[] Buffer)
    {
        /// <summary>Bytes in the buffer of a packet that has not come whole.</summary>
        public int Held { get; set; }
    }

    /// <param name="Sent">From the first frame's sending.</param>
    /// <param name="Frames">Acknowledged.</param>
    public sealed record Result(TimeSpan Elapsed, long Frames, Latencies Answers);

    public static async Task<Hj212Stations> Connect(int port, IReadOnlyList<string> stations, CancellationToken cancel)
    {
        var connections = new Connection[stations.Count];
        for (var index = 0; index < connections.Length; index++)
        {
            connections[index] = new(stations[index], new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, new byte[2048]);
            await connections[index].Socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel);
        }

        return new(connections);
    }

    /// <summary>Every station sends its next frame as soon as the last was acknowledged.</summary>
    /// <param name="frameOf">Number and time of a station's next frame, by the station's place and how many it has sent.</param>
    public async Task<Result> AsFastAsPossible(TimeSpan span, Func<int, long, (long Frame, DateTimeOffset Time)> frameOf, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        var times = await Task.WhenAll(_connections.Select((connection, place) => Task.Run(
            async () =>
            {
                var own = new List<TimeSpan>();
                while (TimeProvider.System.GetElapsedTime(began) < span)
                {
                    var sent = TimeProvider.System.GetTimestamp();
                    await Send(connection, frameOf(place, own.Count), cancel);
                    own.Add(TimeProvider.System.GetElapsedTime(sent));
                }

                return own;
            },
            cancel)));
        return new(TimeProvider.System.GetElapsedTime(began), times.Sum(own => (long)own.Count), new(times.SelectMany(own => own)));
    }

    /// <summary>
    /// Every station sends at its own beat, spread evenly over the interval. Times count from the beat and not from the sending, so that a server
    /// that holds up a station is charged for every frame that waited behind.
    /// </summary>
    public async Task<Result> AtABeat(TimeSpan interval, TimeSpan span, Func<int, long, (long Frame, DateTimeOffset Time)> frameOf, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        var times = await Task.WhenAll(_connections.Select((connection, place) => Task.Run(
            async () =>
            {
                var own = new List<TimeSpan>();
                for (var beat = interval * place / _connections.Length; beat < span; beat += interval)
                {
                    var early = beat - TimeProvider.System.GetElapsedTime(began);
                    if (early > TimeSpan.Zero) await Task.Delay(early, cancel);
                    await Send(connection, frameOf(place, own.Count), cancel);
                    own.Add(TimeProvider.System.GetElapsedTime(began) - beat);
                }

                return own;
            },
            cancel)));
        return new(TimeProvider.System.GetElapsedTime(began), times.Sum(own => (long)own.Count), new(times.SelectMany(own => own)));
    }

    public void Dispose()
    {
        foreach (var connection in _connections) connection.Socket.Dispose();
    }

    private static async Task Send(Connection connection, (long Frame, DateTimeOffset Time) next, CancellationToken cancel)
    {
        var packet = Hj212Packet.Of(connection.Station, next.Frame, next.Time, TimeProvider.System.GetUtcNow());
        await connection.Socket.SendAsync(packet, cancel);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(AnswerWithin);
        while (true)
        {
            int read;
            try
            {
                read = await connection.Socket.ReceiveAsync(connection.Buffer.AsMemory(connection.Held), late.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new MeasurementFailedException($"{connection.Station} was not answered within {AnswerWithin.TotalSeconds} s");
            }

            if (read == 0) throw new MeasurementFailedException($"the connection of {connection.Station} was closed");
            connection.Held += read;
            if (IsAcknowledged(connection)) return;
        }
    }

    // The server also asks a station for frames that it misses; this one has no others, and the question is let pass.
    private static bool IsAcknowledged(Connection connection)
    {
        var acknowledged = false;
        var rest = connection.Buffer.AsSpan(0, connection.Held);
        for (var end = rest.IndexOf("\r\n"u8); end >= 0; end = rest.IndexOf("\r\n"u8))
        {
            var packet = rest[..(end + 2)];
            rest = rest[(end + 2)..];
            if (Hj212Packet.IsAcknowledgement(packet)) acknowledged = true;
            else if (packet.IndexOf(";ST=91;"u8) >= 0) throw new MeasurementFailedException($"{connection.Station} was answered {System.Text.Encoding.ASCII.GetString(packet).TrimEnd()}");
        }

        rest.CopyTo(connection.Buffer);
        connection.Held = rest.Length;
        return acknowledged;
    }
}
