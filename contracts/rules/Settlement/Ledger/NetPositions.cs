using System.Collections.Immutable;

namespace Basin.Rules.Settlement.Ledger;

/// <summary>A gross amount between two accounts on a settlement date, as it was posted; or a payment under way, which was not.</summary>
/// <param name="From">Who owes it; of a payment, whose debt it takes away, so the two stand the other way round.</param>
/// <param name="Amount">Whole fen, above zero.</param>
/// <param name="Kind">A payment that was confirmed or is under way, and a reversal, take away what an obligation brought.</param>
public sealed record GrossLeg(Account From, Account To, Money Amount, PostingKind Kind, Cause Cause);

/// <summary>What one account gets (above zero) or has to give (below zero) in all on a settlement date, against the clearing account.</summary>
/// <param name="Legs">Every gross leg that the account has a side of, in the order of posting.</param>
public sealed record NetPosition(Account Account, Money Net, ImmutableArray<GrossLeg> Legs);

/// <summary>What anybody finds who adds up the legs again.</summary>
/// <param name="SumOfNets">Sum of all net positions, whole fen; zero.</param>
/// <param name="Wrong">Ids of the accounts whose net position is not the sum of their legs; none.</param>
public sealed record NetProof(Money SumOfNets, ImmutableArray<string> Wrong)
{
    public bool NetsSumToZero => SumOfNets == Money.Zero;

    public bool EachNetIsTheSumOfItsLegs => Wrong.IsEmpty;

    public bool Holds => NetsSumToZero && EachNetIsTheSumOfItsLegs;
}

/// <summary>
/// The net positions (轧差净额) of one basin and settlement date: what is still to be paid, each account against the clearing account and never against
/// another account, with the gross legs it comes from.
/// </summary>
/// <param name="On">The settlement date: the last day to pay of the obligations in it, inclusive.</param>
/// <param name="Legs">Gross, in the order of posting.</param>
/// <param name="Positions">By account id; one that comes to zero is among them.</param>
public sealed record NetPositions(Account Clearing, DateOnly On, ImmutableArray<GrossLeg> Legs, ImmutableArray<NetPosition> Positions)
{
    /// <summary>The gross legs of postings: one for each side that passes through the clearing account.</summary>
    public static ImmutableArray<GrossLeg> LegsOf(IEnumerable<Posting> postings) => [.. postings.SelectMany(LegsOf)];

    public static NetPositions Of(Account clearing, DateOnly on, ImmutableArray<GrossLeg> legs)
    {
        // Netting works on names: an account's id is its name there.
        var nets = Netting.Positions(legs.Select(leg => new Transfer("", leg.From.Id, leg.To.Id, leg.Amount)));
        var accounts = legs.SelectMany(leg => new[] { leg.From, leg.To }).Distinct().OrderBy(account => account.Id, StringComparer.Ordinal);
        return new(clearing, on, legs, [.. accounts.Select(account => new NetPosition(account, nets[account.Id], [.. legs.Where(leg => leg.From == account || leg.To == account)]))]);
    }

    /// <summary>Adds everything up anew from what is stated here, without trusting how it came about.</summary>
    public NetProof Prove() => new(
        Positions.Aggregate(Money.Zero, (sum, position) => sum + position.Net),
        [
            .. Positions.Where(position => position.Net != SumFor(position.Account, position.Legs) || !position.Legs.SequenceEqual(Legs.Where(leg => leg.From == position.Account || leg.To == position.Account)))
                .Select(position => position.Account.Id),
        ]);

    /// <summary>What an account gets by legs less what it gives.</summary>
    public static Money SumFor(Account account, IEnumerable<GrossLeg> legs) => legs.Aggregate(
        Money.Zero, (sum, leg) => leg.To == account ? sum + leg.Amount : leg.From == account ? sum - leg.Amount : sum);

    private static IEnumerable<GrossLeg> LegsOf(Posting posting)
    {
        var sides = posting.Legs.Where(leg => leg.Book == Book.Owed && leg.Account.Kind != AccountKind.Clearing).ToList();
        var from = sides.Single(leg => leg.Amount < Money.Zero);
        var to = sides.Single(leg => leg.Amount > Money.Zero);
        yield return new(from.Account, to.Account, to.Amount, posting.Kind, posting.Cause);
    }
}
