using Basin.Hosting;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>An entity to be shown, with what is to be shown within it.</summary>
public sealed class EntityNode(Entity entity, EntityQuery query)
{
    /// <summary>An observation is put in again once it is judged.</summary>
    public Entity Entity { get; set; } = entity;

    public EntityQuery Query => query;

    /// <summary>By the name of the way: a set, or one entity in a set of its own.</summary>
    public Dictionary<string, EntityPage> Within { get; } = [];

    /// <summary>Times of the first and last observation of a Datastream; null where it has none or they are not shown.</summary>
    public (DateTimeOffset First, DateTimeOffset Last)? Times { get; set; }
}

/// <summary>One page of a set.</summary>
/// <param name="Count">How many the set has in all; null where it was not asked.</param>
/// <param name="Cursor">Where the next page goes on; null on the last.</param>
public sealed record EntityPage(IReadOnlyList<EntityNode> Nodes, long? Count, string? Cursor);

/// <summary>
/// Gathers what a query asks for: filters, orders and pages the entities in view, asks the log for observations, one question for all the streams
/// of a level, and goes into what is expanded.
/// </summary>
/// <param name="judge">Says what became of the observations that are shown with their quality.</param>
/// <param name="knownAt">As known then; null for now.</param>
/// <param name="allRevisions">Whether earlier revisions of a frame are observations as well.</param>
public sealed class EntityPages(EntitiesInView view, ObservationLog log, JudgeObservations judge, DateTimeOffset? knownAt, bool allRevisions, CancellationToken cancel)
{
    /// <summary>Most observations within one answer.</summary>
    public const int ExpandedObservationsMax = 50_000;

    /// <summary>Most sections whose observations are expanded in one answer.</summary>
    public const int ExpandedFeaturesMax = 100;

    /// <summary>A page of a set of entities other than Observations.</summary>
    /// <exception cref="RefusedException">The query cannot be carried out.</exception>
    public async Task<EntityPage> Page(IEnumerable<Entity> entities, EntityQuery query)
    {
        var page = PageOf(entities, query);
        await Complete(page.Nodes, query);
        return page;
    }

    /// <summary>A page of the observations of some streams together.</summary>
    /// <exception cref="RefusedException">The query cannot be carried out.</exception>
    public async Task<EntityPage> Observations(IEnumerable<Entity.Datastream> streams, EntityQuery query)
    {
        var page = await Across(streams, query);
        await Complete(page.Nodes, query);
        return page;
    }

    /// <summary>One entity with what is to be shown within it.</summary>
    /// <exception cref="RefusedException">The query cannot be carried out.</exception>
    public async Task<EntityNode> One(Entity entity, EntityQuery query)
    {
        var node = new EntityNode(entity, query);
        await Complete([node], query);
        return node;
    }

    /// <summary>The observation of that identity, in whatever revision; null when there is none.</summary>
    public async Task<Entity.Observation?> Find(Entity.Datastream stream, ObservationId id)
    {
        var ask = new ObservationAsk([new(stream, Filter.True)], id.Time, id.Time, knownAt, true, ObservationOrder.Of([], true));
        return (await log.PerStream(ask, FrameHistory.RevisionsMax, 0, cancel))[0].FirstOrDefault(observation => observation.Frame.Revision == id.Revision);
    }

    private async Task Complete(IReadOnlyList<EntityNode> nodes, EntityQuery query)
    {
        var all = new List<EntityNode>();
        await Expand(nodes, query, all);
        await StateTimes([.. all.Where(node => node.Entity is Entity.Datastream && node.Query.Shows("phenomenonTime"))]);
        await judge.Judge([.. all.Where(node => node.Entity is Entity.Observation && EntityKind.Observation.Properties().Any(property => property.Head == "resultQuality" && node.Query.Shows(property)))]);
    }

    private async Task Expand(IReadOnlyList<EntityNode> nodes, EntityQuery query, List<EntityNode> all)
    {
        all.AddRange(nodes);
        foreach (var (way, inner) in query.Expand)
        {
            if (nodes.Count == 0) return;
            if (way.Target == EntityKind.Observation) await ExpandObservations(nodes, way, inner);
            else
                foreach (var node in nodes)
                    node.Within[way.Name] = way.Many ? PageOf(view.Follow(node.Entity, way), inner) : new([.. view.Follow(node.Entity, way).Select(one => new EntityNode(one, inner))], null, null);
            await Expand([.. nodes.SelectMany(node => node.Within[way.Name].Nodes)], inner, all);
        }
    }

    private EntityPage PageOf(IEnumerable<Entity> entities, EntityQuery query)
    {
        var fitting = query.Filter is { } filter ? entities.Where(entity => filter.Reduce(field => view.Values(entity, field.Way, field.Property)) == Filter.True) : entities;
        var ordered = Ordered(fitting, query).ToList();
        var first = query.Skip;
        if (query.Cursor is { } cursor)
        {
            var place = ordered.FindIndex(entity => entity.Id == cursor);
            // Whoever may not see it any more, or where it is gone: then the order of ids says where to go on.
            if (place < 0 && query.OrderBy.IsEmpty) place = ordered.FindLastIndex(entity => string.CompareOrdinal(entity.Id, cursor) < 0);
            else if (place < 0) throw new RefusedException(StaleCursor(cursor));
            first = place + 1;
        }

        var page = ordered.Skip(first).Take(query.PageSize).Select(entity => new EntityNode(entity, query)).ToList();
        return new(page, query.Count ? ordered.Count : null, page.Count > 0 && first + page.Count < ordered.Count ? page[^1].Entity.Id : null);
    }

    private IOrderedEnumerable<Entity> Ordered(IEnumerable<Entity> entities, EntityQuery query)
    {
        var values = Comparer<object?>.Create(Filter.Order);
        IOrderedEnumerable<Entity>? ordered = null;
        foreach (var (field, descending) in query.OrderBy)
        {
            object? Value(Entity entity) => view.Values(entity, field.Way, field.Property) is [var value, ..] ? value : null;
            ordered = (ordered, descending) switch
            {
                (null, false) => entities.OrderBy(Value, values),
                (null, true) => entities.OrderByDescending(Value, values),
                (_, false) => ordered.ThenBy(Value, values),
                (_, true) => ordered.ThenByDescending(Value, values),
            };
        }

        return ordered?.ThenBy(entity => entity.Id, StringComparer.Ordinal) ?? entities.OrderBy(entity => entity.Id, StringComparer.Ordinal);
    }

    private async Task<EntityPage> Across(IEnumerable<Entity.Datastream> streams, EntityQuery query)
    {
        var order = ObservationOrder.Of(query.OrderBy, allRevisions);
        var ask = Ask(streams, query, order);
        if (query.Cursor is { } cursor) ask = ask with { After = order.Read(cursor) ?? throw new RefusedException(StaleCursor(cursor)) };
        var found = await log.Across(ask, query.Skip + query.PageSize + 1, cancel);
        var count = query.Count ? (await log.Count(ask, cancel)).Sum() : (long?)null;
        return PageOf([.. found.Skip(query.Skip)], query, order, count);
    }

    private async Task ExpandObservations(IReadOnlyList<EntityNode> nodes, Navigation way, EntityQuery query)
    {
        if (nodes[0].Entity is not Entity.Datastream)
        {
            if (nodes.Count > ExpandedFeaturesMax) throw TooMany($"Observations of at most {ExpandedFeaturesMax} FeaturesOfInterest are expanded at once; this asks for {nodes.Count}: ask for a smaller $top.");
            foreach (var node in nodes) node.Within[way.Name] = await Across(view.StreamsWithin(node.Entity), query);
            return;
        }

        if ((long)nodes.Count * (query.PageSize + query.Skip) > ExpandedObservationsMax)
            throw TooMany($"At most {ExpandedObservationsMax} Observations are expanded at once; {nodes.Count} Datastreams with {query.PageSize + query.Skip} each may be more: ask for a smaller $top.");
        var order = ObservationOrder.Of(query.OrderBy, allRevisions);
        var ask = Ask(nodes.Select(node => (Entity.Datastream)node.Entity).DistinctBy(stream => stream.Id, StringComparer.Ordinal), query, order);
        var found = await log.PerStream(ask, query.PageSize + 1, query.Skip, cancel);
        var counts = query.Count ? await log.Count(ask, cancel) : null;
        var places = ask.Streams.Select((stream, place) => (stream.Datastream.Id, place)).ToDictionary(one => one.Id, one => one.place, StringComparer.Ordinal);
        foreach (var node in nodes)
            node.Within[way.Name] = places.TryGetValue(node.Entity.Id, out var place) ? PageOf(found[place], query, order, counts?[place]) : new([], query.Count ? 0 : null, null);
    }

    private ObservationAsk Ask(IEnumerable<Entity.Datastream> streams, EntityQuery query, ObservationOrder order) =>
        ObservationAsk.Of(streams, query.Filter ?? Filter.True, view, knownAt, allRevisions, order);

    // One more than the page was asked for, to see whether there is more.
    private static EntityPage PageOf(IReadOnlyList<Entity.Observation> found, EntityQuery query, ObservationOrder order, long? count)
    {
        var nodes = found.Take(query.PageSize).Select(observation => new EntityNode(observation, query)).ToList();
        return new(nodes, count, nodes.Count > 0 && found.Count > nodes.Count ? order.CursorAt(found[nodes.Count - 1]) : null);
    }

    private async Task StateTimes(IReadOnlyList<EntityNode> nodes)
    {
        var streams = nodes.Select(node => (Entity.Datastream)node.Entity).DistinctBy(stream => stream.Id, StringComparer.Ordinal).ToList();
        var (first, last) = (await Ends(streams, descending: false), await Ends(streams, descending: true));
        foreach (var node in nodes)
            if (first.TryGetValue(node.Entity.Id, out var from) && last.TryGetValue(node.Entity.Id, out var to)) node.Times = (from, to);
    }

    private async Task<Dictionary<string, DateTimeOffset>> Ends(List<Entity.Datastream> streams, bool descending)
    {
        var order = ObservationOrder.Of([EntityQuery.ByTime(descending)], allRevisions);
        var ask = ObservationAsk.Of(streams, Filter.True, view, knownAt, allRevisions, order);
        return (await log.PerStream(ask, 1, 0, cancel)).SelectMany(found => found).ToDictionary(found => found.Of.Id, found => found.Frame.Time, StringComparer.Ordinal);
    }

    private static RefusedException TooMany(string sentence) => new(new(Refusal.NotAllowed, "query-too-wide", sentence, "$expand"));

    private static Rejection StaleCursor(string cursor) => new(Refusal.Malformed, "malformed-query", "$skiptoken is taken whole from @iot.nextLink, with the options beside it.", "$skiptoken", cursor);
}
