using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Basin.Monitoring;

/// <summary>What is asked of the log of frames.</summary>
/// <param name="Streams">Each with what remains of the filter once the stream is known.</param>
/// <param name="From">First time, inclusive.</param>
/// <param name="To">Last time, inclusive.</param>
/// <param name="KnownAt">Only what had been received by then, inclusive; null for everything.</param>
/// <param name="AllRevisions">Otherwise the latest of each frame.</param>
/// <param name="After">Keys of the last observation of the page before; null on the first page.</param>
public sealed record ObservationAsk(
    ImmutableArray<ObservationAsk.Asked> Streams, DateTimeOffset From, DateTimeOffset To, DateTimeOffset? KnownAt, bool AllRevisions, ObservationOrder Order,
    ImmutableArray<object>? After = null)
{
    public sealed record Asked(Entity.Datastream Datastream, Filter Filter);

    /// <summary>The streams that may hold something that fits, with bounds of time narrowed to what their filters admit.</summary>
    /// <param name="filter">Of Observations.</param>
    public static ObservationAsk Of(
        IEnumerable<Entity.Datastream> streams, Filter filter, EntitiesInView view, DateTimeOffset? knownAt, bool allRevisions, ObservationOrder order)
    {
        var asked = streams
            .Select(stream => new Asked(stream, filter.Reduce(field => view.OfObservations(stream, field))))
            .Where(stream => stream.Filter != Filter.False)
            .ToImmutableArray();
        var times = asked.Select(stream => stream.Filter).Distinct().Select(one => one.Times()).ToList();
        return new(
            asked, times.Count == 0 ? TimeLeast : times.Min(one => one.From ?? TimeLeast), times.Count == 0 ? TimeMost : times.Max(one => one.To ?? TimeMost),
            knownAt, allRevisions, order);
    }

    /// <summary>No frame is of before or after these: the log's months go from 1990 to 2200.</summary>
    public static readonly DateTimeOffset TimeLeast = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly DateTimeOffset TimeMost = new(2300, 1, 1, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>
/// Questions to the log of frames as parameterised SQL. Every name in it stands in this product; whatever came from a request is a parameter.
/// </summary>
public sealed class ObservationSql
{
    /// <summary>
    /// Whether no later revision is known: the next row along the index is of another time. Seen while passing by, because looking each frame up again
    /// among all the months costs far more than reading it.
    /// </summary>
    public const string Latest = "f.latest";

    public const string Id = "(f.station || ':' || r.indicator || ':' || to_char(f.time at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') || ':' || f.revision)";

    private const string Kept = "station, time, revision, state, readings, content_sha256, held, operator, received_at";

    private const string Columns = "f.station, f.time, f.revision, f.state, r.line, f.content_sha256, f.held, f.operator, f.received_at";

    private readonly StringBuilder _text = new();
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly ObservationAsk _ask;
    private readonly List<Filter> _filters;

    private ObservationSql(ObservationAsk ask)
    {
        (_ask, _filters) = (ask, [.. ask.Streams.Select(stream => stream.Filter).Distinct()]);
        Add(ask.KnownAt, NpgsqlDbType.TimestampTz);
    }

    public string Text => _text.ToString();

    public IReadOnlyList<NpgsqlParameter> Parameters => _parameters;

    /// <summary>Of each stream so many, from the first in order.</summary>
    /// <returns>Rows with the stream's place from 1 first, in no order.</returns>
    public static ObservationSql PerStream(ObservationAsk ask, int limit, int offset)
    {
        var sql = new ObservationSql(ask);
        sql._text.Append(CultureInfo.InvariantCulture, $"select p.place, o.* from {sql.Streams()} cross join lateral (select {Columns}, {Latest} from ({sql.Frames("station = p.station")}) f {Lines} where ");
        sql.Where();
        sql.OrderAndLimit(limit, offset);
        sql._text.Append(") o");
        return sql;
    }

    /// <summary>Of all streams together, in order.</summary>
    public static ObservationSql Across(ObservationAsk ask, int limit)
    {
        var sql = new ObservationSql(ask);
        sql._text.Append(CultureInfo.InvariantCulture, $"select p.place, {Columns}, {Latest} {sql.FramesOfAll()} where ");
        sql.Where();
        sql.OrderAndLimit(limit, 0);
        return sql;
    }

    /// <summary>How many there are of each stream that has any.</summary>
    /// <returns>Rows of place and number.</returns>
    public static ObservationSql Count(ObservationAsk ask)
    {
        var sql = new ObservationSql(ask with { After = null });
        sql._text.Append(CultureInfo.InvariantCulture, $"select p.place, count(*) {sql.FramesOfAll()} where ");
        sql.Where();
        sql._text.Append(" group by p.place");
        return sql;
    }

    private const string Lines = $"cross join lateral ({ReadingText.SqlLines}) r";

    private string FramesOfAll() =>
        $"from ({Frames($"station = any({Add(_ask.Streams.Select(stream => stream.Datastream.Of.Id).Distinct(StringComparer.Ordinal).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)})")}) f {Lines} join {Streams()} on p.station = f.station";

    /// <summary>The frames that come into question.</summary>
    private string Frames(string stations) =>
        $"select {Kept}, lead(time) over (partition by station order by time, revision) is distinct from time as latest from frames where {stations} and time >= {Add(_ask.From, NpgsqlDbType.TimestampTz)} and time <= {Add(_ask.To, NpgsqlDbType.TimestampTz)} and ($1::timestamptz is null or received_at <= $1)";

    private void Where()
    {
        _text.Append("r.indicator = p.indicator");
        if (!_ask.AllRevisions) _text.Append(" and ").Append(Latest);
        if (_filters is not [Filter.Constant { Value: true }])
            _text.Append(" and (").AppendJoin(" or ", _filters.Select((filter, part) => string.Create(CultureInfo.InvariantCulture, $"(p.part = {part} and {Condition(filter)})"))).Append(')');
        if (_ask.After is { } after) _text.Append(" and ").Append(Beyond(after, 0));
    }

    private string Beyond(ImmutableArray<object> after, int place)
    {
        var key = _ask.Order.Keys[place];
        var (value, sign) = (Add(after[place], key.Type), key.Descending ? '<' : '>');
        if (place == _ask.Order.Keys.Length - 1) return $"{key.Sql} {sign} {value}";
        return $"({key.Sql} {sign} {value} or ({key.Sql} = {value} and {Beyond(after, place + 1)}))";
    }

    private void OrderAndLimit(int limit, int offset) => _text
        .Append(" order by ").AppendJoin(", ", _ask.Order.Keys.Select(key => $"{key.Sql}{(key.Descending ? " desc" : "")}"))
        .Append(CultureInfo.InvariantCulture, $" limit {limit} offset {offset}");

    private string Streams()
    {
        var (stations, indicators, parts) = (
            Add(_ask.Streams.Select(stream => stream.Datastream.Of.Id).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            Add(_ask.Streams.Select(stream => stream.Datastream.Indicator.Name).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            Add(_ask.Streams.Select(stream => _filters.IndexOf(stream.Filter)).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer));
        return $"unnest({stations}, {indicators}, {parts}) with ordinality p(station, indicator, part, place)";
    }

    /// <summary>A condition that is true or false and never unknown, as the filter is.</summary>
    private string Condition(Filter filter) => filter switch
    {
        Filter.Constant constant => constant.Value ? "true" : "false",
        Filter.And both => $"({Condition(both.Left)} and {Condition(both.Right)})",
        Filter.Or either => $"({Condition(either.Left)} or {Condition(either.Right)})",
        Filter.Not not => $"(not {Condition(not.Inner)})",
        Filter.Compare { Left: var left, Right: Operand.Literal { Value: null } } compare => $"({Value(left)} is {(compare.Relation == Relation.Equal ? "" : "not ")}null)",
        Filter.Compare { Left: Operand.Literal { Value: null }, Right: var right } compare => $"({Value(right)} is {(compare.Relation == Relation.Equal ? "" : "not ")}null)",
        Filter.Compare { Relation: Relation.Equal or Relation.NotEqual } compare when !IsNever(compare.Left) || !IsNever(compare.Right) =>
            $"({Value(compare.Left)} is {(compare.Relation == Relation.Equal ? "not " : "")}distinct from {Value(compare.Right)})",
        Filter.Compare compare => $"coalesce({Value(compare.Left)}{(compare.Left.Kind == ValueKind.Text ? " collate \"C\"" : "")} {Sign(compare.Relation)} {Value(compare.Right)}, false)",
        Filter.Match match => $"coalesce({Matched(match)}, false)",
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "unknown filter"),
    };

    private string Matched(Filter.Match match)
    {
        var (text, part) = (Value(match.Text), Value(match.Part));
        return match.Matching switch
        {
            Matching.Contains => $"position({part} in {text}) > 0",
            Matching.StartsWith => $"starts_with({text}, {part})",
            _ => $"right({text}, char_length({part})) = {part}",
        };
    }

    private static bool IsNever(Operand operand) => operand is Operand.Literal or Operand.Field { Property.SqlIsNever: true };

    private string Value(Operand operand) => operand switch
    {
        Operand.Field { Property.Sql: { } sql } => sql,
        Operand.Literal literal => Add(literal.Value, literal.Kind switch
        {
            ValueKind.Number => NpgsqlDbType.Numeric,
            ValueKind.Time => NpgsqlDbType.TimestampTz,
            ValueKind.Truth => NpgsqlDbType.Boolean,
            _ => NpgsqlDbType.Text,
        }),
        Operand.Cased cased => $"{(cased.Upper ? "upper" : "lower")}({Value(cased.Inner)})",
        _ => throw new ArgumentOutOfRangeException(nameof(operand), operand, "a field that is known without the log is replaced before"),
    };

    private static string Sign(Relation relation) => relation switch
    {
        Relation.Equal => "=",
        Relation.NotEqual => "<>",
        Relation.Greater => ">",
        Relation.GreaterOrEqual => ">=",
        Relation.Less => "<",
        _ => "<=",
    };

    private string Add(object? value, NpgsqlDbType type)
    {
        _parameters.Add(new() { Value = value is DateTimeOffset time ? time.ToUniversalTime() : value ?? DBNull.Value, NpgsqlDbType = type });
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }
}
