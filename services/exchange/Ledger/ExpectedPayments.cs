using System.Collections.Immutable;
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

    public static async Task<IReadOnlyList<ExpectedPayment>> Of(NpgsqlDataSource database, IDocumentStore store, IEnumerable<string> references, Caller caller, CancellationToken cancel)
    {
        var asked = references.Distinct(StringComparer.Ordinal).ToArray();
        await using var session = store.QuerySession();
        var organisations = await session.Query<KnownOrganisation>().Where(o => o.Role == Role.Finance).ToListAsync(cancel);
        var expected = new List<ExpectedPayment>();
        foreach (var streams in (await Streams(database, asked, cancel)).Chunk(CasesAtOnce))
        {
            var cases = await session.LoadMany<Case>(streams, Case.Apply, cancel);
            foreach (var found in cases.Values.Select(c => c.State).OfType<Case>().Where(c => Sees.Everything(caller) || c.Concerns(caller.Region)))
                expected.AddRange(Of(found, organisations));
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
                yield return new(found.Agreement, found.Period, obligation.Number, payments.Count == 1 && obligation.UnpaidFen == 0 ? [payment.Reference, .. notice] : [payment.Reference], payment.Reference, new(payment.AmountFen), payers, payees, payment.ConfirmedAt is not null);
            if (obligation.UnpaidFen > 0)
                yield return new(found.Agreement, found.Period, obligation.Number, notice, null, new(obligation.UnpaidFen), payers, payees, false);
        }
    }

    private static ImmutableArray<string> Names(Case found, string party, IReadOnlyCollection<KnownOrganisation> organisations) =>
        found.Parties.TryGetValue(party, out var region) || found.Rules.Guides.TryGetValue(party, out region)
            ? [region, .. organisations.Where(o => o.Region == region).OrderBy(o => o.Id, StringComparer.Ordinal).SelectMany(o => new[] { o.Id, o.Name })]
            : [Account.Pot(found.Agreement, party).Id, party];

    private static async Task<IReadOnlyList<string>> Streams(NpgsqlDataSource database, string[] references, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Cases);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = references });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var streams = new List<string>();
        while (await rows.ReadAsync(cancel)) streams.Add(rows.GetString(0));
        return streams;
    }
}
