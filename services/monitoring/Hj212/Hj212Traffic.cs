using System.Collections.Concurrent;
using Basin.Hosting;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Counts packets per station in memory and adds them to a document of each station every <see cref="KeepEvery"/>: a crash forgets what was counted since,
/// never a frame. Devices that nobody registered are counted by the address they speak from, in this process alone.
/// </summary>
public sealed class Hj212Traffic
{
    public static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(10);

    /// <summary>Addresses of unknown devices that are remembered; the one that was silent longest gives way.</summary>
    public const int StrangersMax = 1_000;

    private readonly ConcurrentDictionary<string, Hj212Tally> _stations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Stranger> _strangers = new(StringComparer.Ordinal);

    /// <summary>An address that sent packets of no registered station.</summary>
    public sealed record Stranger(string Address, long Packets, DateTimeOffset LastAt, Hj212Fault LastFault);

    public IReadOnlyList<Stranger> Strangers => [.. _strangers.Values.OrderByDescending(stranger => stranger.Packets)];

    public void Heard(string station, DateTimeOffset now) => Add(Hj212Tally.None(station) with { Good = 1, LastHeard = now });

    public void Stored(string station) => Add(Hj212Tally.None(station) with { Stored = 1 });

    public void Fault(string? station, string address, Hj212Fault kind, string? why, DateTimeOffset now)
    {
        if (station is not null)
        {
            var none = Hj212Tally.None(station);
            Add(none with { Faults = none.Faults.Add(kind, 1), LastFault = new(kind, why, now) });
            return;
        }

        if (_strangers.Count >= StrangersMax && !_strangers.ContainsKey(address) && _strangers.MinBy(known => known.Value.LastAt) is { Key: { } quietest })
            _strangers.TryRemove(quietest, out _);
        _strangers.AddOrUpdate(address, _ => new(address, 1, now, kind), (_, known) => known with { Packets = known.Packets + 1, LastAt = now, LastFault = kind });
    }

    /// <summary>What is counted and not kept yet.</summary>
    public Hj212Tally Since(string station) => _stations.GetValueOrDefault(station) ?? Hj212Tally.None(station);

    /// <summary>Adds what was counted to the documents; where that fails it is counted on.</summary>
    public async Task Keep(IDocumentStore store, CancellationToken cancel)
    {
        var counted = new List<Hj212Tally>();
        foreach (var station in _stations.Keys)
            if (_stations.TryRemove(station, out var tally)) counted.Add(tally);
        if (counted.Count == 0) return;
        try
        {
            await store.Commit(
                async (session, token) =>
                {
                    // Two copies of the service that add to one tally add one after the other.
                    await session.Lock("hj212-tally", token);
                    var known = (await session.LoadManyAsync<Hj212Tally>(token, [.. counted.Select(tally => tally.Id)])).ToDictionary(tally => tally.Id, StringComparer.Ordinal);
                    session.Store(counted.Select(tally => known.TryGetValue(tally.Id, out var before) ? before.Plus(tally) : tally));
                },
                cancel);
        }
        catch
        {
            foreach (var tally in counted) Add(tally);
            throw;
        }
    }

    private void Add(Hj212Tally more) => _stations.AddOrUpdate(more.Id, more, (_, known) => known.Plus(more));
}
