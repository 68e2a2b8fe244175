using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /duties</c> and <c>GET /duties/{agreement}/{name}/{period}</c>: each caller the duties of its own region's agreements.</summary>
public static class ReadDuties
{
    /// <param name="Next">Id to pass as <c>after</c> for the next page; null on the last one.</param>
    public sealed record Page(IReadOnlyList<Row> Duties, string? Next);

    public sealed record Row(string Agreement, string Name, string Period, DutyState State, string Kind, string By, string For, DateOnly DueOn);

    public static void MapReadDuties(this IEndpointRouteBuilder app)
    {
        app.MapGet("/duties", List).RequireRole(Sees.Roles).WithTags("duties")
            .WithSummary("资金以外的补偿 List duties beside money (state=overdue: whose last day has passed; agreement, after, limit)").Produces<Page>().ProducesProblem(400).ProducesProblem(422);
        app.MapGet("/duties/{agreement}/{name}/{period}", One).RequireRole(Sees.Roles).WithTags("duties")
            .WithSummary("读取一项 Read a duty with its reports, answers, extensions and reminders").Produces<DutyView>().ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> List(
        Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel, string after = "", int limit = 100, string? state = null, string? agreement = null)
    {
        if (limit is < 1 or > Limits.PageRowsMax)
            return new Rejection(Refusal.NotAllowed, "invalid-limit", $"A limit is from 1 to {Limits.PageRowsMax}.", "limit", limit.ToString()).ToResult();
        if (Read(state, out var asked) is { } refused) return refused.ToResult();
        var today = Case.ChinaDate(clock.GetUtcNow());
        await using var session = store.QuerySession();
        var query = session.Query<DutyListing>().Where(duty => duty.Id.CompareTo(after) > 0);
        if (!Sees.Everything(caller)) query = query.Where(duty => duty.Regions.Contains(caller.Region));
        if (agreement is not null) query = query.Where(duty => duty.Agreement == agreement);
        var rows = await In(query, asked, today).OrderBy(duty => duty.Id).Take(limit).ToListAsync(cancel);
        return TypedResults.Ok(new Page(
            [.. rows.Select(duty => new Row(duty.Agreement, duty.Name, duty.Period, DutyView.StateOf(duty.Status, duty.DueOn, today), duty.Kind, duty.By, duty.For, duty.DueOn))],
            rows.Count == limit ? rows[^1].Id : null));
    }

    private static async Task<IResult> One(
        string agreement, string name, string period, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel, string? knownAt = null)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } refused) return refused.ToResult();
        await using var session = store.QuerySession();
        var (duty, _) = await session.Load<Duty>(Duty.Stream(agreement, name, period), Duty.Apply, cancel, moment);
        if (duty is null || !(Sees.Everything(caller) || duty.Parties.ContainsValue(caller.Region)))
            return new Rejection(Refusal.NotFound, "no-such-duty", $"There is no duty {name} {period} of {agreement} for the region {caller.Region}.").ToResult();
        return TypedResults.Ok(DutyView.Of(duty, Case.ChinaDate(moment ?? clock.GetUtcNow())));
    }

    /// <summary>As answers write it; a query in the framework's own reading would have to begin with a capital.</summary>
    public static Rejection? Read(string? text, out DutyState? state)
    {
        state = Enum.GetValues<DutyState>().Where(one => string.Equals($"{one}", text, StringComparison.OrdinalIgnoreCase)).Select(one => (DutyState?)one).FirstOrDefault();
        if (text is null || state is not null) return null;
        return new(Refusal.Malformed, "malformed-parameter", $"A state is one of {string.Join(", ", Enum.GetNames<DutyState>()).ToLowerInvariant()}.", "state", text);
    }

    private static IQueryable<DutyListing> In(IQueryable<DutyListing> duties, DutyState? state, DateOnly today) => state switch
    {
        null => duties,
        DutyState.Open => duties.Where(duty => duty.Status == DutyStatus.Open && duty.DueOn >= today),
        DutyState.Overdue => duties.Where(duty => duty.Status == DutyStatus.Open && duty.DueOn < today),
        DutyState.Reported => duties.Where(duty => duty.Status == DutyStatus.Reported),
        DutyState.Fulfilled => duties.Where(duty => duty.Status == DutyStatus.Fulfilled),
        DutyState.Waived => duties.Where(duty => duty.Status == DutyStatus.Waived),
        _ => duties.Where(duty => duty.Status == DutyStatus.Withdrawn),
    };
}
