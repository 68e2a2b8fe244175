using Npgsql;

namespace Basin.Exchange;

/// <summary>
/// The tables of the ledger. Rows are only ever inserted; the database refuses anything else. A posting is one row with all of its legs, so that it
/// cannot be stored in part and the database itself checks that it sums to zero, without waiting for the end of the transaction.
/// </summary>
public static class LedgerSchema
{
    private const string Schema =
        """
        create or replace function ledger_is_balanced(accounts text[], books smallint[], fen bigint[]) returns boolean language plpgsql immutable strict as $$
        declare owed numeric := 0; paid numeric := 0;
        begin
            if cardinality(fen) < 2 or cardinality(fen) <> cardinality(books) or cardinality(fen) <> cardinality(accounts) then return false; end if;
            for leg in 1 .. cardinality(fen) loop
                if fen[leg] = 0 then return false; end if;
                case books[leg] when 0 then owed := owed + fen[leg]; when 1 then paid := paid + fen[leg]; else return false; end case;
            end loop;
            return owed = 0 and paid = 0;
        end $$;
        create table if not exists ledger_postings (
            position bigint generated always as identity primary key,
            agreement text not null, period text not null, number int not null check (number > 0), kind smallint not null,
            event bigint not null, obligation int not null, reference text not null, reverses int, clearing text not null,
            posted_on date not null, settles_on date not null, value_on date not null,
            accounts text[] not null, books smallint[] not null, amounts_fen bigint[] not null,
            previous_sha256 bytea not null, sha256 bytea not null,
            unique (agreement, period, number), unique (agreement, period, event), unique (agreement, period, reverses),
            check (ledger_is_balanced(accounts, books, amounts_fen))
        );
        create index if not exists ledger_postings_accounts on ledger_postings using gin (accounts);
        create index if not exists ledger_postings_clearing on ledger_postings (clearing, settles_on);
        create index if not exists ledger_postings_reference on ledger_postings (reference);
        create table if not exists ledger_statements (
            sha256 bytea not null, organisation text not null, form text not null, received_at timestamptz not null, lines int not null, raw bytea not null,
            primary key (sha256, organisation)
        );
        create or replace function ledger_refuse_change() returns trigger language plpgsql as $$
        begin raise exception '% of % is refused: it is only ever added to', tg_op, tg_table_name; end $$;
        create or replace trigger ledger_postings_append_only before update or delete or truncate on ledger_postings for each statement execute function ledger_refuse_change();
        create or replace trigger ledger_statements_append_only before update or delete or truncate on ledger_statements for each statement execute function ledger_refuse_change();
        """;

    /// <summary>Makes what is not there yet; copies of the service that start at once do so one after the other.</summary>
    public static async Task Create(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { new("select pg_advisory_xact_lock(hashtextextended('ledger-tables', 0))"), } };
        await batch.ExecuteNonQueryAsync(cancel);
        await using var command = new NpgsqlCommand(Schema, connection, transaction);
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}
