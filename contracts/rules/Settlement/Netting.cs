using System.Collections.Immutable;

namespace Basin.Rules.Settlement;

/// <summary>How the payments of one assessment become what is really transferred (轧差).</summary>
public enum NettingRule
{
    /// <summary>不轧差: every payment is transferred by itself.</summary>
    Gross,

    /// <summary>两两轧差: what two accounts pay each other is set off.</summary>
    Pairwise,

    /// <summary>多边轧差: everything is set off; whoever owes in all pays those who are owed in all.</summary>
    Multilateral,
}

/// <summary>An amount from one account to another, before or after netting.</summary>
/// <param name="Clauses">Numbers of the clauses it rests on, in the order of the document, joined by 、.</param>
/// <param name="Amount">Zero or more.</param>
public sealed record Transfer(string Clauses, string From, string To, Money Amount);

/// <summary>Sets payments off against each other. Whatever the rule, every account ends with the same net position.</summary>
public static class Netting
{
    /// <summary>
    /// What each account named in the obligations gets (above zero) or owes (below zero) in all. The positions sum to zero.
    /// </summary>
    public static ImmutableSortedDictionary<string, Money> Positions(IEnumerable<ProposedObligation> obligations) =>
        Positions(obligations.Select(obligation => new Transfer(obligation.Clause, obligation.From, obligation.To, obligation.Amount)));

    /// <summary>As <see cref="Positions(IEnumerable{ProposedObligation})"/>, of any transfers.</summary>
    public static ImmutableSortedDictionary<string, Money> Positions(IEnumerable<Transfer> transfers)
    {
        var positions = ImmutableSortedDictionary.Create<string, Money>(StringComparer.Ordinal).ToBuilder();
        foreach (var transfer in transfers)
        {
            positions[transfer.From] = positions.GetValueOrDefault(transfer.From) - transfer.Amount;
            positions[transfer.To] = positions.GetValueOrDefault(transfer.To) + transfer.Amount;
        }

        var sum = positions.Values.Aggregate(Money.Zero, (before, position) => before + position);
        return sum == Money.Zero ? positions.ToImmutable() : throw new InvalidOperationException($"Net positions sum to {sum}.");
    }

    /// <summary>What is transferred in the end, each amount above zero.</summary>
    /// <param name="order">Every account that the transfers name, in the order in which accounts are taken: by region code, then pots.</param>
    public static ImmutableArray<Transfer> Apply(NettingRule rule, IReadOnlyCollection<Transfer> transfers, IReadOnlyList<string> order) => rule switch
    {
        NettingRule.Pairwise => Pairwise(transfers, order),
        NettingRule.Multilateral => Multilateral(transfers, order),
        _ => [.. transfers.Where(transfer => transfer.Amount > Money.Zero)],
    };

    private static ImmutableArray<Transfer> Pairwise(IReadOnlyCollection<Transfer> transfers, IReadOnlyList<string> order)
    {
        var netted = ImmutableArray.CreateBuilder<Transfer>();
        for (var one = 0; one < order.Count; one++)
        {
            for (var other = one + 1; other < order.Count; other++)
            {
                var between = transfers.Where(transfer => transfer.Amount > Money.Zero && IsBetween(transfer, order[one], order[other])).ToList();
                var net = between.Aggregate(Money.Zero, (sum, transfer) => transfer.From == order[one] ? sum + transfer.Amount : sum - transfer.Amount);
                if (net == Money.Zero) continue;
                var (from, to) = net > Money.Zero ? (order[one], order[other]) : (order[other], order[one]);
                netted.Add(new(ClausesOf(between), from, to, net > Money.Zero ? net : -net));
            }
        }

        return netted.ToImmutable();
    }

    // Those who owe, in order, pay those who are owed, in order, until nothing is left: at most one transfer fewer than there are accounts.
    private static ImmutableArray<Transfer> Multilateral(IReadOnlyCollection<Transfer> transfers, IReadOnlyList<string> order)
    {
        var positions = Positions(transfers);
        var clauses = ClausesOf([.. transfers.Where(transfer => transfer.Amount > Money.Zero)]);
        var owing = new Queue<(string Account, Money Amount)>(order.Where(account => positions.GetValueOrDefault(account) < Money.Zero).Select(account => (account, -positions[account])));
        var owed = new Queue<(string Account, Money Amount)>(order.Where(account => positions.GetValueOrDefault(account) > Money.Zero).Select(account => (account, positions[account])));
        var netted = ImmutableArray.CreateBuilder<Transfer>();
        var (payer, payee) = (Next(owing), Next(owed));
        while (payer.Amount > Money.Zero && payee.Amount > Money.Zero)
        {
            var amount = payer.Amount < payee.Amount ? payer.Amount : payee.Amount;
            netted.Add(new(clauses, payer.Account, payee.Account, amount));
            payer = payer.Amount > amount ? (payer.Account, payer.Amount - amount) : Next(owing);
            payee = payee.Amount > amount ? (payee.Account, payee.Amount - amount) : Next(owed);
        }

        return netted.ToImmutable();
    }

    private static (string Account, Money Amount) Next(Queue<(string Account, Money Amount)> queue) => queue.TryDequeue(out var next) ? next : ("", Money.Zero);

    private static bool IsBetween(Transfer transfer, string one, string other) =>
        (transfer.From == one && transfer.To == other) || (transfer.From == other && transfer.To == one);

    private static string ClausesOf(List<Transfer> transfers) => string.Join("、", transfers.SelectMany(transfer => transfer.Clauses.Split('、')).Distinct());
}
