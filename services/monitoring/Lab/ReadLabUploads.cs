using System.IO.Compression;
using Basin.Hosting;
using Basin.Rules;
using Marten;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /lab/uploads</c> and <c>GET /lab/uploads/{batch}/file</c>: laboratory files that were committed, and their bytes as they came. For the
/// uploader, and for whoever may read all sections that a file has samples of.
/// </summary>
public static class ReadLabUploads
{
    public static void MapReadLabUploads(this IEndpointRouteBuilder app)
    {
        app.MapGet("/lab/uploads", All).WithTags("lab")
            .WithSummary($"已提交的文件 Laboratory files that were committed, by their position in the log, at most {Limits.PageRowsMax}; more with after = the last batch").Produces<IReadOnlyList<LabUpload>>();
        app.MapGet("/lab/uploads/{batch:long}/file", File).WithTags("lab").WithSummary("文件原文 The file as it was committed").Produces<byte[]>(200, LabBody.Csv, LabBody.Xlsx).ProducesProblem(404);
    }

    private static async Task<IResult> All(Caller caller, long? after, IQuerySession session, CancellationToken cancel)
    {
        var from = after ?? 0;
        var uploads = await session.Readable(caller, cancel);
        return TypedResults.Ok(await uploads.Where(upload => upload.Batch > from).OrderBy(upload => upload.Batch).Take(Limits.PageRowsMax).ToListAsync(cancel));
    }

    private static async Task<IResult> File(long batch, Caller caller, IQuerySession session, NpgsqlDataSource database, CancellationToken cancel)
    {
        var uploads = await session.Readable(caller, cancel);
        // Whoever may not read it is not told that there is one.
        if (await uploads.Where(upload => upload.Batch == batch).FirstOrDefaultAsync(cancel) is not { } found)
            return new Rejection(Refusal.NotFound, "unknown-upload", $"There is no laboratory file at position {batch} that you may read.", "batch", $"{batch}").ToResult();
        await using var command = database.CreateCommand("select raw from batches where position = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = batch });
        if (await command.ExecuteScalarAsync(cancel) is not byte[] compressed) throw new InvalidOperationException($"Batch {batch} of a committed file is not in the log.");
        using var unpacked = new MemoryStream(found.Bytes);
        await using (var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress)) await gzip.CopyToAsync(unpacked, cancel);
        var bytes = unpacked.ToArray();
        var isWorkbook = XlsxTable.IsZip(bytes);
        return TypedResults.File(bytes, isWorkbook ? LabBody.Xlsx : MediaTypeOfText, found.FileName.Length > 0 ? found.FileName : isWorkbook ? $"{batch}.xlsx" : $"{batch}.csv");
    }

    // Downloaded and never shown: what stands in it is the uploader's.
    private const string MediaTypeOfText = LabBody.Csv;

    private static async Task<IQueryable<LabUpload>> Readable(this IQuerySession session, Caller caller, CancellationToken cancel)
    {
        if (KnownSection.AreAllOpenTo(caller)) return session.Query<LabUpload>();
        string[] sections = [.. (await session.Query<KnownSection>().ToListAsync(cancel)).Where(section => section.MayBeReadBy(caller)).Select(section => section.Id)];
        return session.Query<LabUpload>().Where(upload => upload.Organisation == caller.Organisation || upload.Sections.IsSubsetOf(sections));
    }
}
