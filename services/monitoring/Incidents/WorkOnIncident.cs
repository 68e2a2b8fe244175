using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// What follows in an incident: <c>POST /incidents/{no}/samples</c> (each side its part of the joint sampling), <c>/judgements</c> (whether it was a
/// pollution incident: both sides alike, or the superior), <c>/closure</c>.
/// </summary>
public static class WorkOnIncident
{
    /// <param name="People">Who took the samples.</param>
    /// <param name="Frames">Frames that they gave, by station and time.</param>
    /// <param name="ReportSha256">Hash of the laboratory's report.</param>
    public sealed record Sampling(DateTimeOffset SampledAt, IReadOnlyList<string> People, IReadOnlyList<SampledFrame>? Frames = null, string? ReportSha256 = null);

    /// <param name="Incident">Whether it was a pollution incident.</param>
    /// <param name="From">First day, inclusive; left out where it was none.</param>
    /// <param name="To">Last day, inclusive.</param>
    public sealed record Judgement(bool Incident, string Reason, DateOnly? From = null, DateOnly? To = null);

    public static void MapWorkOnIncident(this IEndpointRouteBuilder app)
    {
        app.MapPost("/incidents/{no}/samples", Sample).RequireRole(Role.Bureau, Role.Superior).WithTags("incidents").WithSummary("联合采样 Record the caller's part of a joint sampling")
            .Produces<PollutionIncident>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        app.MapPost("/incidents/{no}/judgements", Judge).RequireRole(Role.Bureau, Role.Superior).WithTags("incidents")
            .WithSummary("认定 Say whether it was a pollution incident and on which days: decided when both sides say the same, or by the superior")
            .Produces<PollutionIncident>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        app.MapPost("/incidents/{no}/closure", Close).RequireRole(Role.Bureau, Role.Superior).WithTags("incidents").WithSummary("结案 Close an incident that was confirmed or dismissed")
            .Produces<PollutionIncident>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<IResult> Sample(
        string no, Sampling body, Caller caller, IDocumentStore store, IQuerySession session, FrameLog frameLog, TimeProvider clock, CancellationToken cancel)
    {
        if (NullElement(body) is { } malformed) return malformed.ToResult();
        // Whether a station or a frame is there is told to those who may sample only; to others the decision tells that they may not.
        var incident = (await session.LoadAsync<IncidentListing>(no, cancel))?.Incident;
        if (incident?.MayBeSampledBy(OpenIncident.ActorOf(caller)) == true && await UnknownEvidence(incident, body, session, frameLog, cancel) is { } unknown) return unknown.ToResult();
        return await store.DecideIncident(
            no, found => PollutionIncident.Decide(found, new PollutionIncident.Sample(
                body.SampledAt.ToUniversalTime(), body.People, [.. (body.Frames ?? []).Select(frame => frame with { Time = frame.Time.ToUniversalTime() })], body.ReportSha256, OpenIncident.ActorOf(caller), clock.GetUtcNow())),
            cancel);
    }

    /// <summary>An element that is null passes the reader of the body, which knows of fields only.</summary>
    private static Rejection? NullElement(Sampling body)
    {
        if (IndexOfNull(body.People) is >= 0 and var person) return new(Refusal.Malformed, "malformed-json", "A person is a name.", $"people[{person}]", "null");
        return IndexOfNull(body.Frames ?? []) is >= 0 and var absent ? new(Refusal.Malformed, "malformed-json", "A frame is an object with station and time.", $"frames[{absent}]", "null") : null;
    }

    /// <summary>What evidence points at has to be there, and to be of the incident's section, or it is none.</summary>
    private static async Task<Rejection?> UnknownEvidence(PollutionIncident incident, Sampling body, IQuerySession session, FrameLog frameLog, CancellationToken cancel)
    {
        var frames = (body.Frames ?? []).ToList();
        var known = (await session.LoadManyAsync<StationListing>(cancel, [.. frames.Select(frame => frame.Station).Where(Codes.IsCode).Distinct(StringComparer.Ordinal)]))
            .ToDictionary(listing => listing.Id, StringComparer.Ordinal);
        foreach (var (place, frame) in frames.Index().Take(PollutionIncident.FramesPerSampleMax))
        {
            if (!known.TryGetValue(frame.Station, out var listing)) return new(Refusal.NotAllowed, "unknown-station", $"There is no station '{frame.Station}'.", $"frames[{place}].station", frame.Station);
            if (listing.Section != incident.Section)
                return new(Refusal.NotAllowed, "other-section", $"Station {frame.Station} is of section {listing.Section}; incident {incident.No} is at {incident.Section}.", $"frames[{place}].station", frame.Station);
            if ((await frameLog.Read([frame.Station], frame.Time, frame.Time.AddTicks(TimeSpan.TicksPerMicrosecond), cancel)).Count == 0)
                return new(Refusal.NotAllowed, "unknown-frame", $"{frame.Station} has no frame at {frame.Time:O}.", $"frames[{place}].time", $"{frame.Time:O}");
        }

        return null;
    }

    private static int IndexOfNull<T>(IReadOnlyList<T> elements) => elements.ToList().FindIndex(element => element is null);

    private static Task<IResult> Judge(string no, Judgement body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) => store.DecideIncident(
        no, incident => PollutionIncident.Decide(incident, new PollutionIncident.Judge(body.Incident, body.From, body.To, body.Reason, OpenIncident.ActorOf(caller), clock.GetUtcNow())), cancel);

    private static Task<IResult> Close(string no, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) => store.DecideIncident(
        no, incident => PollutionIncident.Decide(incident, new PollutionIncident.Close(OpenIncident.ActorOf(caller), clock.GetUtcNow())), cancel);
}
