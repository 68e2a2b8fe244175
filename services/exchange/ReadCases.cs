using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>Reading cases and their explanations; each caller those of its own region's agreements.</summary>
public static class ReadCases
{
    /// <param name="Next">Id to pass as <c>after</c> for the next page; null on the last one.</param>
    public sealed record Page(IReadOnlyList<Row> Cases, string? Next);

    public sealed record Row(string Agreement, string Period, CaseStatus Status, DateOnly DataDueOn, DateOnly? SilenceEndsOn, bool Objected);

    public static void MapReadCases(this IEndpointRouteBuilder app)
    {
        app.MapGet("/cases", List).RequireRole(Sees.Roles).WithTags("cases").WithSummary("结算案列表 List cases").Produces<Page>().ProducesProblem(422);
        app.MapGet("/cases/{agreement}/{period}", One).RequireRole(Sees.Roles).WithTags("cases").WithSummary("读取结算案 Read a case").Produces<CaseView>().ProducesProblem(404);
        app.MapGet("/cases/{agreement}/{period}/explanation", Explain).RequireRole(Sees.Roles).WithTags("cases")
            .WithSummary("计算依据 Explain a case (of=assessment, or of=restatement: what was noted after settlement): JSON; Chinese text with Accept: text/plain or format=text; a page with Accept: text/html or format=html; format=json; any other word is refused")
            .Produces<Step>().ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<IResult> List(
        Caller caller, IDocumentStore store, CancellationToken cancel, string after = "", int limit = 100, CaseStatus? status = null, string? agreement = null)
    {
        if (limit is < 1 or > Limits.PageRowsMax)
            return new Rejection(Refusal.NotAllowed, "invalid-limit", $"A limit is from 1 to {Limits.PageRowsMax}.", "limit", limit.ToString()).ToResult();
        await using var session = store.QuerySession();
        var query = session.Query<CaseListing>().Where(c => c.Id.CompareTo(after) > 0);
        if (!Sees.Everything(caller)) query = query.Where(c => c.Regions.Contains(caller.Region));
        if (status is not null) query = query.Where(c => c.Status == status);
        if (agreement is not null) query = query.Where(c => c.Agreement == agreement);
        var rows = await query.OrderBy(c => c.Id).Take(limit).ToListAsync(cancel);
        return TypedResults.Ok(new Page(
            [.. rows.Select(c => new Row(c.Agreement, c.Period, c.Status, c.DataDueOn, c.SilenceEndsOn, c.Objected))],
            rows.Count == limit ? rows[^1].Id : null));
    }

    private static async Task<IResult> One(string agreement, string period, Caller caller, IDocumentStore store, CancellationToken cancel, string? knownAt = null)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } refused) return refused.ToResult();
        await using var session = store.QuerySession();
        var found = await Find(session, agreement, period, caller, moment, cancel);
        if (found is null) return NoSuchCase(agreement, period, caller);
        var marks = await session.FundMarksOn(agreement, moment, cancel);
        // As known then, the case itself says what it missed; now, the facts do.
        if (knownAt is not null) return TypedResults.Ok(CaseView.Of(found, found.Missing).With(marks));
        var missing = found.Status == CaseStatus.Open ? KnownMonths.Missing(found.Needs, await KnownMonths.Latest(session, found.Needs, cancel)) : [];
        return TypedResults.Ok(CaseView.Of(found, missing).With(marks));
    }

    private static async Task<IResult> Explain(
        string agreement, string period, Caller caller, HttpRequest request, IDocumentStore store, CancellationToken cancel, string? format = null, string? of = null, string? knownAt = null)
    {
        if (Refuse(format, of) is { } unknown) return unknown.ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } refused) return refused.ToResult();
        await using var session = store.QuerySession();
        var found = await Find(session, agreement, period, caller, moment, cancel);
        if (found is null) return NoSuchCase(agreement, period, caller);
        var explanation = of switch
        {
            "restatement" => found.Restatement?.Assessment.Explanation,
            "difference" => found.Difference,
            _ => found.Assessment?.Explanation,
        };
        if (explanation is null)
            return new Rejection(Refusal.NotFound, "not-assessed", $"The case {agreement} {period} has no {of ?? "assessment"} yet.").ToResult();
        return Form(format, request.Headers.Accept.ToString()) switch
        {
            "text" => TypedResults.Text(Explanation.Text(explanation), "text/plain", Encoding.UTF8),
            "html" => TypedResults.Text(ExplanationPage.Of(explanation), "text/html", Encoding.UTF8),
            _ => TypedResults.Text(Explanation.Json(explanation), "application/json", Encoding.UTF8),
        };
    }

    /// <summary>A word that asks for a form, or for an assessment, that there is not; null where all is well.</summary>
    public static Rejection? Refuse(string? format, string? of)
    {
        if (format is not (null or "json" or "text" or "html")) return new(Refusal.NotAllowed, "invalid-format", "An explanation comes as json, text or html.", "format", format);
        return of is null or "assessment" or "restatement" or "difference" ? null : new(Refusal.NotAllowed, "invalid-of", "What is explained is the assessment, the restatement or the difference between them.", "of", of);
    }

    private static string Form(string? format, string accept)
    {
        if (format is not null) return format;
        if (accept.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase)) return "text";
        return accept.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) ? "html" : "json";
    }

    private static async Task<Case?> Find(IQuerySession session, string agreement, string period, Caller caller, DateTimeOffset? knownAt, CancellationToken cancel)
    {
        var (found, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel, knownAt);
        return found is not null && (Sees.Everything(caller) || found.Concerns(caller.Region)) ? found : null;
    }

    private static IResult NoSuchCase(string agreement, string period, Caller caller) =>
        new Rejection(Refusal.NotFound, "no-such-case", $"There is no case {agreement} {period} for the region {caller.Region}.").ToResult();
}

/// <summary>Who reads across regions.</summary>
public static class Sees
{
    /// <summary>Who has to do with money; operators of stations have not.</summary>
    public static readonly string[] Roles = [Role.Bureau, Role.Finance, Role.Superior, Role.Auditor];

    public static bool Everything(Caller caller) => caller.Role is Role.Superior or Role.Auditor;
}
