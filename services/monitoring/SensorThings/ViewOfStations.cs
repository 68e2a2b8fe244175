using Basin.Hosting;
using Basin.Rules;
using Marten;
using Marten.Events;

namespace Basin.Monitoring;

/// <summary>
/// Loads what a caller may read, by the same rules as <see cref="ReadStations"/>: its own stations, and those of the sections it may read. With a
/// time the profiles are those known then; who may read them is asked as of now.
/// </summary>
public sealed class ViewOfStations(IQuerySession session, Caller caller, DateTimeOffset? knownAt, CancellationToken cancel)
{
    public async Task<EntitiesInView> All()
    {
        var sections = (await session.Query<KnownSection>().ToListAsync(cancel)).ToDictionary(section => section.Id, StringComparer.Ordinal);
        var readable = sections.Values.Where(section => section.MayBeReadBy(caller)).Select(section => section.Id).ToArray();
        var stations = (await session.Query<StationListing>()
                .Where(listing => listing.Operator == caller.Organisation || listing.Section.IsOneOf(readable))
                .ToListAsync(cancel))
            .Select(listing => listing.Station);
        if (knownAt is { } moment)
        {
            var known = await KnownThen(moment);
            stations = stations.Select(station => known.GetValueOrDefault(station.Code)).OfType<Station>();
        }

        return new([.. stations.OrderBy(station => station.Code, StringComparer.Ordinal).Select(station => new Entity.Thing(station, sections.GetValueOrDefault(station.Section)))]);
    }

    /// <summary>One station alone, which is enough where nothing leads to another.</summary>
    public async Task<(EntitiesInView? View, Rejection? Rejection)> Of(string code)
    {
        var (listing, rejection) = await session.Find(code, caller, cancel);
        if (listing is null) return (null, rejection);
        var station = listing.Station;
        if (knownAt is not null)
        {
            (var known, _) = await session.Load<Station>(Station.Stream(code), Station.Apply, cancel, knownAt);
            if (known is null) return (null, ReadStations.NotYet(code, knownAt.Value));
            station = known;
        }

        return (new([new(station, await session.LoadAsync<KnownSection>(station.Section, cancel))]), null);
    }

    private async Task<Dictionary<string, Station>> KnownThen(DateTimeOffset moment)
    {
        var stated = await session.Events.QueryAllRawEvents()
            .Where(e => e.EventTypesAre(typeof(Station.Event.Stated)) && e.Timestamp <= moment)
            .OrderBy(e => e.Sequence)
            .ToListAsync(cancel);
        var stations = new Dictionary<string, Station>(StringComparer.Ordinal);
        foreach (var e in stated.Select(e => (Station.Event.Stated)e.Data)) stations[e.Code] = Station.Apply(stations.GetValueOrDefault(e.Code), e)!;
        return stations;
    }
}
