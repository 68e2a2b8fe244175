using System.Collections.Immutable;
using System.Globalization;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Marten;
using Npgsql;

namespace Basin.Exchange;

/// <summary>
/// The treasury instructions that a statement's references may mean. A treasury moves the net amount that it was given, which may be another by the time its
/// statement comes: so each is expected as it stands and as it stood after each obligation and each payment before.
/// </summary>
public static class ExpectedInstructions
{
    private const int CasesAtOnce = 50;

    private const string Accounts =
        """
        select distinct posting.clearing, posting.settles_on, account
        from ledger_postings posting cross join lateral unnest(posting.accounts) account
        where ($1::date[] is null or posting.settles_on = any($1)) and ($2::text[] is null or (posting.accounts && $2 and account = any($2))) and account <> posting.clearing
        order by 1, 2, 3
        """;

    /// <param name="seen">Ids of the accounts that the sender of the statement may see; null for all.</param>
    public static async Task<IReadOnlyList<ExpectedInstruction>> Of(
        NpgsqlDataSource database, LedgerLog ledger, IDocumentStore store, IReadOnlyCollection<StatementLine> lines, IReadOnlyCollection<string>? seen, CancellationToken cancel)
    {
        var asked = lines.Select(line => line.Reference).Where(MayBeId).ToHashSet(StringComparer.Ordinal);
        if (asked.Count == 0) return [];
        await using var session = store.QuerySession();
        var organisations = await session.Query<KnownOrganisation>().Where(o => o.Role == Role.Finance).ToListAsync(cancel);
        var expected = new List<ExpectedInstruction>();
        foreach (var set in (await Named(database, asked, seen, cancel)).GroupBy(one => (one.Clearing, one.On)))
        {
            var postings = await ledger.Settling(set.Key.Clearing, set.Key.On, ReadNetPositions.LegsMax + 1, cancel);
            if (postings.Count > ReadNetPositions.LegsMax) continue;
            foreach (var (_, _, account) in set)
            {
                var legs = NetPositions.LegsOf(postings.Select(stored => stored.Posting)).Where(leg => leg.From == account || leg.To == account).ToList();
                expected.AddRange(Of(set.Key.Clearing, set.Key.On, account, legs, await Cases(session, legs, cancel), organisations, lines));
            }
        }

        return expected;
    }

    /// <param name="legs">Of the account, as they were posted.</param>
    /// <returns>The latest first: those of an amount that a line says, and the last that asked for anything.</returns>
    public static IEnumerable<ExpectedInstruction> Of(
        Account clearing, DateOnly on, Account account, IEnumerable<GrossLeg> legs, IReadOnlyCollection<Case> cases, IReadOnlyCollection<KnownOrganisation> organisations,
        IReadOnlyCollection<StatementLine> lines)
    {
        ImmutableArray<GrossLeg> all = [.. legs.Where(leg => leg.Kind is PostingKind.ObligationDue or PostingKind.Reversal)];
        all = [.. all, .. Payments(all, cases)];
        var amounts = lines.Select(line => line.Amount).ToHashSet();
        var (net, nets) = (Money.Zero, new List<(int Legs, Money Net)>());
        foreach (var (index, leg) in all.Index())
        {
            net += NetPositions.SumFor(account, [leg]);
            if (net != Money.Zero) nets.Add((index + 1, net));
        }

        nets.Reverse();
        foreach (var (count, amount) in nets.Where((one, index) => index == 0 || amounts.Contains(one.Net) || amounts.Contains(-one.Net)).DistinctBy(one => one.Net))
        {
            var position = new NetPosition(account, amount, all[..count]);
            var instruction = Instruction(clearing, on, position);
            yield return new(instruction.Id, on, instruction.Amount, Names(instruction.Payer, cases, organisations), Names(instruction.Payee, cases, organisations), Nets(position));
        }
    }

    /// <summary>Payments that somebody recorded, confirmed or not: each takes its amount off both sides from then on.</summary>
    private static IEnumerable<GrossLeg> Payments(ImmutableArray<GrossLeg> posted, IReadOnlyCollection<Case> cases) =>
        from payment in
            from found in cases
            from obligation in found.Obligations
            from payment in obligation.Payments
            where payment.Rejection is null
            select (Case: found, Obligation: obligation.Number, Payment: payment)
        orderby payment.Payment.RecordedAt
        let brought = posted.FirstOrDefault(leg => (leg.Cause.Agreement, leg.Cause.Period, leg.Cause.Obligation) == (payment.Case.Agreement, payment.Case.Period, payment.Obligation))
        where brought is not null
        select new GrossLeg(brought.To, brought.From, new(payment.Payment.AmountFen), PostingKind.PaymentConfirmed, brought.Cause with { Event = 0, Reference = payment.Payment.Reference });

    private static ImmutableArray<NettedObligation> Nets(NetPosition position) =>
    [
        .. position.Legs.GroupBy(leg => (leg.Cause.Agreement, leg.Cause.Period, leg.Cause.Obligation))
            .Select(legs => new NettedObligation(
                legs.Key.Agreement, legs.Key.Period, legs.Key.Obligation, NetPositions.SumFor(position.Account, legs),
                [.. legs.Where(leg => leg.Kind == PostingKind.PaymentConfirmed).Select(leg => leg.Cause.Reference)]))
            .Where(net => net.Amount != Money.Zero),
    ];

    private static ImmutableArray<string> Names(Account account, IReadOnlyCollection<Case> cases, IReadOnlyCollection<KnownOrganisation> organisations) => account.Kind switch
    {
        AccountKind.Party => [.. ExpectedPayments.Names(account.Holder, organisations), account.Id],
        AccountKind.Pot => [.. cases.Where(found => found.Agreement == account.Holder).SelectMany(found => ExpectedPayments.Names(found, account.PotName!, organisations)).Distinct(StringComparer.Ordinal)],
        _ => [account.Holder, account.Id, $"清算户 {account.Holder}"],
    };

    /// <summary>The instruction as the set of its day has it: its id and its sides are made in one place only.</summary>
    private static Instruction Instruction(Account clearing, DateOnly on, NetPosition position) =>
        InstructionSet.Of(new(clearing, on, position.Legs, [position]), clearing.Holder, [position], ImmutableDictionary<string, string>.Empty, default).Instructions[0];

    /// <summary>Accounts whose instructions have the ids.</summary>
    private static async Task<List<(Account Clearing, DateOnly On, Account Account)>> Named(
        NpgsqlDataSource database, HashSet<string> ids, IReadOnlyCollection<string>? seen, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Accounts);
        var days = ids.Select(DayIn).ToList();
        command.Parameters.Add(new() { Value = days.Contains(null) ? DBNull.Value : days.Select(day => day!.Value).Distinct().ToArray(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = (object?)seen?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var named = new List<(Account, DateOnly, Account)>();
        while (await rows.ReadAsync(cancel))
        {
            var (clearing, on, account) = (Account.Of(rows.GetString(0))!, rows.GetFieldValue<DateOnly>(1), Account.Of(rows.GetString(2))!);
            if (ids.Contains(Instruction(clearing, on, new(account, new(1), [])).Id)) named.Add((clearing, on, account));
        }

        return named;
    }

    private static async Task<IReadOnlyList<Case>> Cases(IQuerySession session, IEnumerable<GrossLeg> legs, CancellationToken cancel)
    {
        var cases = new List<Case>();
        foreach (var streams in legs.Select(leg => Case.Stream(leg.Cause.Agreement, leg.Cause.Period)).Distinct(StringComparer.Ordinal).Chunk(CasesAtOnce))
            cases.AddRange((await session.LoadMany<Case>(streams, Case.Apply, cancel)).Values.Select(found => found.State).OfType<Case>());
        return cases;
    }

    /// <summary>An id is written with its settlement date, or is the beginning of a hash where that does not fit.</summary>
    private static bool MayBeId(string reference) => DayIn(reference) is not null || (reference.Length == InstructionSet.IdCharactersMax && reference.All(char.IsAsciiHexDigitLower));

    private static DateOnly? DayIn(string reference)
    {
        foreach (var part in reference.Split('-'))
        {
            if (DateOnly.TryParseExact(part, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        }

        return null;
    }
}
