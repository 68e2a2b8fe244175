using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Basin.Monitoring;

/// <summary>
/// Wrong passwords by address and station: after some of them in a minute no password is right for that pair until the minute is over, so that a password
/// of six characters is not found by trying. A station that speaks from elsewhere, or is connected already, does not notice.
/// </summary>
public sealed class Hj212Guesses(TimeProvider clock)
{
    /// <summary>Wrong passwords of one station from one address in a minute, inclusive, before the right one is refused too.</summary>
    public const int PerMinuteMax = 10;

    /// <summary>Pairs that are remembered; beyond that, those whose minute is over are forgotten, and others where that is not enough.</summary>
    public const int PairsMax = 10_000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Address, string Station), (DateTimeOffset Since, int Count)> _wrong = new();

    public bool MayTry(string address, string station) =>
        !_wrong.TryGetValue((NetOf(address), station), out var wrong) || wrong.Count < PerMinuteMax || clock.GetUtcNow() - wrong.Since >= Minute;

    public void Wrong(string address, string station)
    {
        var now = clock.GetUtcNow();
        if (_wrong.Count >= PairsMax) Forget(now);
        _wrong.AddOrUpdate((NetOf(address), station), _ => (now, 1), (_, known) => now - known.Since >= Minute ? (now, 1) : known with { Count = known.Count + 1 });
    }

    private void Forget(DateTimeOffset now)
    {
        var left = _wrong.Count;
        foreach (var (pair, wrong) in _wrong)
            if ((now - wrong.Since >= Minute || left > PairsMax / 2) && _wrong.TryRemove(new(pair, wrong))) left--;
    }

    // Who has one address of IPv6 has the 2^64 of its network.
    private static string NetOf(string address)
    {
        if (!IPAddress.TryParse(address, out var known) || known.AddressFamily != AddressFamily.InterNetworkV6 || known.IsIPv4MappedToIPv6) return address;
        var net = known.GetAddressBytes();
        net.AsSpan(8).Clear();
        return $"{new IPAddress(net)}/64";
    }
}
