using Basin.Hosting;
using Basin.Rules.Settlement.Ledger;
using Marten;

namespace Basin.Exchange;

/// <summary>What of the ledger a caller may see: those who see every case everything, a region's bureau and finance department what concerns the region.</summary>
public sealed class LedgerView(IDocumentStore store, LedgerLog ledger)
{
    private const int CasesAtOnce = 50;

    /// <summary>Accounts the caller may see: its own, and the pots of agreements it is a party of. Null for all.</summary>
    public async Task<IReadOnlyCollection<string>?> Accounts(Caller caller, CancellationToken cancel)
    {
        if (Sees.Everything(caller)) return null;
        var region = caller.Region;
        await using var session = store.QuerySession();
        var agreements = await session.Query<CaseListing>().Where(c => c.Regions.Contains(region)).Select(c => c.Agreement).Distinct().ToListAsync(cancel);
        return [Account.Party(region).Id, .. await ledger.PotsOf([.. agreements], cancel)];
    }

    /// <summary>The cases that net positions come from, as far as something in them is still open or a pot is settled.</summary>
    public async Task<IReadOnlyList<Case>> Cases(NetPositions net, CancellationToken cancel)
    {
        var streams = net.Legs.GroupBy(leg => leg.Cause with { Event = 0, Reference = "" })
            .Where(legs => legs.Sum(leg => leg.Kind == PostingKind.ObligationDue ? (decimal)leg.Amount.Fen : -(decimal)leg.Amount.Fen) != 0 || legs.Any(leg => AccountKind.Pot == leg.From.Kind || AccountKind.Pot == leg.To.Kind))
            .Select(legs => Case.Stream(legs.Key.Agreement, legs.Key.Period)).Distinct(StringComparer.Ordinal);
        await using var session = store.QuerySession();
        var cases = new List<Case>();
        foreach (var some in streams.Chunk(CasesAtOnce)) cases.AddRange((await session.LoadMany<Case>(some, Case.Apply, cancel)).Values.Select(found => found.State).OfType<Case>());
        return cases;
    }

    /// <summary>How accounts are called: a party by the finance department of its region, as registered.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Names(IEnumerable<Account> accounts, CancellationToken cancel)
    {
        var regions = accounts.Where(account => account.Kind == AccountKind.Party).Select(account => account.Holder).Distinct().ToArray();
        await using var session = store.QuerySession();
        var organisations = await session.Query<KnownOrganisation>().Where(o => o.Role == Rules.Role.Finance && o.Region.IsOneOf(regions)).ToListAsync(cancel);
        return organisations.GroupBy(o => o.Region).ToDictionary(
            group => Account.Party(group.Key).Id, group => group.OrderBy(o => o.Id, StringComparer.Ordinal).First().Name, StringComparer.Ordinal);
    }
}
