using System.Globalization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /stations/{code}/frames/{time}/raw</c>: a frame as it came, for whoever may read the station's day. Where it came in a batch the bytes are the
/// batch's, with frames of other stations among them: so whoever may read the batch is told where they are, and nobody else. No redirection, because
/// many a client follows one without its token.
/// </summary>
public static class ReadRawFrame
{
    /// <summary>Header that names the revision whose bytes are answered.</summary>
    public const string RevisionHeader = "Basin-Frame-Revision";

    /// <summary>Header that names the position of the batch that a frame came in.</summary>
    public const string BatchHeader = "Basin-Batch";

    /// <summary>Where the bytes of a frame are that came in a batch.</summary>
    /// <param name="Body">Path of the batch's bytes.</param>
    public sealed record InBatch(string Station, DateTimeOffset Time, int Revision, long Batch, string Body);

    public static void MapReadRawFrame(this IEndpointRouteBuilder app) =>
        app.MapGet("/stations/{code}/frames/{time}/raw", One).WithTags("readings")
            .WithSummary("报文原文 A frame's bytes as they came: the last revision, or the one that is asked for (revision)")
            .WithDescription(
                $$"""
                `time` is ISO 8601 with its offset, such as 2024-03-01T08:00:00+08:00. HJ 212 packets are answered joined in their order, every password hidden by asterisks; their check digits stay those of the packet as
                it came. `{{RevisionHeader}}` names the revision. A frame that came in a batch is answered in JSON instead, for whoever may read the batch: the batch's position (also as `{{BatchHeader}}`) and the path of its bytes.
                """)
            .Produces<byte[]>(200, "application/octet-stream", "application/json").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> One(
        string code, string time, int? revision, HttpContext http, Caller caller, IQuerySession session, FrameLog log, CancellationToken cancel)
    {
        if (Moment.Read("time", time, out var moment) is { } malformed) return malformed.ToResult();
        var (_, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        if (await log.AsItCame(new(code, moment!.Value), revision, cancel) is not { } frame)
            return new Rejection(Refusal.NotFound, "unknown-frame", $"{code} has no frame at {time}{(revision is null ? "" : $" in revision {revision}")}.", "time", time).ToResult();
        http.Response.Headers[RevisionHeader] = frame.Revision.ToString(CultureInfo.InvariantCulture);
        if (frame.Batch is not { } batch) return TypedResults.Bytes(frame.Shown(), "application/octet-stream");
        if (!ReadBatches.MaySee(caller, frame.Operator))
            return new Rejection(
                Refusal.Forbidden, "role-not-allowed", $"This frame came in batch {batch}, which may hold frames of other stations: its bytes are for {frame.Operator}, which sent it, the superior and auditors; {caller.Organisation} is {caller.Role}.").ToResult();
        var body = string.Create(CultureInfo.InvariantCulture, $"{http.Request.PathBase}/batches/{batch}/body");
        http.Response.Headers[BatchHeader] = batch.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok(new InBatch(code, moment.Value, frame.Revision, batch, body));
    }
}
