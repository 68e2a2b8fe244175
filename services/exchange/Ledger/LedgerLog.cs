using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Npgsql;

namespace Basin.Exchange;

/// <summary>
/// The log of postings: a log of its own beside the cases', because a balance is asked for by account and day and never by case. Appending takes part in
/// the transaction that commits the case's event.
/// </summary>
public sealed class LedgerLog(NpgsqlDataSource database)
{
    /// <summary>A posting as it is stored.</summary>
    /// <param name="Position">Grows with every posting of the exchange, with gaps; for reading page by page.</param>
    public sealed record Stored(long Position, Posting Posting, string PreviousSha256, string Sha256);

    private const string Columns =
        "agreement, period, number, kind, event, obligation, reference, reverses, clearing, posted_on, settles_on, value_on, accounts, books, amounts_fen, previous_sha256, sha256";

    private const string Head = "select number, sha256 from ledger_postings where agreement = $1 and period = $2 order by number desc limit 1";

    private const string Insert = $"insert into ledger_postings ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

    /// <summary>
    /// Appends a posting behind the last one of its case, within the transaction of the connection. Two writers of one case: the later fails on the key.
    /// </summary>
    /// <param name="posting">Its number is given here.</param>
    /// <returns>The hash that the next posting of the case is chained to.</returns>
    public static async Task<string> Append(NpgsqlConnection connection, Posting posting, CancellationToken cancel)
    {
        var (number, previous) = await HeadOf(connection, posting.Cause, cancel);
        var numbered = posting with { Number = number + 1 };
        var sha256 = numbered.Sha256(previous);
        await using var command = new NpgsqlCommand(Insert, connection);
        var cause = numbered.Cause;
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cause.Agreement });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cause.Period });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = numbered.Number });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)numbered.Kind });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = cause.Event });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = cause.Obligation });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cause.Reference });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)numbered.Reverses ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = numbered.Clearing.Id });
        foreach (var day in new[] { numbered.Date, numbered.SettlesOn, numbered.ValueOn }) command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. numbered.Legs.Select(leg => leg.Account.Id)] });
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = [.. numbered.Legs.Select(leg => (short)leg.Book)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. numbered.Legs.Select(leg => leg.Amount.Fen)] });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Convert.FromHexString(previous) });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Convert.FromHexString(sha256) });
        await command.PrepareAsync(cancel);
        await command.ExecuteNonQueryAsync(cancel);
        return sha256;
    }

    /// <summary>The posting that brought an obligation: its number, and the clearing account it went through, so that its payment goes through the same; null where it was not posted.</summary>
    public static async Task<(int Number, Account Clearing)?> Brought(NpgsqlConnection connection, Cause cause, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select number, clearing from ledger_postings where agreement = $1 and period = $2 and obligation = $3 order by number limit 1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cause.Agreement });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cause.Period });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = cause.Obligation });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel) ? (rows.GetInt32(0), AccountIn(rows.GetString(1))) : null;
    }

    /// <summary>Money on an account, every day counted, within the transaction of the connection.</summary>
    public static async Task<Money> Held(NpgsqlConnection connection, Account account, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(sum(leg.fen), 0)::bigint from ledger_postings posting
            cross join lateral unnest(posting.accounts, posting.books, posting.amounts_fen) leg(account, book, fen)
            where posting.accounts @> array[$1] and leg.account = $1 and leg.book = 1
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account.Id });
        return new((long)(await command.ExecuteScalarAsync(cancel))!);
    }

    /// <summary>Events of a case that have been posted, by their place in its log.</summary>
    public static async Task<IReadOnlySet<long>> Posted(NpgsqlConnection connection, string agreement, string period, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select event from ledger_postings where agreement = $1 and period = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = agreement });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = period });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var posted = new HashSet<long>();
        while (await rows.ReadAsync(cancel)) posted.Add(rows.GetInt64(0));
        return posted;
    }

    /// <summary>Turnover and balance of accounts in both books, by account id; an account without a posting until then is not among them.</summary>
    /// <param name="on">Inclusive.</param>
    /// <param name="accounts">Ids; null for all.</param>
    public async Task<ImmutableArray<AccountBalance>> Balances(DateOnly on, IReadOnlyCollection<string>? accounts, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select leg.account, leg.book, coalesce(sum(leg.fen) filter (where leg.fen > 0), 0)::bigint, coalesce(-sum(leg.fen) filter (where leg.fen < 0), 0)::bigint
            from ledger_postings posting cross join lateral unnest(posting.accounts, posting.books, posting.amounts_fen) leg(account, book, fen)
            where posting.posted_on <= $1 and ($2::text[] is null or (posting.accounts && $2 and leg.account = any($2)))
            group by leg.account, leg.book order by leg.account collate "C", leg.book
            """);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = on });
        command.Parameters.Add(new() { Value = (object?)accounts?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var balances = ImmutableArray.CreateBuilder<AccountBalance>();
        while (await rows.ReadAsync(cancel)) balances.Add(new(AccountIn(rows.GetString(0)), (Book)rows.GetInt16(1), new(rows.GetInt64(2)), new(rows.GetInt64(3))));
        return balances.ToImmutable();
    }

    /// <summary>Ids of the pots of some agreements that have a posting.</summary>
    public async Task<IReadOnlyList<string>> PotsOf(IReadOnlyCollection<string> agreements, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select distinct account from ledger_postings posting cross join lateral unnest(posting.accounts) account where posting.agreement = any($1) and starts_with(account, 'pot:')");
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. agreements] });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var pots = new List<string>();
        while (await rows.ReadAsync(cancel)) pots.Add(rows.GetString(0));
        return pots;
    }

    /// <summary>Postings with a leg on an account, in the order they were made.</summary>
    /// <param name="after">Position of the last one that was read; 0 from the beginning.</param>
    public Task<IReadOnlyList<Stored>> OfAccount(string account, long after, int limit, CancellationToken cancel) => Read(
        "accounts @> array[$1] and position > $2 order by position limit $3",
        [new NpgsqlParameter<string> { TypedValue = account }, new NpgsqlParameter<long> { TypedValue = after }, new NpgsqlParameter<int> { TypedValue = limit }],
        cancel);

    /// <summary>Postings through a clearing account for a settlement date, in the order they were made.</summary>
    public Task<IReadOnlyList<Stored>> Settling(Account clearing, DateOnly on, int limit, CancellationToken cancel) => Read(
        "clearing = $1 and settles_on = $2 order by position limit $3",
        [new NpgsqlParameter<string> { TypedValue = clearing.Id }, new NpgsqlParameter<DateOnly> { TypedValue = on }, new NpgsqlParameter<int> { TypedValue = limit }],
        cancel);

    /// <summary>Postings of a case in their order.</summary>
    public Task<IReadOnlyList<Stored>> OfCase(string agreement, string period, CancellationToken cancel) => Read(
        "agreement = $1 and period = $2 order by number", [new NpgsqlParameter<string> { TypedValue = agreement }, new NpgsqlParameter<string> { TypedValue = period }], cancel);

    private async Task<IReadOnlyList<Stored>> Read(string which, NpgsqlParameter[] parameters, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select position, {Columns} from ledger_postings where {which}");
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var postings = new List<Stored>();
        while (await rows.ReadAsync(cancel)) postings.Add(StoredIn(rows));
        return postings;
    }

    private static async Task<(int Number, string Sha256)> HeadOf(NpgsqlConnection connection, Cause cause, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Head, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cause.Agreement });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cause.Period });
        await command.PrepareAsync(cancel);
        await using var rows = await command.ExecuteReaderAsync(cancel);
        return await rows.ReadAsync(cancel) ? (rows.GetInt32(0), Convert.ToHexStringLower(rows.GetFieldValue<byte[]>(1))) : (0, Posting.NoPredecessor);
    }

    private static Stored StoredIn(NpgsqlDataReader row)
    {
        var (accounts, books, fen) = (row.GetFieldValue<string[]>(13), row.GetFieldValue<short[]>(14), row.GetFieldValue<long[]>(15));
        var posting = new Posting(
            row.GetInt32(3), (PostingKind)row.GetInt16(4), row.GetFieldValue<DateOnly>(10), row.GetFieldValue<DateOnly>(11), row.GetFieldValue<DateOnly>(12), AccountIn(row.GetString(9)),
            new(row.GetString(1), row.GetString(2), row.GetInt64(5), row.GetInt32(6), row.GetString(7)),
            [.. accounts.Select((account, leg) => new Leg(AccountIn(account), (Book)books[leg], new(fen[leg])))],
            row.IsDBNull(8) ? null : row.GetInt32(8));
        return new(row.GetInt64(0), posting, Convert.ToHexStringLower(row.GetFieldValue<byte[]>(16)), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(17)));
    }

    private static Account AccountIn(string id) => Account.Of(id) ?? throw new InvalidDataException($"'{id}' is no account.");
}
