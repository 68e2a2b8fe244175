using Basin.Hosting;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /ledger/instructions</c>: what the treasuries are to move on a settlement date, as a table or as a message of ISO 20022. What was confirmed as
/// paid is no longer in it, nor what is under way. A region's own sees its own, and what the pots it keeps pay and receive.
/// </summary>
public static class ReadInstructions
{
    public const string Csv = "csv";

    public static void MapReadInstructions(this IEndpointRouteBuilder app) =>
        app.MapGet("/ledger/instructions", Get).RequireRole(Sees.Roles).WithTags("ledger")
            .WithSummary("国库划拨指令 Treasury instructions of a basin on a settlement date (basin, on=yyyy-MM-dd, form=csv, pain.013 or camt.054)")
            .Produces(200, contentType: "text/csv", additionalContentTypes: ["application/xml"]).ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(
        Caller caller, LedgerLog ledger, LedgerView view, TimeProvider clock, CancellationToken cancel, string basin = "", string? on = null, string form = Csv)
    {
        if (form is not (Csv or "pain.013" or "camt.054")) return new Rejection(Refusal.NotAllowed, "invalid-form", "form 是 is csv, pain.013 or camt.054.", "form", form).ToResult();
        var (net, refused) = await ReadNetPositions.Read(ledger, basin, on, cancel);
        if (net is null) return refused!.ToResult();
        var names = await view.Names(net.Positions.Select(position => position.Account), cancel);
        var cases = await view.Cases(net, cancel);
        var left = UnderWay.Deducted(net, cases);
        var set = InstructionSet.Of(left, basin, ReadNetPositions.Seen(left, caller, cases), names, clock.GetUtcNow());
        if (set.Instructions.IsEmpty && form != Csv)
            return new Rejection(Refusal.NotFound, "nothing-to-pay", $"无待付款项 Nothing is to be moved for {caller.Region} in the basin {basin} on {set.On:yyyy-MM-dd}; a message of ISO 20022 has at least one payment.").ToResult();
        return form switch
        {
            "pain.013" => TypedResults.File(Pain013.Of(set), "application/xml", $"{set.Id}-{Pain013.Message}.xml"),
            "camt.054" => TypedResults.File(Camt054.Of(set), "application/xml", $"{set.Id}-{Camt054.Message}.xml"),
            _ => TypedResults.File(InstructionCsv.Of(set), "text/csv; charset=utf-8", $"{set.Id}.csv"),
        };
    }
}
