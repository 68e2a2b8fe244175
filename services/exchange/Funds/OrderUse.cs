using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /fund-use/{agreement}/{period}/{region}/orders</c>: the common superior has misuse corrected, or further payments slowed, cut or stopped, or
/// money paid back (生态保护补偿条例 art. 31); <c>…/orders/{number}/lifting</c> and <c>…/recoveries</c>: it lifts an order, or records what was paid back.
/// An order changes no obligation and posts nothing: it stands as a mark on every case of the agreement.
/// </summary>
public static class OrderUse
{
    /// <param name="Reference">The report it is about; left out for the use as a whole.</param>
    /// <param name="AmountFen">Fen as decimal text: of what is cut or recovered, and of nothing else.</param>
    /// <param name="DueOn">Last day to correct or to pay back, not before today, and of nothing else.</param>
    public sealed record Body(FundMeasure Measure, string Reason, string? Reference = null, string? AmountFen = null, DateOnly? DueOn = null);

    public sealed record LiftingBody(string Reason);

    /// <param name="Reference">Number of the payment; the same reference with the same content changes nothing.</param>
    /// <param name="AmountFen">Fen as decimal text.</param>
    /// <param name="PaidOn">Day it was paid back, not after today.</param>
    public sealed record RecoveryBody(string Reference, string AmountFen, DateOnly PaidOn);

    public static void MapOrderUse(this IEndpointRouteBuilder app)
    {
        var orders = app.MapGroup("/fund-use/{agreement}/{period}/{region}/orders").RequireRole(Role.Superior).WithTags("fund use");
        orders.MapPost("/", Order).WithSummary("责令改正、暂缓、核减、停止、收回 Order that misuse is corrected, payments are slowed, cut or stopped, or money is recovered")
            .Produces<FundUseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        orders.MapPost("/{number:int}/lifting", Lift).WithSummary("解除 Lift an order")
            .Produces<FundUseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        orders.MapPost("/{number:int}/recoveries", Recover).WithSummary("登记收回 Record what was paid back on an order to recover")
            .Produces<FundUseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Order(
        string agreement, string period, string region, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        long? fen = null;
        if (body.AmountFen is { } text)
        {
            if (AmountText.Read(text, out var amount) is { } unreadable) return unreadable.ToResult();
            fen = amount;
        }

        var at = clock.GetUtcNow();
        return await store.DecideFund(
            agreement, period, region, caller, found => new FundUse.Command.Order(body.Measure, body.Reference, body.Reason, fen, body.DueOn, found.Receipts.NetFen, caller.Organisation, at), cancel);
    }

    private static Task<IResult> Lift(
        string agreement, string period, string region, int number, LiftingBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return store.DecideFund(agreement, period, region, caller, _ => new FundUse.Command.LiftOrder(number, body.Reason, caller.Organisation, at), cancel);
    }

    private static async Task<IResult> Recover(
        string agreement, string period, string region, int number, RecoveryBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (AmountText.Read(body.AmountFen, out var fen) is { } unreadable) return unreadable.ToResult();
        var at = clock.GetUtcNow();
        return await store.DecideFund(agreement, period, region, caller, _ => new FundUse.Command.RecordRecovery(number, body.Reference, fen, body.PaidOn, caller.Organisation, at), cancel);
    }
}
