using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>What is asked of a set of entities, or of one: the query options of SensorThings 1.1, each read and checked.</summary>
/// <param name="Filter">Null when all are wanted.</param>
/// <param name="OrderBy">Before the order of ids, which is always last.</param>
/// <param name="Top">Entities to a page; null when none was given.</param>
/// <param name="Skip">Entities to leave out first.</param>
/// <param name="Count">Whether to say how many there are.</param>
/// <param name="Select">Paths of properties and ways to show; null for all.</param>
/// <param name="Expand">Related entities to show within, one per way.</param>
/// <param name="Cursor">Where the page before ended; null on the first.</param>
/// <param name="DataArray">Whether Observations are wanted as arrays.</param>
/// <param name="Given">The options as they were given, for the link to the next page.</param>
public sealed record EntityQuery(
    Filter? Filter, ImmutableArray<Ordering> OrderBy, int? Top, int Skip, bool Count, ImmutableArray<string>? Select, ImmutableArray<Expansion> Expand,
    string? Cursor, bool DataArray, ImmutableArray<KeyValuePair<string, string>> Given)
{
    /// <summary>Entities to a page where <c>$top</c> is not given.</summary>
    public const int TopUsual = 100;

    /// <summary>Most entities to a page; a larger <c>$top</c> gives this many and a link to more.</summary>
    public const int TopMax = 1000;

    /// <summary>Largest <c>$skip</c>; whoever wants to go on follows the links.</summary>
    public const int SkipMax = 10_000;

    /// <summary>Deepest <c>$expand</c>.</summary>
    public const int ExpandDepthMax = 4;

    /// <summary>Most properties in an <c>$orderby</c>.</summary>
    public const int OrderByMax = 4;

    public static readonly EntityQuery All = new(null, [], null, 0, false, null, [], null, false, []);

    private static readonly FrozenDictionary<string, string> Names =
        new[] { "$filter", "$orderby", "$top", "$skip", "$count", "$select", "$expand", "$skiptoken", "$resultFormat" }.ToFrozenDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Observations from the first or from the last.</summary>
    public static Ordering ByTime(bool descending) => new(FilterParser.Field(EntityKind.Observation, "phenomenonTime", out _)!, descending);

    public int PageSize => Math.Min(Top ?? TopUsual, TopMax);

    /// <summary>Whether a property is wanted; within a selected <c>properties</c> everything is.</summary>
    public bool Shows(EntityProperty property) => Select is not { } select || select.Contains(property.Path) || select.Contains(property.Head);

    public bool Shows(string name) => Select is not { } select || select.Contains(name);

    /// <param name="kind">The entities asked for.</param>
    /// <param name="options">Names and values, decoded; <c>knownAt</c> and <c>revisions</c> are not among them.</param>
    public static bool TryParse(
        EntityKind kind, IEnumerable<KeyValuePair<string, string>> options, [NotNullWhen(true)] out EntityQuery? query, [NotNullWhen(false)] out Rejection? rejection) =>
        TryParse(kind, options, 0, out query, out rejection);

    private static bool TryParse(
        EntityKind kind, IEnumerable<KeyValuePair<string, string>> options, int depth, [NotNullWhen(true)] out EntityQuery? query, [NotNullWhen(false)] out Rejection? rejection)
    {
        query = null;
        var (read, seen) = (All, new HashSet<string>(StringComparer.Ordinal));
        foreach (var (given, value) in options)
        {
            if (!Names.TryGetValue(given, out var name) || (depth > 0 && name is "$resultFormat" or "$skiptoken"))
            {
                rejection = Malformed(given, value, $"'{given}' is no option here; these are: {string.Join(", ", Names.Values.Order(StringComparer.Ordinal))}, knownAt, revisions.");
                return false;
            }

            if (!seen.Add(name))
            {
                rejection = Malformed(name, value, $"{name} is given twice.");
                return false;
            }

            (read, rejection) = read.With(kind, name, value, depth);
            if (rejection is not null) return false;
            read = read with { Given = read.Given.Add(new(name, value)) };
        }

        (query, rejection) = (read, null);
        return true;
    }

    private (EntityQuery Query, Rejection? Rejection) With(EntityKind kind, string name, string value, int depth)
    {
        switch (name)
        {
            case "$filter":
                return FilterParser.TryParse(value, kind, out var filter, out var unreadable) ? (this with { Filter = filter }, null) : (this, unreadable);
            case "$orderby":
                return WithOrder(kind, value);
            case "$top":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var top) ? (this with { Top = top }, null) : (this, Malformed(name, value, "$top is a whole number from 0."));
            case "$skip":
                return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var skip) && skip <= SkipMax
                    ? (this with { Skip = skip }, null)
                    : (this, Malformed(name, value, $"$skip is a whole number from 0 to {SkipMax}; to go on from page to page follow @iot.nextLink."));
            case "$count":
                return value is "true" or "false" ? (this with { Count = value == "true" }, null) : (this, Malformed(name, value, "$count is true or false."));
            case "$select":
                return WithSelect(kind, value);
            case "$expand":
                return WithExpand(kind, value, depth);
            case "$skiptoken":
                return (this with { Cursor = value }, null);
            default:
                if (value != "dataArray") return (this, Malformed(name, value, "$resultFormat is dataArray; whole series are downloaded as CSV from /stations/{code}/series.csv."));
                return kind == EntityKind.Observation ? (this with { DataArray = true }, null) : (this, Malformed(name, value, "$resultFormat=dataArray is for Observations."));
        }
    }

    private (EntityQuery, Rejection?) WithOrder(EntityKind kind, string value)
    {
        var order = ImmutableArray.CreateBuilder<Ordering>();
        foreach (var part in value.Split(','))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is not ([_] or [_, "asc" or "desc"])) return (this, Malformed("$orderby", value, $"'{part.Trim()}' is not a property, alone or followed by asc or desc."));
            if (FilterParser.Field(kind, words[0], out var expected) is not { } field) return (this, Malformed("$orderby", value, $"'{words[0]}' stands where {expected} is expected."));
            if (kind == EntityKind.Observation && (field.Way.Length > 0 || field.Property.Path is not ("phenomenonTime" or "resultTime" or "result" or "id")))
                return (this, Malformed("$orderby", value, "Observations are ordered by phenomenonTime, resultTime, result or id."));
            order.Add(new(field, words is [_, "desc"]));
        }

        return order.Count <= OrderByMax ? (this with { OrderBy = order.ToImmutable() }, null) : (this, Malformed("$orderby", value, $"$orderby has at most {OrderByMax} properties."));
    }

    private (EntityQuery, Rejection?) WithSelect(EntityKind kind, string value)
    {
        var paths = value.Split(',', StringSplitOptions.TrimEntries);
        foreach (var path in paths)
        {
            var known = path is "id" || path.StartsWith("@iot.", StringComparison.Ordinal) || kind.Way(path) is not null
                || kind.Properties().Any(property => property.Path == path || property.Head == path) || (kind == EntityKind.Datastream && path == "phenomenonTime");
            if (!known)
                return (this, Malformed("$select", value, $"'{path}' is no property of {kind.SetName()}; these are: {string.Join(", ", kind.Properties().Select(property => property.Head).Distinct().Prepend("id"))}."));
        }

        return (this with { Select = [.. paths] }, null);
    }

    private (EntityQuery, Rejection?) WithExpand(EntityKind kind, string value, int depth)
    {
        if (depth == ExpandDepthMax) return (this, Malformed("$expand", value, $"$expand goes at most {ExpandDepthMax} deep."));
        if (OptionText.Split(value, ',') is not { } parts) return (this, Malformed("$expand", value, "The parentheses or quotes of $expand do not match."));
        var expand = Expand.ToList();
        foreach (var part in parts.Select(part => part.Trim()))
        {
            var open = part.IndexOf('(', StringComparison.Ordinal);
            var path = (open < 0 ? part : part[..open]).Trim();
            if (open >= 0 && !part.EndsWith(')')) return (this, Malformed("$expand", value, $"'{part}' does not end with its parenthesis."));
            var (first, rest) = path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? (path[..slash], path[(slash + 1)..]) : (path, null);
            if (kind.Way(first) is not { } way) return (this, Malformed("$expand", value, $"'{first}' is no way from {kind.SetName()}; these are: {string.Join(", ", kind.Navigations().Select(one => one.Name))}."));
            var inner = open < 0 ? "" : part[(open + 1)..^1];
            // A longer path is the same as one expansion within the other.
            if (OptionText.Options(rest is null ? inner : $"$expand={rest}{(open < 0 ? "" : $"({inner})")}") is not { } options)
                return (this, Malformed("$expand", value, $"'{inner}' is not a list of options such as $top=1;$orderby=phenomenonTime desc."));
            if (!TryParse(way.Target, options, depth + 1, out var query, out var refused)) return (this, refused);
            var place = expand.FindIndex(one => one.Way == way);
            if (place < 0) expand.Add(new(way, query));
            else expand[place] = new(way, expand[place].Query.Joined(query));
        }

        return (this with { Expand = [.. expand] }, null);
    }

    // Datastream($select=name),Datastream/ObservedProperty shows both within one Datastream.
    private EntityQuery Joined(EntityQuery other)
    {
        var expand = Expand.ToList();
        foreach (var one in other.Expand)
        {
            var place = expand.FindIndex(known => known.Way == one.Way);
            if (place < 0) expand.Add(one);
            else expand[place] = new(one.Way, expand[place].Query.Joined(one.Query));
        }

        return (Given.IsEmpty ? other : this) with { Expand = [.. expand] };
    }

    private static Rejection Malformed(string option, string value, string sentence) => new(Refusal.Malformed, "malformed-query", sentence, option, value);
}

/// <summary>One property of an <c>$orderby</c>.</summary>
public sealed record Ordering(Operand.Field Field, bool Descending);

/// <summary>Related entities to show within an entity.</summary>
public sealed record Expansion(Navigation Way, EntityQuery Query);

/// <summary>Lists within options: parted where neither quotes nor parentheses are open.</summary>
internal static class OptionText
{
    /// <returns>The parts; null when quotes or parentheses do not match.</returns>
    public static List<string>? Split(string text, char separator)
    {
        var (parts, start, depth, quoted) = (new List<string>(), 0, 0, false);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\'') quoted = !quoted;
            if (quoted) continue;
            if (text[at] == '(') depth++;
            if (text[at] == ')' && --depth < 0) return null;
            if (text[at] != separator || depth > 0) continue;
            parts.Add(text[start..at]);
            start = at + 1;
        }

        parts.Add(text[start..]);
        return depth == 0 && !quoted ? parts : null;
    }

    /// <returns><c>$name=value</c> parted by semicolons; null when it is something else.</returns>
    public static List<KeyValuePair<string, string>>? Options(string text)
    {
        if (text.Length == 0) return [];
        if (Split(text, ';') is not { } parts) return null;
        var options = new List<KeyValuePair<string, string>>();
        foreach (var part in parts)
        {
            if (part.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals)) return null;
            options.Add(new(part[..equals].Trim(), part[(equals + 1)..].Trim()));
        }

        return options;
    }
}
