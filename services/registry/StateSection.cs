using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Registry;

/// <summary><c>PUT /sections/{code}</c>: registers a section or states it anew. For the common superior and the bureaus of its two regions.</summary>
public static class StateSection
{
    /// <param name="InsideRegion">True when upstream and downstream are meant to be the same region.</param>
    public sealed record Body(
        string Name, string Basin, WaterBody WaterBody, string UpstreamRegion, string DownstreamRegion, IReadOnlyList<string>? Aliases = null, bool InsideRegion = false);

    public static void MapStateSection(this IEndpointRouteBuilder app) =>
        app.MapPut("/sections/{code}", Put).RequireRole(Role.Superior, Role.Bureau)
            .WithTags("sections").WithSummary("登记断面 Register a section or state it anew")
            .Produces<Section>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Put(string code, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (!MayState(caller, body.UpstreamRegion, body.DownstreamRegion))
            return new Rejection(Refusal.Forbidden, "not-your-section", $"{caller.Organisation} is neither the superior nor a bureau of {body.UpstreamRegion} or {body.DownstreamRegion}.").ToResult();
        var outcome = await store.Work((session, token) => Change(session, code, body, caller, clock.GetUtcNow(), token), cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State);
    }

    private static async Task<Outcome<Section>> Change(IDocumentSession session, string code, Body body, Caller caller, DateTimeOffset at, CancellationToken cancel)
    {
        var before = Codes.IsCode(code) ? (await session.LoadAsync<SectionListing>(code, cancel))?.Section : null;
        if (before is not null && !MayState(caller, before.UpstreamRegion, before.DownstreamRegion))
            return Refused(new(Refusal.Forbidden, "not-your-section", $"{code} lies between {before.UpstreamRegion} and {before.DownstreamRegion}; {caller.Organisation} is a bureau of neither."));
        if (!Codes.IsCode(body.Basin) || await session.LoadAsync<BasinListing>(body.Basin, cancel) is null)
            return Refused(new(Refusal.NotAllowed, "unknown-basin", $"No basin {body.Basin} is registered.", "basin", body.Basin));
        var taken = await session.Query<SectionName>().Where(name => name.Basin == body.Basin).ToListAsync(cancel);
        var outcome = await session.Decide<Section>(
            Section.Stream(code),
            Section.Apply,
            section => Section.Decide(section, new Section.State(
                code, body.Name, body.Aliases ?? [], body.Basin, body.WaterBody, body.UpstreamRegion, body.DownstreamRegion, body.InsideRegion,
                [.. taken.Select(name => new Section.TakenName(name.Name, name.Section))], caller.Organisation, caller.Role == Role.Superior, at)),
            cancel);
        if (outcome is not { Changed: true, State: { } now }) return outcome;
        session.Store(new SectionListing(now.Code, now));
        KeepNames(session, before, now);
        await session.SaveChangesAsync(cancel);
        return outcome;
    }

    /// <summary>New names are inserted, not stored: when two sections take one name at once, the later commit fails, starts over and finds it taken.</summary>
    private static void KeepNames(IDocumentSession session, Section? before, Section now)
    {
        var old = before?.AllNames().Select(name => SectionName.Of(before, name)).ToArray() ?? [];
        var names = now.AllNames().Select(name => SectionName.Of(now, name)).ToArray();
        foreach (var name in old.Except(names)) session.Delete(name);
        foreach (var name in names.Except(old)) session.Insert(name);
    }

    private static bool MayState(Caller caller, string upstream, string downstream) =>
        caller.Role == Role.Superior || caller.Region == upstream || caller.Region == downstream;

    private static Outcome<Section> Refused(Rejection rejection) => new(null, 0, false, rejection);
}

/// <summary>The latest statement of a section, for listings.</summary>
public sealed record SectionListing(string Id, Section Section);

/// <summary>A code, name or alias in use within a basin; its id makes it the name of one section only.</summary>
public sealed record SectionName(string Id, string Basin, string Name, string Section)
{
    public static SectionName Of(Section section, string name) => new($"{section.Basin}/{name}", section.Basin, name, section.Code);
}
