using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// The payee's finance department answers a recorded payment: it arrived (with the last one the case closes), or it did not, and then the payer
/// records it anew.
/// </summary>
public static class AnswerPayment
{
    public sealed record RejectionBody(string Reason);

    public static void MapAnswerPayment(this IEndpointRouteBuilder app)
    {
        var payment = app.MapGroup("/cases/{agreement}/{period}/obligations/{number:int}/payments/{reference}").RequireRole(Role.Finance).WithTags("payments");
        payment.MapPost("/confirmation", Confirm).WithSummary("确认收款 Confirm that a payment arrived")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        payment.MapPost("/rejection", Reject).WithSummary("未收到款 State that a payment did not arrive")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Confirm(
        string agreement, string period, int number, string reference, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideCase(agreement, period, new Case.Command.ConfirmPayment(number, reference, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult();

    private static async Task<IResult> Reject(
        string agreement, string period, int number, string reference, RejectionBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.Work(
            async (session, token) =>
            {
                var outcome = await session.DecideCase(agreement, period, new Case.Command.RejectPayment(number, reference, body.Reason, caller.Region, caller.Organisation, clock.GetUtcNow()), token);
                if (outcome is { Changed: true, State: { } after }) await LookAgain(session, after, number, token);
                await session.SaveChangesAsync(token);
                return outcome;
            },
            cancel)).ToResult();

    /// <summary>What counted as paid on its last day is unpaid after all: whether it is overdue is found out once more.</summary>
    private static async Task LookAgain(IDocumentSession session, Case after, int number, CancellationToken cancel)
    {
        var obligation = after.Obligations.Single(o => o.Number == number);
        if (obligation.Notice is { } notice && await session.LoadAsync<NoticeListing>(notice, cancel) is { DuePassed: true } listing) session.Store(listing with { DuePassed = false });
    }
}
