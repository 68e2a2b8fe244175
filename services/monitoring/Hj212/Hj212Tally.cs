using System.Collections.Immutable;

namespace Basin.Monitoring;

/// <summary>What was heard of a station over HJ 212 so far.</summary>
/// <param name="Id">Station code.</param>
/// <param name="Good">Packets that were understood: data, parts of data, heartbeats, answers.</param>
/// <param name="Stored">Frames that were committed, the same frame sent again included.</param>
/// <param name="Faults">Packets that were not taken, by kind.</param>
/// <param name="LastHeard">When the last good packet came, UTC; null while there was none.</param>
public sealed record Hj212Tally(
    string Id, long Good, long Stored, ImmutableSortedDictionary<Hj212Fault, long> Faults, DateTimeOffset? LastHeard, Hj212LastFault? LastFault)
{
    public static Hj212Tally None(string station) => new(station, 0, 0, ImmutableSortedDictionary<Hj212Fault, long>.Empty, null, null);

    public Hj212Tally Plus(Hj212Tally more) => new(
        Id,
        Good + more.Good,
        Stored + more.Stored,
        more.Faults.Aggregate(Faults, (sum, fault) => sum.SetItem(fault.Key, sum.GetValueOrDefault(fault.Key) + fault.Value)),
        LastHeard is null || more.LastHeard > LastHeard ? more.LastHeard ?? LastHeard : LastHeard,
        LastFault is null || more.LastFault?.At > LastFault.At ? more.LastFault ?? LastFault : LastFault);
}

/// <param name="Why">A sentence; null where the kind says it all.</param>
public sealed record Hj212LastFault(Hj212Fault Kind, string? Why, DateTimeOffset At);
