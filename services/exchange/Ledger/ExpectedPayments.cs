using System.Collections.Immutable;
using System.Globalization;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement.Ledger;
using Marten;
using Npgsql;

namespace Basin.Exchange;

/// <summary>The payments that a statement's references may mean, from the cases that the caller may see.</summary>
public static class ExpectedPayments
{
    private const int CasesAtOnce = 50;

    private const string Cases =
        """
        select stream_id from mt_events where type = 'payment_recorded.v1' and data ->> 'reference' = any($1)
        union
        select 'case/' || agreement || '/' || period from ledger_postings where kind = 0 and reference = any($1)
        order by 1
        """;

    private const string PaidWithin =
        """
        select distinct stream_id from mt_events where type = 'payment_recorded.v1' and data ->> 'paidOn' between $1 and $2 and stream_id = any($3) order by 1
        """;

    public static async Task<IReadOnlyList<ExpectedPayment>> Of(NpgsqlDataSource database, IDocumentStore store, IEnumerable<string> references, Caller caller, CancellationToken cancel)
    {
        var asked = references.Distinct(StringComparer.Ordinal).ToArray();
        await using var session = store.QuerySession();
        return await Of(session, await Streams(database, asked, cancel), found => Sees.Everything(caller) || found.Concerns(caller.Region), cancel);
    }

    /// <summary>Payments that were recorded as made by or to a region within some days.</summary>
    /// <param name="from">First day of payment, inclusive.</param>
    /// <param name="to">Last day of payment, inclusive.</param>
    public static async Task<IReadOnlyList<ExpectedPayment>> Recorded(NpgsqlDataSource database, IDocumentStore store, string region, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var cases = await session.Query<CaseListing>().Where(c => c.Regions.Contains(region)).Select(c => c.Id).ToListAsync(cancel);
        await using var command = database.CreateCommand(PaidWithin);
        foreach (var day in new[] { from, to }) command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. cases.Select(id => $"case/{id}")] });
        var expected = await Of(session, await Streams(command, cancel), found => found.Concerns(region), cancel);
        return [.. expected.Where(payment => payment.PaidOn >= from && payment.PaidOn <= to && (payment.Payers[0] == region || payment.Payees[0] == region))];
    }

    private static async Task<IReadOnlyList<ExpectedPayment>> Of(IQuerySession session, IReadOnlyList<string> streams, Func<Case, bool> chosen, CancellationToken cancel)
    {
        var organisations = await session.Query<KnownOrganisation>().Where(o => o.Role == Role.Finance).ToListAsync(cancel);
        var expected = new List<ExpectedPayment>();
        foreach (var some in streams.Chunk(CasesAtOnce))
        {
            var cases = await session.LoadMany<Case>(some, Case.Apply, cancel);
            foreach (var found in cases.Values.Select(c => c.State).OfType<Case>().Where(chosen)) expected.AddRange(Of(found, organisations));
        }

        return expected;
    }

    public static IEnumerable<ExpectedPayment> Of(Case found, IReadOnlyCollection<KnownOrganisation> organisations)
    {
        foreach (var obligation in found.Obligations.Where(o => o.Notice is not null))
        {
            var (payers, payees) = (Names(found, obligation.From, organisations), Names(found, obligation.To, organisations));
            ImmutableArray<string> notice = [obligation.Notice!];
            var payments = obligation.Payments.Where(payment => payment.Rejection is null).ToList();
            // The notice means the payment where there is one only, and what is unpaid where there is none yet.
            foreach (var payment in payments)
                yield return new(found.Agreement, found.Period, obligation.Number, payments.Count == 1 && obligation.UnpaidFen == 0 ? [payment.Reference, .. notice] : [payment.Reference], payment.Reference, new(payment.AmountFen), payers, payees, payment.ConfirmedAt is not null) { PaidOn = payment.PaidOn };
            if (obligation.UnpaidFen > 0)
                yield return new(found.Agreement, found.Period, obligation.Number, notice, null, new(obligation.UnpaidFen), payers, payees, false);
        }
    }

    /// <summary>Of a party or of who gives guiding support, and of a pot the finance department that keeps it: that is who pays and is paid.</summary>
    internal static ImmutableArray<string> Names(Case found, string party, IReadOnlyCollection<KnownOrganisation> organisations)
    {
        var names = found.Accounts.TryGetValue(party, out var region) ? Names(region, organisations) : [];
        if (found.Parties.ContainsKey(party) || found.Rules.Guides.ContainsKey(party)) return names;
        ImmutableArray<string> pot = [Account.Pot(found.Agreement, party).Id, party];
        return names.IsEmpty ? pot : names.InsertRange(1, pot);
    }

    /// <summary>The region's code, and codes and names of its finance departments.</summary>
    internal static ImmutableArray<string> Names(string region, IReadOnlyCollection<KnownOrganisation> organisations) =>
        [region, .. organisations.Where(o => o.Region == region).OrderBy(o => o.Id, StringComparer.Ordinal).SelectMany(o => new[] { o.Id, o.Name })];

    private static async Task<IReadOnlyList<string>> Streams(NpgsqlDataSource database, string[] references, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Cases);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = references });
        return await Streams(command, cancel);
    }

    private static async Task<IReadOnlyList<string>> Streams(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var streams = new List<string>();
        while (await rows.ReadAsync(cancel)) streams.Add(rows.GetString(0));
        return streams;
    }
}
