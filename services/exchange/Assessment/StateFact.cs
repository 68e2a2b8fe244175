using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>PUT /cases/{agreement}/{period}/facts/{name}</c>: whoever the terms name states a fact about the period that no station measures: an incident,
/// a score, the day of a payment. What rests on it is assessed anew; the answer is the case after that.
/// </summary>
public static class StateFact
{
    /// <param name="Value">As documents write such a value: <c>是</c>, <c>12.5</c> in the unit that the terms declare, <c>2020-03-31</c>.</param>
    public sealed record Body(string Value);

    public static void MapStateFact(this IEndpointRouteBuilder app) =>
        app.MapPut("/cases/{agreement}/{period}/facts/{name}", Put)
            .RequireRole(Role.Bureau, Role.Superior)
            .WithTags("cases")
            .WithSummary("认定事项 State a fact about the period, for those whom the terms name; the answer is the case assessed anew")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Put(
        string agreement, string period, string name, Body body, Caller caller, IDocumentStore store, AssessPeriod assess, TimeProvider clock, CancellationToken cancel)
    {
        if (await Refused(store, agreement, period, name, body.Value, caller, cancel) is { } refused) return refused.ToResult();
        var region = caller.Role == Role.Superior ? null : caller.Region;
        var outcome = await store.DecideCase(agreement, period, new Case.Command.StateFact(name, body.Value, region, caller.Organisation, clock.GetUtcNow()), cancel);
        if (outcome.Rejection is { } rejection) return rejection.ToResult();
        var missing = await assess.Try(agreement, period, cancel);
        // Read again, so that the answer is the case as the statement left it: assessed anew, with the payments that follow.
        await using var session = store.QuerySession();
        var (after, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel);
        return TypedResults.Ok(CaseView.Of(after!, missing));
    }

    private static async Task<Rejection?> Refused(IDocumentStore store, string agreement, string period, string name, string value, Caller caller, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var (found, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel);
        if (found is null || (caller.Role != Role.Superior && !found.Parties.ContainsValue(caller.Region)))
            return new(Refusal.NotFound, "no-such-case", $"There is no case {agreement} {period} for the region {caller.Region}.");
        return Refused((await session.TermsOf(found, cancel)).Stated.FirstOrDefault(fact => fact.Name == name), found, name, value, caller.Role, caller.Region);
    }

    /// <summary>Whether a caller may state a fact, and whether it is one; null where all is well.</summary>
    /// <param name="fact">The fact as the terms declare it; null where they declare none of this name.</param>
    public static Rejection? Refused(StatableFact? fact, Case found, string name, string value, string role, string region)
    {
        if (fact is null) return new(Refusal.NotFound, "no-such-fact", $"The terms of {found.Agreement} name no fact \"{name}\" to be stated.", "name", name);
        if (fact.EarlierClause is { } clause) return new(Refusal.Forbidden, "not-yours-to-state", $"\"{name}\" follows from what clause {clause} came to in the periods before; nobody states it.", "name", name);
        var party = found.Parties.FirstOrDefault(one => one.Value == region).Key;
        var who = role == Role.Superior ? StatableFact.Superior : party;
        if (!fact.By.Contains(who)) return new(Refusal.Forbidden, "not-yours-to-state", $"\"{name}\" is stated by {string.Join("、", fact.By)}, not by {who}.", "name", name);
        return fact.Refused(value) is { } reason ? new(Refusal.NotAllowed, "invalid-statement", $"“{name}”：{reason}。", "value", value) : null;
    }
}
