using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /sensorthings/v1.1/…</c>: the reading side of OGC SensorThings API 1.1 (18-088), so that tools which know it can chart what the log holds.
/// The latest revision of each frame, unless <c>revisions=all</c>; now, or as known at a time (<c>knownAt</c>).
/// </summary>
public static class ReadSensorThings
{
    private const string Address = "/sensorthings/v1.1";
    private const string MediaType = "application/json";

    public static void MapReadSensorThings(this IEndpointRouteBuilder app)
    {
        app.MapGet(Address, Root).WithTags("sensorthings").WithSummary("SensorThings 1.1 服务根 The sets of entities and what is conformed to").Produces<object>();
        app.MapGet(Address + "/{**path}", Resource).WithTags("sensorthings")
            .WithSummary("SensorThings 1.1 资源 Things (stations), Datastreams (station and indicator), Observations, ObservedProperties, Sensors, FeaturesOfInterest (sections)")
            .WithDescription(
                $$"""
                Such as `Things('MKL-01')/Datastreams`, `Datastreams('MKL-01:氨氮')/Observations?$filter=phenomenonTime ge 2024-03-01T00:00:00Z&$orderby=phenomenonTime desc&$top=100`,
                `Things?$expand=Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc))`.
                Options: `$filter`, `$orderby`, `$top` (usually {{EntityQuery.TopUsual}}, at most {{EntityQuery.TopMax}} to a page), `$skip`, `$count`, `$select`, `$expand`, `$resultFormat=dataArray`;
                `knownAt` (as known at a time), `revisions=all` (earlier revisions of a frame as well). Below the detection limit, and where nothing was measured, `result` is null: `$filter=result ne null` leaves those out.
                `resultQuality` of an Observation says what quality control and reviews make of it, as the month does: `outcome` (valid, suspect, invalid; none for an earlier revision and where nothing was measured), the id
                of the `review` that decides, and `counts`: whether it goes into its month's mean. They come of judging whole months, at most {{JudgeObservations.StationMonthsMax}} months of stations to an answer, so
                `$filter` does not take them; an answer that leaves `resultQuality` out by `$select` is quicker.
                Stations have no coordinates, so `Locations` is empty. Nothing is written here.
                """)
            .Produces<object>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
    }

    private static FileContentHttpResult Root(HttpRequest request) => Json(new EntityJson(RootOf(request), []).Root());

    private static async Task<IResult> Resource(string? path, HttpRequest request, Caller caller, IQuerySession session, ObservationLog log, FrameLog frameLog, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(path)) return Root(request);
        if (!ResourcePath.TryParse(path, out var resource, out var rejection)) return rejection.ToResult();
        var options = request.Query.SelectMany(option => option.Value.Select(value => KeyValuePair.Create(option.Key, value ?? ""))).Where(option => option.Key.Length > 0).ToList();
        if (Own(options, "knownAt", out var known) is { } twice) return twice.ToResult();
        if (Moment.Read("knownAt", known, out var knownAt) is { } malformed) return malformed.ToResult();
        if (Own(options, "revisions", out var revisions) is { } again) return again.ToResult();
        if (revisions is not (null or "latest" or "all")) return new Rejection(Refusal.Malformed, "malformed-query", "revisions is latest or all.", "revisions", revisions).ToResult();
        if (!EntityQuery.TryParse(resource.Last.Kind, options, out var query, out rejection)) return rejection.ToResult();
        if (!resource.Last.IsSet && query.Given.FirstOrDefault(option => option.Key is not ("$select" or "$expand")) is { Key: { } option, Value: var value })
            return new Rejection(Refusal.Malformed, "malformed-query", $"{option} is for sets; one entity takes $select and $expand.", option, value).ToResult();

        var carried = new List<KeyValuePair<string, string>>();
        if (known is not null) carried.Add(new("knownAt", known));
        if (revisions is not null) carried.Add(new("revisions", revisions));
        var json = new EntityJson(RootOf(request), carried);
        var stations = new ViewOfStations(session, caller, knownAt, cancel);
        var (view, first, refused) = await Start(resource, query, stations, session, caller, cancel);
        if (view is null) return refused!.ToResult();
        var pages = new EntityPages(view, log, new(session, frameLog, knownAt, cancel), knownAt, revisions == "all", cancel);
        return await Answer(resource, query, view, first, pages, json, request);
    }

    /// <summary>What the first step of a path names, and as much of the world as the rest of the request may lead to.</summary>
    private static async Task<(EntitiesInView? View, Entity? First, Rejection? Rejection)> Start(
        ResourcePath resource, EntityQuery query, ViewOfStations stations, IQuerySession session, Caller caller, CancellationToken cancel)
    {
        var (kind, key) = (resource.Steps[0].Kind, resource.Steps[0].Key);
        if (key is null) return (await stations.All(), null, null);
        if (kind is EntityKind.ObservedProperty or EntityKind.FeatureOfInterest or EntityKind.Location or EntityKind.HistoricalLocation)
        {
            if (kind == EntityKind.FeatureOfInterest && await session.MayRead(key, caller, cancel) is { } foreign) return (null, null, foreign);
            var all = await stations.All();
            return all.All(kind).FirstOrDefault(entity => entity.Id == key) is { } found ? (all, found, null) : (null, null, Unknown(kind, key));
        }

        var (view, rejection) = await stations.Of(key.Split(':')[0]);
        if (view is null) return (null, null, rejection);
        var stream = ObservationId.TryParse(key, out var id) ? id!.Datastream : key;
        var named = view.All(kind == EntityKind.Observation ? EntityKind.Datastream : kind).FirstOrDefault(entity => entity.Id == stream);
        if (named is null) return (null, null, Unknown(kind, key));
        return (LeadsOut(resource, query) ? await stations.All() : view, named, null);
    }

    private static async Task<IResult> Answer(
        ResourcePath resource, EntityQuery query, EntitiesInView view, Entity? first, EntityPages pages, EntityJson json, HttpRequest request)
    {
        var (entity, address) = ((Entity?)null, RootOf(request));
        foreach (var step in resource.Steps)
        {
            address += $"/{(step.Way is { } name ? name.Name : step.Kind.SetName())}{(step.Key is { } key ? $"('{Uri.EscapeDataString(key)}')" : "")}";
            if (step.IsSet) break;
            var from = entity;
            entity = step switch
            {
                { Way: null, Kind: EntityKind.Observation } => await Find(pages, (Entity.Datastream)first!, step.Key!),
                { Way: null } => first,
                { Kind: EntityKind.Observation } => view.StreamsWithin(from).FirstOrDefault(stream => ObservationId.TryParse(step.Key!, out var id) && id!.Datastream == stream.Id) is { } stream
                    ? await Find(pages, stream, step.Key!) : null,
                _ => view.Follow(from!, step.Way).FirstOrDefault(one => step.Key is null || one.Id == step.Key),
            };
            if (entity is null) return Unknown(step.Kind, step.Key ?? address).ToResult();
        }

        if (resource.Last.IsSet)
        {
            var page = (resource.Last.Kind, resource.Last.Way) switch
            {
                (EntityKind.Observation, _) => await pages.Observations(view.StreamsWithin(entity), query),
                (var kind, null) => await pages.Page(view.All(kind), query),
                (_, { } way) => await pages.Page(view.Follow(entity!, way), query),
            };
            return Json(resource.IsReferences ? json.References(page, query, $"{address}/$ref") : json.Set(page, query, address));
        }

        var node = await pages.One(entity!, resource.Property is { } only ? EntityQuery.All with { Select = [only] } : query);
        if (resource.Property is not { } property) return Json(json.One(node));
        if (json.Property(node, property) is not { } bytes) return TypedResults.NoContent();
        return resource.IsRaw ? TypedResults.Text(EntityJson.Raw(bytes), "text/plain", Encoding.UTF8) : Json(bytes);
    }

    private static async Task<Entity?> Find(EntityPages pages, Entity.Datastream stream, string key) =>
        ObservationId.TryParse(key, out var id) ? await pages.Find(stream, id!) : null;

    /// <summary>Whether something asked for lies with other stations: those of the same indicator or section.</summary>
    private static bool LeadsOut(ResourcePath resource, EntityQuery query) =>
        resource.Steps.Any(step => step.Way is not null && LeadsOut(step.Kind)) || LeadsOut(query);

    private static bool LeadsOut(EntityQuery query) => query.Expand.Any(one => LeadsOut(one.Way.Target) || LeadsOut(one.Query));

    private static bool LeadsOut(EntityKind kind) => kind is EntityKind.ObservedProperty or EntityKind.FeatureOfInterest;

    private static Rejection Unknown(EntityKind kind, string key) => new(Refusal.NotFound, "no-such-resource", $"You have no {kind} '{key}'.", "path", key);

    private static FileContentHttpResult Json(byte[] bytes) => TypedResults.Bytes(bytes, MediaType);

    private static string RootOf(HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}{Address}";

    private static Rejection? Own(List<KeyValuePair<string, string>> options, string name, out string? value)
    {
        var given = options.Where(option => option.Key == name).Select(option => option.Value).ToList();
        options.RemoveAll(option => option.Key == name);
        value = given.FirstOrDefault();
        return given.Count > 1 ? new(Refusal.Malformed, "malformed-query", $"{name} is given twice.", name) : null;
    }
}
