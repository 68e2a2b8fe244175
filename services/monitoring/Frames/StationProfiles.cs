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
    private readonly ConcurrentDictionary<string, (Guid Version, Station Station)> _known = new(StringComparer.Ordinal);
    private readonly string _table = store.Options.FindOrResolveDocumentType(typeof(StationListing)).TableName.QualifiedName;

    internal string[] Ask(NpgsqlBatch batch, IEnumerable<string> codes)
    {
        string[] asked = [.. codes.Distinct(StringComparer.Ordinal)];
        batch.BatchCommands.Add(new(
            $"""
            select stated.id, stated.mt_version, stated.data
            from unnest($1, $2) asked(id, version) join {_table} stated on stated.id = asked.id and stated.mt_version <> asked.version
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = asked },
                new NpgsqlParameter<Guid[]> { TypedValue = [.. asked.Select(code => _known.TryGetValue(code, out var known) ? known.Version : Guid.Empty)] },
            },
        });
        return asked;
    }

    /// <summary>The stations of those codes; one that nobody has stated is not among them.</summary>
    internal async Task<Dictionary<string, Station>> Read(NpgsqlDataReader rows, string[] asked, CancellationToken cancel)
    {
        while (await rows.ReadAsync(cancel))
        {
            var listing = store.Options.Serializer().FromJson<StationListing>(rows, 2);
            _known[rows.GetString(0)] = (rows.GetGuid(1), listing.Station);
        }

        await rows.NextResultAsync(cancel);
        var stations = new Dictionary<string, Station>(StringComparer.Ordinal);
        foreach (var code in asked)
            if (_known.TryGetValue(code, out var known)) stations.Add(code, known.Station);
        return stations;
    }
}
