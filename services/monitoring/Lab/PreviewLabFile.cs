using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /lab/previews</c>: looks at a laboratory file and says for each sample what committing it would do. Nothing is taken; only the file is kept
/// for some hours, so that what is committed is what was looked at.
/// </summary>
public static class PreviewLabFile
{
    public static void MapPreviewLabFile(this IEndpointRouteBuilder app) =>
        app.MapPost("/lab/previews", Post).WithTags("lab").WithSummary("预览实验室数据文件 Look at a laboratory file (CSV or XLSX): every problem with its cell, or what committing it would do")
            .WithDescription(
                $"""
                文件至多 {LabLimits.FileBytesMax} 字节、{LabLimits.RowsMax} 个样品、{LabLimits.ColumnsMax} 列。A file has at most {LabLimits.FileBytesMax} bytes, {LabLimits.RowsMax} samples and {LabLimits.ColumnsMax} columns; it is sent as the one file of a form (multipart/form-data), or as the body with its media type.
                One row is one sample. A date alone means 00:00 of that day in Asia/Shanghai. Units are those of the indicators ({Rules.WaterQuality.Indicators.Edition}); others are refused, not converted. A preview is kept {LabLimits.PreviewLife.TotalHours:F0} hours, for its uploader.
                """)
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = LabBody.Schema();
                return Task.CompletedTask;
            })
            .Produces<LabPreviewView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);

    private static async Task<IResult> Post(
        HttpRequest request, string? fileName, Caller caller, LabLooking looking, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (OperatorsOnly(caller) is { } forbidden) return forbidden.ToResult();
        var (bytes, name, unreadable) = await LabBody.Read(request, fileName, cancel);
        if (unreadable is not null) return unreadable;
        var now = clock.GetUtcNow();
        var (file, plan, _, refused) = await looking.Look(bytes, caller.Organisation, now, cancel);
        if (refused is not null) return refused;
        return TypedResults.Ok(await store.Keep(caller, name, bytes.ToArray(), file!, plan!, now, cancel));
    }

    internal static Rejection? OperatorsOnly(Caller caller) => caller.Role == Role.Operator
        ? null
        : new(Refusal.Forbidden, "role-not-allowed", $"只有采样点的运维单位可以上传 Only the operator of a sampling point uploads its samples; {caller.Organisation} is {caller.Role}.");

    /// <summary>Keeps a preview in place of an earlier one of the same file, and lets go of those that are over and of the oldest beyond the limit.</summary>
    internal static async Task<LabPreviewView> Keep(
        this IDocumentStore store, Caller caller, string name, byte[] bytes, LabFile file, LabPlan plan, DateTimeOffset now, CancellationToken cancel)
    {
        var sha = Signatures.Sha256(bytes);
        var preview = new LabPreview(LabPreview.IdOf(caller.Organisation, sha), caller.Organisation, sha, name, bytes, plan.Rows, now, now + LabLimits.PreviewLife);
        await store.Commit(
            async (session, token) =>
            {
                await session.Lock($"lab-previews/{caller.Organisation}", token);
                session.DeleteWhere<LabPreview>(other => other.ExpiresAt <= now);
                var older = await session.Query<LabPreview>()
                    .Where(other => other.Organisation == caller.Organisation && other.ExpiresAt > now && other.Id != preview.Id)
                    .OrderByDescending(other => other.CreatedAt).Select(other => other.Id).ToListAsync(token);
                foreach (var id in older.Skip(LabLimits.PreviewsMax - 1)) session.Delete<LabPreview>(id);
                session.Store(preview);
            },
            cancel);
        return new(sha, name, file.Sheet, file.HiddenSheets, plan.Counts, plan.Rows, plan.Warnings.Count, plan.Warnings.First, preview.ExpiresAt);
    }
}
