using System.Diagnostics.Metrics;
using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /readings</c>: frames of the caller's own stations. All good frames of the batch are committed in one transaction and only then
/// acknowledged; the bad ones are reported one by one.
/// </summary>
public static class AcceptFrames
{
    private static readonly Counter<int> Frames = Telemetry.Meter.CreateCounter<int>("basin.monitoring.frames", "{frame}", "Frames by outcome.");

    /// <summary>What became of a frame. A duplicate that does not count, because it is held or because a later revision stands, says so in <c>reason</c>.</summary>
    /// <param name="Index">Place in the batch, from 0.</param>
    /// <param name="Revision">The frame's revision; null when it was refused.</param>
    /// <param name="Reason">Why it was refused, is held, or changed nothing and does not count.</param>
    /// <param name="Field">What the refusal or hold is about, such as <c>frames[3].readings.pH</c>.</param>
    /// <param name="Code">Stable name of the refusal.</param>
    public sealed record Result(
        int Index, string? Station, string? Time, FrameOutcome Outcome,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Revision,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);

    public sealed record Counts(int Accepted, int Duplicate, int Revision, int Held, int Refused);

    public sealed record Answer(IReadOnlyList<Result> Results, Counts Counts);

    /// <summary>What became of a frame: new, seen before, another revision, kept but not counted, or not kept.</summary>
    public enum FrameOutcome
    {
        Accepted,
        Duplicate,
        Revision,
        Held,
        Refused,
    }

    public static void MapAcceptFrames(this IEndpointRouteBuilder app) =>
        app.MapPost("/readings", Post).WithTags("readings").WithSummary("推送读数 Take a batch of frames; the answer comes after the commit, with the outcome of each")
            .WithDescription(
                $$"""
                At most {{Limits.RequestBodyBytesMax}} bytes. A detection limit beside a value that was not measured is not kept.
                Other content for an instant already known is the next revision; content seen before changes nothing, unless `"amends": n` names the latest revision n, which it then replaces.
                """)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = FrameBatchSchema.Body();
                return Task.CompletedTask;
            })
            .Produces<Answer>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);

    private static async Task<IResult> Post(
        HttpRequest request, Caller caller, IDocumentStore store, Closing closing, TimeProvider clock, CancellationToken cancel)
    {
        if (caller.Role != Role.Operator)
            return new Rejection(Refusal.Forbidden, "role-not-allowed", $"Only a station's operator sends readings; {caller.Organisation} is {caller.Role}.").ToResult();
        if (!request.HasJsonContentType())
            return TypedResults.Problem($"The body must be application/json, not '{request.ContentType}'.", statusCode: 415, title: "not-json", type: "urn:basin:problem:not-json");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var now = clock.GetUtcNow();
        if (!FrameBatch.TryParse(body.GetBuffer().AsMemory(0, (int)body.Length), now, out var batch, out var rejection)) return rejection.ToResult();

        var results = await store.Work((session, token) => Accept(session, batch, caller, closing, now, token), cancel);
        var counts = results.CountBy(result => result.Outcome).ToDictionary();
        foreach (var (outcome, count) in counts) Frames.Add(count, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        return counts.GetValueOrDefault(FrameOutcome.Refused) == results.Count
            ? Refusals(results).ToResult()
            : TypedResults.Ok(new Answer(results, new(
                counts.GetValueOrDefault(FrameOutcome.Accepted), counts.GetValueOrDefault(FrameOutcome.Duplicate), counts.GetValueOrDefault(FrameOutcome.Revision),
                counts.GetValueOrDefault(FrameOutcome.Held), counts.GetValueOrDefault(FrameOutcome.Refused))));
    }

    private static async Task<IReadOnlyList<Result>> Accept(
        IDocumentSession session, FrameBatch batch, Caller caller, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        var codes = batch.Entries.Where(entry => entry.Frame is not null).Select(entry => entry.Station!).Distinct(StringComparer.Ordinal).ToArray();
        var stations = (await session.LoadManyAsync<StationListing>(cancel, codes)).ToDictionary(listing => listing.Id, listing => listing.Station, StringComparer.Ordinal);
        var own = batch.Entries.Where(entry => entry.Frame is { } frame && Foreign(entry.Index, frame, stations, caller) is null).Select(entry => entry.Frame!);
        var days = await session.LoadDays([.. own.Select(frame => StationDay.Stream(frame.Station, frame.Day))], cancel);
        var events = new Dictionary<string, List<object>>(StringComparer.Ordinal);
        var touched = new HashSet<(string, YearMonth)>();
        var results = new List<Result>(batch.Entries.Length);
        foreach (var entry in batch.Entries)
        {
            if ((entry.Refused ?? Foreign(entry.Index, entry.Frame!, stations, caller)) is { } refused)
            {
                results.Add(Refused(entry, refused));
                continue;
            }

            var station = stations[entry.Frame!.Station];
            results.Add(Decide(entry, station, caller.Organisation, now, days, events));
            if (ChangesItsMonth(results[^1])) touched.Add((station.Section, entry.Frame.Month));
        }

        // In order of their keys, so that two batches over the same days wait for one another instead of locking each other out.
        foreach (var (stream, happened) in events.OrderBy(entry => entry.Key, StringComparer.Ordinal)) session.AppendAt(stream, days[stream].Version, happened);
        await session.Touch(touched, closing, now, cancel);
        await session.SaveChangesAsync(cancel);
        return results;
    }

    private static Result Decide(
        FrameBatch.Entry entry, Station station, string organisation, DateTimeOffset now,
        Dictionary<string, (StationDay? Day, long Version)> days, Dictionary<string, List<object>> events)
    {
        var frame = entry.Frame!;
        var stream = StationDay.Stream(frame.Station, frame.Day);
        var (day, version) = days[stream];
        var hold = station.HoldReason(frame);
        var decision = StationDay.Decide(day, new StationDay.Accept(frame, hold?.Reason, organisation, now));
        if (decision.Rejection is { } rejection) return Refused(entry, rejection with { Field = $"frames[{entry.Index}].{rejection.Field}" });
        if (decision.Events.IsEmpty) return Duplicate(entry, day!, frame);

        // The state runs ahead of the stream within the batch; the version stays that of the stream until the commit.
        days[stream] = (decision.Events.Aggregate(day, StationDay.Apply), version);
        if (!events.TryGetValue(stream, out var happened)) events.Add(stream, happened = []);
        happened.AddRange(decision.Events);
        return decision.Events[0] switch
        {
            StationDay.Event.FrameAccepted e => new(entry.Index, entry.Station, entry.Time, FrameOutcome.Accepted, e.Revision),
            StationDay.Event.FrameRevised e => new(entry.Index, entry.Station, entry.Time, FrameOutcome.Revision, e.Revision),
            StationDay.Event.FrameHeld e => new(
                entry.Index, entry.Station, entry.Time, FrameOutcome.Held, e.Revision, e.Reason, $"frames[{entry.Index}].{hold?.Field}", hold?.Value),
            var other => throw new InvalidOperationException($"Unknown event {other.GetType().Name}."),
        };
    }

    /// <summary>A frame that is held from the first counts nothing before or after; a held revision takes away what counted.</summary>
    private static bool ChangesItsMonth(Result result) => result switch
    {
        { Outcome: FrameOutcome.Accepted or FrameOutcome.Revision } => true,
        { Outcome: FrameOutcome.Held, Revision: > 1 } => true,
        _ => false,
    };

    private static Result Duplicate(FrameBatch.Entry entry, StationDay day, Frame frame)
    {
        var (revision, reason) = day.SameAs(frame);
        return new(entry.Index, entry.Station, entry.Time, FrameOutcome.Duplicate, revision, reason);
    }

    private static Result Refused(FrameBatch.Entry entry, Rejection refused) =>
        new(entry.Index, entry.Station, entry.Time, FrameOutcome.Refused, null, refused.Sentence, refused.Field, refused.Value, refused.Code);

    private static Rejection? Foreign(int index, Frame frame, Dictionary<string, Station> stations, Caller caller)
    {
        if (!stations.TryGetValue(frame.Station, out var station))
            return new(Refusal.NotAllowed, "unknown-station", $"There is no station '{frame.Station}'.", $"frames[{index}].station", frame.Station);
        return station.SenderProblem(frame, caller.Organisation) is { } problem ? problem with { Field = $"frames[{index}].{problem.Field}" } : null;
    }

    /// <summary>The whole batch was refused: 403 when every frame was another operator's to send, otherwise 422.</summary>
    private static List<Rejection> Refusals(IReadOnlyList<Result> results)
    {
        var kind = results.All(result => result.Code is "not-your-station" or "before-your-service") ? Refusal.Forbidden : Refusal.NotAllowed;
        return [.. results.Select(result => new Rejection(kind, result.Code!, result.Reason!, result.Field, result.Value))];
    }
}
