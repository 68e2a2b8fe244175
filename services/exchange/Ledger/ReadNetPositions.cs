using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /ledger/net-positions</c>: what each province still has to give or get on a settlement date in a basin, against the clearing account, with the
/// gross legs and the proof. A region's own sees its own position and those of the pots it keeps; the proof is always of all of them.
/// </summary>
public static class ReadNetPositions
{
    /// <summary>Gross legs of one basin and settlement date that are netted at once; a part of them would be another net.</summary>
    public const int LegsMax = 20_000;

    /// <param name="On">Settlement date: the last day to pay, inclusive.</param>
    public sealed record View(string Basin, DateOnly On, string Clearing, IReadOnlyList<PositionView> Positions, ProofView Proof);

    /// <param name="NetFen">Above zero is to be received from the clearing account, below zero to be paid into it; whole fen as text.</param>
    /// <param name="InstructedFen">What of it the treasuries are still to move: without payments under way (在途), which are recorded and not confirmed.</param>
    public sealed record PositionView(string Account, string? Name, string NetFen, string Figures, IReadOnlyList<LegView> Legs, string InstructedFen);

    /// <param name="Kind">An obligation; or a payment or a reversal, which takes one away and so stands the other way round.</param>
    public sealed record LegView(string From, string To, string AmountFen, PostingKind Kind, string Agreement, string Period, int Obligation, string Reference);

    /// <param name="Positions">How many positions there are in all.</param>
    /// <param name="Legs">How many gross legs there are in all.</param>
    public sealed record ProofView(int Positions, int Legs, string SumOfNetsFen, bool NetsSumToZero, bool EachNetIsTheSumOfItsLegs);

    public static void MapReadNetPositions(this IEndpointRouteBuilder app) =>
        app.MapGet("/ledger/net-positions", Get).RequireRole(Sees.Roles).WithTags("ledger")
            .WithSummary("轧差净额 Net positions of a basin on a settlement date (basin, on=yyyy-MM-dd), with gross legs and proof").Produces<View>().ProducesProblem(400).ProducesProblem(422);

    private static async Task<IResult> Get(Caller caller, LedgerLog ledger, LedgerView view, CancellationToken cancel, string basin = "", string? on = null)
    {
        var (net, refused) = await Read(ledger, basin, on, cancel);
        if (net is null) return refused!.ToResult();
        var names = await view.Names(net.Positions.Select(position => position.Account), cancel);
        var cases = await view.Cases(net, cancel);
        return TypedResults.Ok(Of(net, UnderWay.Deducted(net, cases), basin, names, Seen(net, caller, cases)));
    }

    /// <summary>The net positions asked for, or why there are none. No leg gives none, and the proof holds of none.</summary>
    internal static async Task<(NetPositions? Net, Rejection? Refused)> Read(LedgerLog ledger, string basin, string? on, CancellationToken cancel)
    {
        if (basin.Length is 0 or > 100) return (null, new(Refusal.Malformed, "malformed-basin", "basin 是流域代码 is the code of a basin, such as XAJ.", "basin", basin));
        if (LedgerDay.Read("on", on, null, out var day) is { } refused) return (null, refused);
        var clearing = Account.Clearing(basin);
        var postings = await ledger.Settling(clearing, day, LegsMax + 1, cancel);
        if (postings.Count > LegsMax) return (null, new(Refusal.NotAllowed, "too-many-legs", $"The basin {basin} has more than {LegsMax} gross amounts on {day:yyyy-MM-dd}; they are netted at once or not at all.", "on", on));
        return (NetPositions.Of(clearing, day, NetPositions.LegsOf(postings.Select(stored => stored.Posting))), null);
    }

    /// <summary>The positions a caller may see: its own, and those of pots that its finance department keeps and so pays out of.</summary>
    /// <param name="cases">Those that the positions come from.</param>
    public static IEnumerable<NetPosition> Seen(NetPositions net, Caller caller, IReadOnlyCollection<Case> cases)
    {
        var kept = cases.SelectMany(found => found.Rules.Pots.Where(pot => pot.Value == caller.Region).Select(pot => Account.Pot(found.Agreement, pot.Key))).ToHashSet();
        return net.Positions.Where(position => Sees.Everything(caller) || position.Account == Account.Party(caller.Region) || kept.Contains(position.Account));
    }

    /// <param name="left">The same positions without payments under way.</param>
    public static View Of(NetPositions net, NetPositions left, string basin, IReadOnlyDictionary<string, string> names, IEnumerable<NetPosition> seen)
    {
        var (proof, instructed) = (net.Prove(), left.Positions.ToDictionary(position => position.Account, position => position.Net));
        return new(
            basin, net.On, net.Clearing.Id,
            [
                .. seen.Select(position => new PositionView(
                    position.Account.Id, names.GetValueOrDefault(position.Account.Id), $"{position.Net.Fen}", position.Net.Figures(),
                    [.. position.Legs.Select(leg => new LegView(leg.From.Id, leg.To.Id, $"{leg.Amount.Fen}", leg.Kind, leg.Cause.Agreement, leg.Cause.Period, leg.Cause.Obligation, leg.Cause.Reference))],
                    $"{instructed[position.Account].Fen}")),
            ],
            new(net.Positions.Length, net.Legs.Length, $"{proof.SumOfNets.Fen}", proof.NetsSumToZero, proof.EachNetIsTheSumOfItsLegs));
    }
}
