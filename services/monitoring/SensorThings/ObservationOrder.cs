using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using NpgsqlTypes;

namespace Basin.Monitoring;

/// <summary>
/// The order of Observations, down to their identity, so that no two are alike and a page can go on exactly where the one before ended.
/// </summary>
/// <param name="Keys">From the first.</param>
public sealed record ObservationOrder(ImmutableArray<ObservationOrder.Key> Keys)
{
    /// <param name="Sql">Expression that is never null.</param>
    /// <param name="Read">The same of an Observation.</param>
    public sealed record Key(string Sql, NpgsqlDbType Type, Func<Entity.Observation, object> Read, bool Descending);

    private static readonly Key Time = new("f.time", NpgsqlDbType.TimestampTz, o => o.Frame.Time, false);
    private static readonly Key Received = new("f.received_at", NpgsqlDbType.TimestampTz, o => o.Frame.ReceivedAt, false);
    private static readonly Key HasResult = new("(r.value is not null)", NpgsqlDbType.Boolean, o => o.Reading.Value is not null, false);
    private static readonly Key Result = new("coalesce(r.value, 0)", NpgsqlDbType.Numeric, o => o.Reading.Value ?? 0, false);
    private static readonly Key Station = new("f.station collate \"C\"", NpgsqlDbType.Text, o => o.Frame.Station, false);
    private static readonly Key Indicator = new("r.indicator collate \"C\"", NpgsqlDbType.Text, o => o.Reading.Indicator, false);
    private static readonly Key Revision = new("f.revision", NpgsqlDbType.Integer, o => o.Frame.Revision, false);

    /// <summary>By time where nothing is asked for; the identity follows in the direction of what was asked last.</summary>
    /// <param name="allRevisions">Otherwise a frame has one revision, and a correction between two pages brings no frame a second time.</param>
    public static ObservationOrder Of(ImmutableArray<Ordering> asked, bool allRevisions)
    {
        var keys = ImmutableArray.CreateBuilder<Key>();
        foreach (var ordering in asked) Add(KeysOf(ordering.Field.Property.Path), ordering.Descending);
        Add([Time, Station, Indicator], asked is [.., { Descending: true }]);
        if (allRevisions) Add([Revision], asked is [.., { Descending: true }]);
        return new(keys.ToImmutable());

        void Add(ReadOnlySpan<Key> more, bool descending)
        {
            foreach (var key in more)
                if (keys.All(known => known.Sql != key.Sql)) keys.Add(key with { Descending = descending });
        }
    }

    public bool IsByTime => Keys[0].Sql == Time.Sql;

    public bool IsBackward => Keys[0].Descending;

    public int Compare(Entity.Observation left, Entity.Observation right)
    {
        foreach (var key in Keys)
            if (Filter.Order(key.Read(left), key.Read(right)) is not 0 and var order) return key.Descending ? -order : order;
        return 0;
    }

    /// <summary>Where an observation stands, as text that a client gives back.</summary>
    public string CursorAt(Entity.Observation observation) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(Keys.Select(key => key.Read(observation) switch
        {
            DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        })));

    /// <returns>A value for each key; null when the text was not made by <see cref="CursorAt"/> for this order.</returns>
    public ImmutableArray<object>? Read(string cursor)
    {
        try
        {
            if (JsonSerializer.Deserialize<string[]>(Base64Url.DecodeFromChars(cursor)) is not { } texts || texts.Length != Keys.Length || texts.Contains(null)) return null;
            return [.. texts.Zip(Keys, (text, key) => Value(text, key.Type))];
        }
        catch (Exception problem) when (problem is FormatException or JsonException or OverflowException)
        {
            return null;
        }
    }

    private static object Value(string text, NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.TimestampTz => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        NpgsqlDbType.Boolean => bool.Parse(text),
        NpgsqlDbType.Numeric => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture),
        NpgsqlDbType.Integer => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture),
        _ => text,
    };

    private static ReadOnlySpan<Key> KeysOf(string path) => path switch
    {
        "phenomenonTime" => new[] { Time },
        "resultTime" => new[] { Received },
        "result" => new[] { HasResult, Result },
        _ => new[] { Station, Indicator, Time, Revision },
    };
}
