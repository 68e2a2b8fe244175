using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>A decision on the use of one party's money, what it marks on cases and the notice it owes, in one commit.</summary>
public static class FundStore
{
    /// <param name="command">Made from the case that the money belongs to.</param>
    /// <returns>The use of the money after the command, or the refusal.</returns>
    public static Task<IResult> DecideFund(
        this IDocumentStore store, string agreement, string period, string region, Caller caller, Func<FundCase, FundUse.Command> command, CancellationToken cancel) =>
        store.Work(
            async (session, token) =>
            {
                if (await session.FundOf(agreement, period, region, caller, token) is not { } found) return NoSuchFund(agreement, period, region);
                var decided = command(found);
                var outcome = await session.Decide<FundUse>(FundUse.Stream(agreement, period, region), FundUse.Apply, use => FundUse.Decide(use, found.Fund, decided), token);
                if (outcome.Rejection is { } rejection) return rejection.ToResult();
                if (outcome is { Changed: true, State: { } use }) Follow(session, found.Case, use, decided);
                await session.SaveChangesAsync(token);
                return TypedResults.Ok(FundUseView.Of(found.Fund, found.Receipts, outcome.State));
            },
            cancel);

    /// <summary>Null where the caller may not see the case, or the region is no party of it.</summary>
    public static async Task<FundCase?> FundOf(this IQuerySession session, string agreement, string period, string region, Caller caller, CancellationToken cancel, DateTimeOffset? knownAt = null)
    {
        var (found, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel, knownAt);
        if (found is null || !(Sees.Everything(caller) || found.Concerns(caller.Region)) || found.PartyOf(region) is not { } party) return null;
        return new(found, new(agreement, period, party, region), FundReceipts.Of(found, party));
    }

    /// <summary>The marks in force on the cases of an agreement.</summary>
    public static async Task<IReadOnlyList<FundMark>> FundMarksOn(this IQuerySession session, string agreement, DateTimeOffset? knownAt, CancellationToken cancel)
    {
        var marks = await session.Query<FundMarks>().Where(one => one.Agreement == agreement).OrderBy(one => one.Id).ToListAsync(cancel);
        return [.. marks.SelectMany(one => one.Marks).Where(mark => mark.IsInForce(knownAt))];
    }

    public static IResult NoSuchFund(string agreement, string period, string region) =>
        new Rejection(Refusal.NotFound, "no-such-fund", $"There is no case {agreement} {period} with a party of the region {region}.", "region", region).ToResult();

    private static void Follow(IDocumentSession session, Case found, FundUse use, FundUse.Command command)
    {
        if (command is FundUse.Command.Order or FundUse.Command.LiftOrder) session.Store(FundMarks.Of(use));
        if (command is FundUse.Command.Order) session.Store(FundNotice.Of(found, use, use.Orders[^1]));
    }
}

/// <summary>Whose money is meant, the case it belongs to, and what was received in it.</summary>
public sealed record FundCase(Case Case, Fund Fund, FundReceipts Receipts);
