using System.Collections.Concurrent;
using Marten;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// Stations by code, kept between groups of frames. Every group asks the database which of them have been stated anew since, so a profile counts
/// from the moment it is committed, by whichever copy of the service; only what has changed is read again.
/// </summary>
public sealed class StationProfiles(IDocumentStore store)
{
    private readonly ConcurrentDictionary<string, (Guid Version, StationListing Listing)> _known = new(StringComparer.Ordinal);
    private readonly string _table = store.Options.FindOrResolveDocumentType(typeof(StationListing)).TableName.QualifiedName;

    /// <summary>The stations of those codes, to be there once the questions are answered; one that nobody has stated is not among them.</summary>
    internal IReadOnlyDictionary<string, StationListing> Ask(Questions questions, IEnumerable<string> codes)
    {
        var stations = new Dictionary<string, StationListing>(StringComparer.Ordinal);
        string[] asked = [.. codes.Distinct(StringComparer.Ordinal)];
        var versions = new Guid[asked.Length];
        for (var place = 0; place < asked.Length; place++)
        {
            if (!_known.TryGetValue(asked[place], out var known)) continue;
            versions[place] = known.Version;
            stations.Add(asked[place], known.Listing);
        }

        questions.Ask(
            new(
                $"""
                select stated.id, stated.mt_version, stated.data
                from unnest($1, $2) asked(id, version) join {_table} stated on stated.id = asked.id and stated.mt_version <> asked.version
                """)
            {
                Parameters = { new NpgsqlParameter<string[]> { TypedValue = asked }, new NpgsqlParameter<Guid[]> { TypedValue = versions } },
            },
            row =>
            {
                var stated = store.Options.Serializer().FromJson<StationListing>(row, 2);
                _known[row.GetString(0)] = (row.GetGuid(1), stated);
                stations[row.GetString(0)] = stated;
            });
        return stations;
    }
}
