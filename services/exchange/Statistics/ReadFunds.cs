using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /statistics/funds</c>: what each province owed, paid, was owed and received by basin and settled year, from the postings of the ledger alone. A
/// region's bureau and finance department see their own, the superior and auditors all.
/// </summary>
public static class ReadFunds
{
    private static readonly string[] Columns =
        ["流域", "结算年度", "账户", "省份", "应付(分)", "已付(分)", "未付(分)", "逾期未付(分)", "应收(分)", "已收(分)", "未收(分)"];

    private static readonly string[] Names = ["basin", "year", "account", "province", "obligedFen", "paidFen", "outstandingFen", "overdueFen", "claimedFen", "receivedFen", "unreceivedFen"];

    public static void MapReadFunds(this IEndpointRouteBuilder app) =>
        app.MapGet("/statistics/funds", Get).RequireRole(Sees.Roles).WithTags("statistics")
            .WithSummary("资金统计 Funds owed, paid and received by province, basin and settled year (year, basin, region narrow it): JSON, or CSV with form=csv or Accept: text/csv").Produces<object>().ProducesProblem(403).ProducesProblem(422);

    private static async Task<IResult> Get(
        Caller caller, HttpContext http, LedgerSums ledger, TimeProvider clock, CancellationToken cancel, int? year = null, string? basin = null, string? region = null, string? form = null)
    {
        if (year is { } asked && ReadCompliance.RefuseYear(asked) is { } refused) return refused.ToResult();
        if (!Sees.Everything(caller) && region is not null && region != caller.Region)
            return new Rejection(Refusal.Forbidden, "not-your-region", $"{caller.Organisation} sees the funds of {caller.Region}.", "region", region).ToResult();
        var seen = Sees.Everything(caller) ? region : caller.Region;
        return await Of(await ledger.Of(year, basin, cancel), seen, Case.ChinaDate(clock.GetUtcNow())).Answer(http, form);
    }

    /// <param name="sums">Of everything in the chosen years and basins, so that the proof is over all of it.</param>
    /// <param name="region">Only its rows; null for all, and the pots.</param>
    public static Download Of(IReadOnlyCollection<LegSum> sums, string? region, DateOnly today)
    {
        var flows = FundsFlow.Of(sums, today).Where(flow => region is null || flow.Account == Account.Party(region)).ToImmutableArray();
        var rows = flows.Select(Row).ToList();
        return new(new() { ["on"] = today.ToString("yyyy-MM-dd"), ["balanced"] = FundsFlow.IsBalanced(sums), ["funds"] = new JsonArray([.. rows]) }, Columns, [.. rows.Select(row => Download.Fields(row, Names).ToArray())]);
    }

    private static JsonObject Row(FundsFlow flow) => new()
    {
        ["basin"] = flow.Basin, ["year"] = flow.Year, ["account"] = flow.Account.Id, ["province"] = flow.Account.PotName ?? Sides.Name(flow.Account.Holder),
        ["obligedFen"] = Fen(flow.Obliged), ["paidFen"] = Fen(flow.Paid), ["outstandingFen"] = Fen(flow.Outstanding), ["overdueFen"] = Fen(flow.Overdue),
        ["claimedFen"] = Fen(flow.Claimed), ["receivedFen"] = Fen(flow.Received), ["unreceivedFen"] = Fen(flow.Unreceived),
    };

    private static string Fen(Money money) => $"{money.Fen}";
}
