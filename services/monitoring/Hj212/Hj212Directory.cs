using System.Collections.Frozen;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Every station that may speak HJ 212, in memory: a packet of an unknown device costs no query. Read anew every <see cref="RefreshEvery"/> and after each
/// statement in this process, so another copy of the service knows a statement that much later.
/// </summary>
public sealed class Hj212Directory(IDocumentStore store) : IDisposable
{
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile FrozenDictionary<string, Hj212Profile> _byMn = FrozenDictionary<string, Hj212Profile>.Empty;
    private volatile FrozenDictionary<string, Hj212Profile> _byStation = FrozenDictionary<string, Hj212Profile>.Empty;

    /// <summary>By device number, to the letter.</summary>
    public Hj212Profile? Find(string mn) => _byMn.GetValueOrDefault(mn);

    public Hj212Profile? OfStation(string station) => _byStation.GetValueOrDefault(station);

    public async Task Refresh(CancellationToken cancel)
    {
        // One at a time: of two that read at once the one that read earlier might be set last.
        await _reading.WaitAsync(cancel);
        try
        {
            await Read(cancel);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task Read(CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var lines = await session.Query<Hj212Line>().ToListAsync(cancel);
        var stations = await session.LoadManyAsync<StationListing>(cancel, [.. lines.Select(line => line.Id)]);
        var operators = stations.ToDictionary(station => station.Id, station => station.Operator, StringComparer.Ordinal);
        var profiles = lines.Where(line => operators.ContainsKey(line.Id)).Select(line => line.ProfileOf(operators[line.Id])).ToList();
        _byMn = profiles.ToFrozenDictionary(profile => profile.Mn, StringComparer.Ordinal);
        _byStation = profiles.ToFrozenDictionary(profile => profile.Station, StringComparer.Ordinal);
    }
}
