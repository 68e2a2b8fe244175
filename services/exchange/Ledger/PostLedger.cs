using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Marten;
using Npgsql;

namespace Basin.Exchange;

/// <summary>
/// Posts what a case's events bring about, in the very transaction that commits them, whoever commits: so there is never a due obligation without its
/// posting, nor a posting without its event. One event posts once, because its place in the case's log is a key of the ledger.
/// </summary>
public sealed class PostLedger : DocumentSessionListenerBase
{
    public override async Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        foreach (var stream in session.PendingChanges.Streams().Where(stream => stream.Events.Any(e => LedgerEntry.Posts(e.Data))).ToList())
        {
            var (before, version) = await session.Load<Case>(stream.Key!, Case.Apply, token);
            await Post(session, before, version, [.. stream.Events.Select(e => e.Data)], _ => true, token);
        }
    }

    /// <summary>Posts those of a case's events that post and are chosen; the caller commits.</summary>
    /// <param name="found">The case before them; null at its beginning.</param>
    /// <param name="version">How many events it had then.</param>
    /// <param name="chosen">By place in the case's log.</param>
    internal static async Task Post(IDocumentSession session, Case? found, long version, IReadOnlyList<object> events, Func<long, bool> chosen, CancellationToken cancel)
    {
        await session.BeginTransactionAsync(cancel);
        var connection = session.Connection!;
        foreach (var happened in events)
        {
            version++;
            found = Case.Apply(found, happened);
            if (found is null || LedgerEntry.CauseOf(found, happened, version) is not { } cause || !chosen(version)) continue;
            var brought = await LedgerLog.Brought(connection, cause, cancel);
            var clearing = brought?.Clearing ?? Account.Clearing(await BasinOf(session, found, cancel));
            var posting = LedgerEntry.Of(found, happened, version, clearing, brought?.Number)!;
            await Bound(session, connection, posting, cancel);
            await LedgerLog.Append(connection, posting, cancel);
        }
    }

    /// <summary>
    /// The one basin that all sections of the agreement lie in. Where they lie in several, or a section is not known here with its basin, the agreement
    /// is settled by itself, under its own number: no basin is guessed.
    /// </summary>
    private static async Task<string> BasinOf(IDocumentSession session, Case found, CancellationToken cancel)
    {
        var terms = await session.LoadAsync<KnownTerms>(KnownTerms.IdOf(found.Agreement, found.TermsRevision), cancel);
        if (terms is null) return found.Agreement;
        var codes = SignedTerms.Read(found.Agreement, terms.Document, terms.DocumentSha256).Sections.Values.Distinct(StringComparer.Ordinal).ToArray();
        return BasinOf(found.Agreement, codes, await session.LoadManyAsync<KnownSection>(cancel, codes));
    }

    /// <param name="codes">Sections of the agreement, each once.</param>
    /// <param name="known">Those of them that are known.</param>
    public static string BasinOf(string agreement, IReadOnlyCollection<string> codes, IReadOnlyCollection<KnownSection> known)
    {
        var basins = known.Select(section => section.Basin).Distinct().ToList();
        return known.Count == codes.Count && basins is [{ Length: > 0 } only] ? only : agreement;
    }

    /// <summary>
    /// Why a pot does not cover what was recorded out of it and not confirmed yet; null where it does, and for what a party pays. Told to who approves a payment, before
    /// a bank makes it; what binds is the bound of the posting.
    /// </summary>
    internal static async Task<Rejection?> RefuseUncovered(IDocumentSession session, Case found, int number, CancellationToken cancel)
    {
        var pot = LedgerEntry.AccountOf(found, found.Obligations.Single(o => o.Number == number).From);
        if (pot.Kind != AccountKind.Pot) return null;
        await session.BeginTransactionAsync(cancel);
        await session.Lock($"ledger/{pot.Id}", cancel);
        // All periods of an agreement share its pots.
        var periods = await session.Query<CaseListing>().Where(c => c.Agreement == found.Agreement && c.Period != found.Period).Select(c => c.Period).ToListAsync(cancel);
        var others = await session.LoadMany<Case>(periods.Select(period => Case.Stream(found.Agreement, period)), Case.Apply, cancel);
        var underWay = others.Values.Select(other => other.State!).Append(found).SelectMany(one => one.Standing).Where(o => o.From == pot.PotName).Sum(o => o.RecordedFen - o.ArrivedFen);
        return Bounds.Refuse(pot, await LedgerLog.Held(session.Connection!, pot, cancel), new(-underWay));
    }

    /// <summary>One after the other for each pot, so that two payments cannot both take the last of it.</summary>
    private static async Task Bound(IDocumentSession session, NpgsqlConnection connection, Posting posting, CancellationToken cancel)
    {
        foreach (var pot in posting.Legs.Where(leg => leg is { Book: Book.Paid, Account.Kind: AccountKind.Pot }).GroupBy(leg => leg.Account).OrderBy(pot => pot.Key.Id, StringComparer.Ordinal))
        {
            await session.Lock($"ledger/{pot.Key.Id}", cancel);
            var change = pot.Aggregate(Money.Zero, (sum, leg) => sum + leg.Amount);
            if (Bounds.Refuse(pot.Key, await LedgerLog.Held(connection, pot.Key, cancel), change) is { } refused) throw new RefusedException(refused);
        }
    }
}
