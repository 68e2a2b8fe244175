using System.Globalization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>POST /cases/{agreement}/{period}/obligations/{number}/payments</c>: the payer's finance department reports what it paid.</summary>
public static class RecordPayment
{
    /// <param name="Reference">The payer's own number of the payment; the same reference with the same content changes nothing.</param>
    /// <param name="AmountFen">Fen as decimal text, because JSON numbers pass through floats.</param>
    /// <param name="PaidOn">Day of payment, Asia/Shanghai: from the first day of the assessed period (advance payments count) to today, both inclusive.</param>
    public sealed record Body(string Reference, string AmountFen, DateOnly PaidOn);

    public static void MapRecordPayment(this IEndpointRouteBuilder app) =>
        app.MapPost("/cases/{agreement}/{period}/obligations/{number:int}/payments", Post)
            .RequireRole(Role.Finance)
            .WithTags("payments")
            .WithSummary("登记付款 Record a payment")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(
        string agreement, string period, int number, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (!long.TryParse(body.AmountFen, NumberStyles.None, CultureInfo.InvariantCulture, out var fen))
            return new Rejection(Refusal.NotAllowed, "invalid-amount", "An amount is a whole number of fen as text, such as \"10000000000\" for 1亿元.", "amountFen", body.AmountFen).ToResult();
        var outcome = await store.DecideCase(
            agreement, period, new Case.Command.RecordPayment(number, body.Reference, fen, body.PaidOn, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel);
        return outcome.ToResult();
    }
}
