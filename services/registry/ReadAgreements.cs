using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Marten;
using Marten.Linq.MatchesSql;
using Microsoft.Net.Http.Headers;

namespace Basin.Registry;

/// <summary>
/// <c>GET /agreements</c>, <c>GET /agreements/{no}</c> and <c>GET /agreements/{no}/document</c>: as things stand, or with <c>knownAt</c> as they were
/// known then.
/// </summary>
public static class ReadAgreements
{
    public static void MapReadAgreements(this IEndpointRouteBuilder app)
    {
        app.MapGet("/agreements", List).WithTags("agreements").WithSummary("协议目录 Agreements the caller may read, in the order of their numbers")
            .Produces<Page<AgreementView>>().ProducesProblem(422);
        app.MapGet("/agreements/{no}", One).WithTags("agreements").WithSummary("协议 One agreement, now or as known at a time (knownAt, ISO 8601)")
            .Produces<AgreementView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/agreements/{no}/document", Document).WithTags("agreements").WithSummary("协议文本 The canonical document, byte for byte what is signed; ETag is its SHA-256")
            .Produces<string>(contentType: "application/json").Produces(304).ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> List([AsParameters] PageAsked asked, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken cancel)
    {
        if (asked.Refused() is { } refused) return refused.ToResult();
        var all = caller.Role is Role.Superior or Role.Auditor;
        var rows = await session.Query<AgreementListing>()
            .Where(row => row.MatchesSql("d.id > ?", asked.From))
            .Where(row => all || row.Signed || row.Regions.Contains(caller.Region))
            .OrderBy(row => row.Id).Take(asked.Rows).ToListAsync(cancel);
        var now = clock.GetUtcNow();
        return TypedResults.Ok(asked.Cut(rows, row => row.Id, row => AgreementView.Of(row.Agreement, now)));
    }

    private static async Task<IResult> One(string no, string? knownAt, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken cancel)
    {
        var (agreement, at, refused) = await Load(no, knownAt, caller, session, clock, cancel);
        return refused?.ToResult() ?? TypedResults.Ok(AgreementView.Of(agreement!, at));
    }

    private static async Task<IResult> Document(string no, string? knownAt, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken cancel)
    {
        var (agreement, _, refused) = await Load(no, knownAt, caller, session, clock, cancel);
        return refused?.ToResult() ?? TypedResults.Bytes(
            Encoding.UTF8.GetBytes(agreement!.Document), "application/json", entityTag: new EntityTagHeaderValue($"\"{agreement.DocumentSha256}\""));
    }

    /// <summary>An agreement as known at a time, for a caller who may read it.</summary>
    internal static async Task<(Agreement? Agreement, DateTimeOffset At, Rejection? Refused)> Load(
        string no, string? knownAt, Caller caller, IQuerySession session, TimeProvider clock, CancellationToken cancel)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return (null, default, malformed);
        if (!Codes.IsCode(no)) return (null, default, Unknown(no, knownAt));
        var (agreement, _) = await session.Load<Agreement>(Agreement.Stream(no), Agreement.Apply, cancel, moment);
        if (agreement is null) return (null, default, Unknown(no, knownAt));
        if (!AgreementView.MayRead(caller, agreement)) return (null, default, AgreementView.NotForYou(caller, no));
        return (agreement, moment ?? clock.GetUtcNow(), null);
    }

    private static Rejection Unknown(string no, string? knownAt) => new(
        Refusal.NotFound, "unknown-agreement", knownAt is null ? $"There is no agreement {no}." : $"At {knownAt} there was no agreement {no}.", "no", no);
}
