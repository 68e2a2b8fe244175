using System.Collections.Immutable;
using Basin.Rules.Settlement.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Basin.Exchange;

/// <summary>The ledger summed for statistics: the legs of all postings that are alike, in one question, however many there are.</summary>
public sealed class LedgerSums(NpgsqlDataSource database)
{
    // The year is that of the settled period, which begins with it; a reversal counts on the side that it undoes.
    private const string Query =
        """
        select leg.account, posting.clearing, left(posting.period, 4)::int, posting.settles_on, leg.book, coalesce(undone.kind, posting.kind),
            (leg.fen < 0) <> (undone.kind is not null), sum(leg.fen)::bigint
        from ledger_postings posting
        left join ledger_postings undone on (undone.agreement, undone.period, undone.number) = (posting.agreement, posting.period, posting.reverses)
        cross join lateral unnest(posting.accounts, posting.books, posting.amounts_fen) leg(account, book, fen)
        where ($1::int is null or left(posting.period, 4)::int = $1) and ($2::text is null or posting.clearing = $2)
        group by 1, 2, 3, 4, 5, 6, 7
        """;

    /// <param name="year">Of the settled period; null for all.</param>
    /// <param name="basin">Code; null for all.</param>
    public async Task<ImmutableArray<LegSum>> Of(int? year, string? basin, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Query);
        command.Parameters.Add(new() { Value = (object?)year ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = basin is null ? DBNull.Value : Account.Clearing(basin).Id, NpgsqlDbType = NpgsqlDbType.Text });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var sums = ImmutableArray.CreateBuilder<LegSum>();
        while (await rows.ReadAsync(cancel))
        {
            sums.Add(new(
                AccountIn(rows.GetString(0)), AccountIn(rows.GetString(1)).Holder, rows.GetInt32(2), rows.GetFieldValue<DateOnly>(3), (Book)rows.GetInt16(4), (PostingKind)rows.GetInt16(5),
                rows.GetBoolean(6), new(rows.GetInt64(7))));
        }

        return sums.ToImmutable();
    }

    private static Account AccountIn(string id) => Account.Of(id) ?? throw new InvalidDataException($"'{id}' is no account.");
}
