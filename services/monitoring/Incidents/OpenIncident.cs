using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>PUT /incidents/{no}</c>: a bureau of the section's two regions, or the superior, opens an incident that both sides look into.</summary>
public static class OpenIncident
{
    /// <param name="Since">When it began, as far as known; ISO 8601 with offset.</param>
    /// <param name="Warning">Id of the warning it came of; null for none.</param>
    public sealed record Body(string Section, string Title, DateTimeOffset Since, string? Warning = null);

    public static void MapOpenIncident(this IEndpointRouteBuilder app) =>
        app.MapPut("/incidents/{no}", Put).RequireRole(Role.Bureau, Role.Superior).WithTags("incidents")
            .WithSummary("联防联治：立案 Open an incident at a section for joint prevention, also from a warning")
            .Produces<PollutionIncident>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Put(string no, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        if (!Codes.IsCode(body.Section) || await session.LoadAsync<KnownSection>(body.Section, cancel) is not { } section) return KnownSection.Unknown(body.Section).ToResult();
        if (!section.MayBeRunBy(caller)) return section.NotYours(caller).ToResult();
        if (body.Warning is { } id && (await session.LoadAsync<WarningListing>(id, cancel))?.Section != section.Id)
            return new Rejection(Refusal.NotAllowed, "unknown-warning", $"Section {section.Id} has no warning '{id}'.", "warning", id).ToResult();
        return await store.DecideIncident(
            no, incident => PollutionIncident.Decide(incident, new PollutionIncident.Open(
                no, section.Id, section.UpstreamRegion, section.DownstreamRegion, body.Title, body.Since.ToUniversalTime(), body.Warning, ActorOf(caller), clock.GetUtcNow())),
            cancel);
    }

    internal static PollutionIncident.Actor ActorOf(Caller caller) => new(caller.Organisation, caller.Role == Role.Superior ? null : caller.Region);

    internal static async Task<IResult> DecideIncident(this IDocumentStore store, string no, Func<PollutionIncident?, Decision> decide, CancellationToken cancel)
    {
        if (!Codes.IsCode(no)) return new Rejection(Refusal.NotAllowed, "invalid-code", Codes.Rule, "no", no).ToResult();
        var outcome = await store.Decide<PollutionIncident>(
            PollutionIncident.Stream(no), PollutionIncident.Apply, decide, cancel, (session, state) => session.Store(new IncidentListing(no, state.Section, state.OpenedAt, state)));
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State);
    }
}

/// <summary>An incident for listings. Id: its number.</summary>
public sealed record IncidentListing(string Id, string Section, DateTimeOffset OpenedAt, PollutionIncident Incident);
