using Basin.Hosting;
using Basin.Rules;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /batches</c>, <c>GET /batches/{position}</c> and <c>GET /batches/{position}/body</c>: what an operator sent and when, receipt and bytes. For
/// the operator itself, for the superior and for auditors.
/// </summary>
public static class ReadBatches
{
    private const string Columns = "position, received_at, operator, frames, stored, content_sha256";

    public static void MapReadBatches(this IEndpointRouteBuilder app)
    {
        app.MapGet("/batches", All).WithTags("readings")
            .WithSummary($"批次 Batches that were taken, by position, at most {Limits.PageRowsMax}; more with after = the last position. Who follows them asks again for the last minute: what was under way together may be seen in another order").Produces<IReadOnlyList<TakenBatch>>().ProducesProblem(403);
        app.MapGet("/batches/{position:long}", One).WithTags("readings").WithSummary("批次回执 The signed receipt of a batch, made out again").Produces<BatchReceipt>().ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/batches/{position:long}/body", Body).WithTags("readings").WithSummary("批次原文 The bytes of a batch as they came").Produces<byte[]>(200, "application/octet-stream").ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/.well-known/jwks.json", (SigningKey key) => TypedResults.Ok(SigningKey.PublicSet(key))).AllowAnonymous().WithTags("readings").WithSummary("签名公钥 Public key that verifies receipts and pushed warnings");
    }

    private static async Task<IResult> All(long? after, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (!MaySee(caller)) return NotYours(caller);
        await using var command = database.CreateCommand(
            $"select {Columns} from batches where position > $1 and ($2::text is null or operator = $2) order by position limit {Limits.PageRowsMax}");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after ?? 0 });
        command.Parameters.Add(new() { Value = caller.Role == Role.Operator ? caller.Organisation : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var batches = new List<TakenBatch>();
        while (await rows.ReadAsync(cancel)) batches.Add(BatchIn(rows));
        return TypedResults.Ok(batches);
    }

    private static async Task<IResult> One(long position, Caller caller, NpgsqlDataSource database, SigningKey key, CancellationToken cancel)
    {
        var (batch, _, rejection) = await Find(position, caller, database, cancel);
        return rejection ?? TypedResults.Ok(BatchReceipt.Of(batch!, key));
    }

    private static async Task<IResult> Body(long position, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var (_, compressed, rejection) = await Find(position, caller, database, cancel);
        return rejection ?? TypedResults.Stream(
            new System.IO.Compression.GZipStream(new MemoryStream(compressed!), System.IO.Compression.CompressionMode.Decompress), "application/octet-stream");
    }

    private static async Task<(TakenBatch? Batch, byte[]? Compressed, IResult? Rejection)> Find(long position, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (!MaySee(caller)) return (null, null, NotYours(caller));
        await using var command = database.CreateCommand($"select {Columns}, raw from batches where position = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var found = await rows.ReadAsync(cancel) ? BatchIn(rows) : null;
        // Another operator is not told that the position exists.
        if (found is null || !MaySee(caller, found.Operator))
            return (null, null, new Rejection(Refusal.NotFound, "unknown-batch", $"You have no batch at position {position}.", "position", $"{position}").ToResult());
        return (found, rows.GetFieldValue<byte[]>(6), null);
    }

    /// <summary>Whether a caller may read the batches that an operator sent.</summary>
    internal static bool MaySee(Caller caller, string sender) => MaySee(caller) && (caller.Role != Role.Operator || sender == caller.Organisation);

    private static bool MaySee(Caller caller) => caller.Role is Role.Operator or Role.Superior or Role.Auditor;

    private static IResult NotYours(Caller caller) =>
        new Rejection(Refusal.Forbidden, "role-not-allowed", $"Batches are for the operator that sent them, the superior and auditors; {caller.Organisation} is {caller.Role}.").ToResult();

    private static TakenBatch BatchIn(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)));
}
