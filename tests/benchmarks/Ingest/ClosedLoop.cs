using System.Collections.Concurrent;

namespace Basin.Benchmarks.Ingest;

/// <summary>Sends payloads over a number of connections, each of which sends the next as soon as its last was answered.</summary>
/// <param name="Elapsed">From the first sending to the last answer.</param>
/// <param name="Frames">Frames answered.</param>
/// <param name="Answers">How long each answer took.</param>
public sealed record ClosedLoop(TimeSpan Elapsed, long Frames, Latencies Answers)
{
    /// <param name="send">Sends one payload over the connection of a number from 0, and returns when it was acknowledged.</param>
    public static async Task<ClosedLoop> Run(IReadOnlyList<Payload> payloads, int connections, Func<int, Payload, CancellationToken, Task> send, CancellationToken cancel)
    {
        var (next, frames, answers) = (-1, 0L, new ConcurrentBag<List<TimeSpan>>());
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(
            async () =>
            {
                var own = new List<TimeSpan>();
                for (int index; (index = Interlocked.Increment(ref next)) < payloads.Count;)
                {
                    var sent = TimeProvider.System.GetTimestamp();
                    await send(connection, payloads[index], cancel);
                    own.Add(TimeProvider.System.GetElapsedTime(sent));
                    Interlocked.Add(ref frames, payloads[index].Frames);
                }

                answers.Add(own);
            },
            cancel)));
        return new(TimeProvider.System.GetElapsedTime(began), frames, new(answers.SelectMany(own => own)));
    }
}
