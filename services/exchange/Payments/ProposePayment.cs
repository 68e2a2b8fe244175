using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /cases/{agreement}/{period}/obligations/{number}/payments</c>: one person of the payer's finance department proposes a payment, another approves it
/// or returns it. The common superior does the same with what it withholds.
/// </summary>
public static class ProposePayment
{
    /// <param name="Reference">The payer's own number of the payment; the same reference with the same content changes nothing.</param>
    /// <param name="AmountFen">Fen as decimal text, because JSON numbers pass through floats.</param>
    /// <param name="PaidOn">Day of payment, Asia/Shanghai: from the first day of the assessed period to today, both inclusive; of an advance from a year before that day on.</param>
    public sealed record Body(string Reference, string AmountFen, DateOnly PaidOn);

    /// <summary>What is approved. It has to be what stands under the reference.</summary>
    public sealed record ApprovalBody(string AmountFen, DateOnly PaidOn);

    public sealed record ReturnBody(string Reason);

    public static void MapProposePayment(this IEndpointRouteBuilder app)
    {
        var payments = app.MapGroup("/cases/{agreement}/{period}/obligations/{number:int}/payments").RequireRole(Role.Finance, Role.Superior).WithTags("payments");
        payments.MapPost("", Propose).WithSummary("登记付款（经办） Propose a payment; of the superior: what it withholds (扣缴) of an overdue obligation")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        payments.MapPost("/{reference}/approval", Approve).WithSummary("复核付款 Approve a proposed payment; another person than who proposed it, of the same organisation")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        payments.MapPost("/{reference}/return", Return).WithSummary("退回付款 Return a proposed payment; its reference is free again")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Propose(
        string agreement, string period, int number, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (AmountText.Read(body.AmountFen, out var fen) is { } unreadable) return unreadable.ToResult();
        var outcome = await store.DecideCase(
            agreement, period, new Case.Command.ProposePayment(number, body.Reference, fen, body.PaidOn, RegionOf(caller), caller.Organisation, caller.Person, clock.GetUtcNow()), cancel);
        return outcome.ToResult();
    }

    private static async Task<IResult> Approve(
        string agreement, string period, int number, string reference, ApprovalBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (AmountText.Read(body.AmountFen, out var fen) is { } unreadable) return unreadable.ToResult();
        var command = new Case.Command.ApprovePayment(number, reference, fen, body.PaidOn, RegionOf(caller), caller.Organisation, caller.Person, clock.GetUtcNow());
        var outcome = await store.Work(
            async (session, token) =>
            {
                var approved = await session.DecideCase(agreement, period, command, token);
                if (approved is { Changed: true, State: { } after } && await PostLedger.RefuseUncovered(session, after, number, token) is { } uncovered) return approved with { Changed = false, Rejection = uncovered };
                await session.SaveChangesAsync(token);
                return approved;
            },
            cancel);
        return outcome.ToResult();
    }

    private static async Task<IResult> Return(
        string agreement, string period, int number, string reference, ReturnBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideCase(
            agreement, period, new Case.Command.ReturnPayment(number, reference, body.Reason, RegionOf(caller), caller.Organisation, caller.Person, clock.GetUtcNow()), cancel)).ToResult();

    private static string? RegionOf(Caller caller) => caller.Role == Role.Superior ? null : caller.Region;
}
