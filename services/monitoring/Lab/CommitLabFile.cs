using System.Collections.Immutable;
using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Marten;
using Microsoft.AspNetCore.Mvc;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /lab/previews/{id}/commit</c>: takes all samples of a file that was looked at, or none. When committing would no longer do what its
/// uploader saw, it is refused with what it would do now; and whoever is faster at the last moment is never overwritten, because each frame
/// names the revision it was planned upon.
/// </summary>
public static class CommitLabFile
{
    public static void MapCommitLabFile(this IEndpointRouteBuilder app) =>
        app.MapPost("/lab/previews/{id}/commit", Post).WithTags("lab").WithSummary("提交已预览的文件 Take all samples of a file that was looked at, or none; committed twice, it is answered the same")
            .Produces<LabUpload>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(
        string id, Caller caller, LabLooking looking, Intake intake, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (PreviewLabFile.OperatorsOnly(caller) is { } forbidden) return forbidden.ToResult();
        var now = clock.GetUtcNow();
        var key = LabPreview.IdOf(caller.Organisation, id);
        await using var session = store.QuerySession();
        if (await session.LoadAsync<LabUpload>(key, cancel) is { } committed) return TypedResults.Ok(committed);
        if (await session.LoadAsync<LabPreview>(key, cancel) is not { } preview || preview.ExpiresAt <= now)
            return new Rejection(Refusal.NotFound, "unknown-preview", $"没有这个预览，或已超过 {LabLimits.PreviewLife.TotalHours:F0} 小时 You have no such preview; one is kept {LabLimits.PreviewLife.TotalHours:F0} hours.", "id", id).ToResult();

        var (file, plan, sections, refused) = await looking.Look(preview.Bytes, caller.Organisation, now, cancel);
        if (refused is not null) return refused;
        if (!StillDoes(preview.Rows, plan!.Rows)) return await Changed(store, caller, preview, file!, plan, now, cancel);

        var frames = LabPlan.FramesOf(file!, preview.Rows).Select(frame => new Submitted(frame, default)).ToImmutableArray();
        // The key has a blank, which no sender's own key may have. It makes a commit whose answer was lost one and the same with its repetition.
        var batch = BatchBytes.Of(preview.Bytes, frames.Length) with { Key = $"lab {preview.Sha256}", Answer = _ => Encoding.ASCII.GetBytes(preview.Sha256) };
        var receipt = await intake.Take(new(caller.Organisation, frames, batch, AllOrNothing: true), cancel);
        if (receipt.Rejection is { } rejection) return rejection.ToResult();
        if (receipt.AnsweredBefore is null && receipt.Frames.Any(taken => taken.Outcome == FrameOutcome.Refused))
        {
            var (again, anew, _, problem) = await looking.Look(preview.Bytes, caller.Organisation, now, cancel);
            return problem ?? await Changed(store, caller, preview, again!, anew!, now, cancel);
        }

        var upload = new LabUpload(
            key, caller.Organisation, caller.KeyId, preview.FileName, preview.Sha256, preview.Bytes.Length, receipt.Position!.Value, receipt.ReceivedAt,
            frames.Length, CountsOf(preview.Rows), sections);
        await store.Commit(
            (work, _) =>
            {
                work.Store(upload);
                work.Delete<LabPreview>(key);
                return Task.CompletedTask;
            },
            cancel);
        return TypedResults.Ok(upload);
    }

    /// <summary>A sample that has come in since with the very content of the file does no harm: it may have come by this very commit, before its answer was lost.</summary>
    private static bool StillDoes(IReadOnlyList<LabPlan.Row> seen, IReadOnlyList<LabPlan.Row> now) =>
        seen.Count == now.Count && LabPlan.DoTheSame(
            [.. seen.Zip(now).Where(pair => pair.Second is not { Outcome: LabOutcome.Same, Reason: null }).Select(pair => pair.First)],
            [.. now.Where(row => row is not { Outcome: LabOutcome.Same, Reason: null })]);

    private static async Task<IResult> Changed(
        IDocumentStore store, Caller caller, LabPreview preview, LabFile file, LabPlan plan, DateTimeOffset now, CancellationToken cancel)
    {
        var details = new ProblemDetails
        {
            Status = Rejections.StatusOf(Refusal.Conflict),
            Type = "urn:basin:problem:preview-outdated",
            Title = "preview-outdated",
            Detail = "预览之后情况已变，未保存任何内容，请查看新的预览后再提交 What committing would do has changed since the preview, and nothing was stored: look at the new one and commit that.",
        };
        details.Extensions["preview"] = await store.Keep(caller, preview.FileName, preview.Bytes, file, plan, now, cancel);
        return TypedResults.Problem(details);
    }

    private static LabPlan.Tally CountsOf(IReadOnlyList<LabPlan.Row> rows) => new LabPlan([.. rows], LabProblems.None, LabProblems.None).Counts;
}
