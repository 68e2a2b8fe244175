using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Basin.Rules.Settlement.Ledger;

/// <summary>The two sides of every account that never mix: what is owed, and what was paid. Each posting sums to zero in each of them.</summary>
public enum Book
{
    /// <summary>往来: debit is owed to the account, credit is owed by it; back at zero once everything that fell due was paid.</summary>
    Owed,

    /// <summary>收付: debit is money received, credit is money paid.</summary>
    Paid,
}

/// <summary>One side of a posting.</summary>
/// <param name="Amount">Whole fen; above zero a debit (借), below zero a credit (贷), never zero.</param>
public sealed record Leg(Account Account, Book Book, Money Amount);

public enum PostingKind
{
    /// <summary>义务到期: an obligation fell due.</summary>
    ObligationDue,

    /// <summary>付款确认: the payee confirmed that a payment arrived.</summary>
    PaymentConfirmed,

    /// <summary>冲销: the opposite of an earlier posting, which itself stays as it is.</summary>
    Reversal,

    /// <summary>在途: two people of the payer recorded a payment that the payee has not confirmed. It is never posted, and only lowers what is still to be instructed.</summary>
    PaymentUnderWay,
}

/// <summary>What in a case caused a posting. One event causes at most one.</summary>
/// <param name="Event">Place of the event in the case's log, from 1.</param>
/// <param name="Obligation">Number of the obligation in the case.</param>
/// <param name="Reference">Id of the notice an obligation was issued under; the payer's own number of a payment.</param>
public sealed record Cause(string Agreement, string Period, long Event, int Obligation, string Reference);

/// <summary>A posting (分录): never changed, never removed; undone only by its opposite.</summary>
/// <param name="Number">Place among the postings of its case, from 1, without gaps.</param>
/// <param name="Date">Day it was booked, Asia/Shanghai. Balances go by it, so that the balance of a day that is over stays what it was.</param>
/// <param name="SettlesOn">Last day to pay of the obligation it belongs to, inclusive: the settlement date that net positions are made for.</param>
/// <param name="ValueOn">Day the matter itself bears: the day of obligation, or the day of payment.</param>
/// <param name="Clearing">The clearing account it goes through.</param>
/// <param name="Reverses">Number of the posting in the same case that it undoes; null for all but reversals.</param>
public sealed record Posting(
    int Number, PostingKind Kind, DateOnly Date, DateOnly SettlesOn, DateOnly ValueOn, Account Clearing, Cause Cause, ImmutableArray<Leg> Legs, int? Reverses = null)
{
    /// <summary>What the first posting of a case is chained to.</summary>
    public static readonly string NoPredecessor = new('0', 64);

    /// <summary>Sum of the debits less sum of the credits in one book; zero for every posting that may be made.</summary>
    public Money Sum(Book book) => Legs.Where(leg => leg.Book == book).Aggregate(Money.Zero, (sum, leg) => sum + leg.Amount);

    public bool IsBalanced => Sum(Book.Owed) == Money.Zero && Sum(Book.Paid) == Money.Zero;

    /// <summary>
    /// SHA-256 over the posting and the hash of the one before it in its case, lower-case hexadecimal: whoever holds the last one can tell whether
    /// any before it was changed, taken out or put in.
    /// </summary>
    /// <param name="previous">Hash of the posting before; <see cref="NoPredecessor"/> for the first.</param>
    public string Sha256(string previous)
    {
        var text = new StringBuilder(256);
        void Line(string field) => text.Append(field).Append('\n');
        Line("basin-ledger/1");
        Line(previous);
        Line(Number.ToString(CultureInfo.InvariantCulture));
        Line(Kind.ToString());
        foreach (var day in new[] { Date, SettlesOn, ValueOn }) Line(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Line(Clearing.Id);
        Line($"{Cause.Agreement}\t{Cause.Period}\t{Cause.Event.ToString(CultureInfo.InvariantCulture)}\t{Cause.Obligation.ToString(CultureInfo.InvariantCulture)}\t{Cause.Reference}");
        Line(Reverses?.ToString(CultureInfo.InvariantCulture) ?? "-");
        foreach (var leg in Legs) Line($"{leg.Account.Id}\t{leg.Book}\t{leg.Amount.Fen.ToString(CultureInfo.InvariantCulture)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
