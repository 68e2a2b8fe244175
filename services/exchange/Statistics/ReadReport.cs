using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /cases/{agreement}/{period}/report</c>: the evaluation report of a case that was assessed; each caller those of its own region's agreements.</summary>
public static class ReadReport
{
    private const int MonthsPerYear = 12;

    public static void MapReadReport(this IEndpointRouteBuilder app) =>
        app.MapGet("/cases/{agreement}/{period}/report", Get).RequireRole(Sees.Roles).WithTags("statistics")
            .WithSummary("绩效评估报告 Evaluation report of a period: JSON; Chinese text with Accept: text/plain or form=text; a page with Accept: text/html or form=html; a paper with Accept: application/pdf or form=pdf").Produces<object>().ProducesProblem(404).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> Get(string agreement, string period, Caller caller, HttpContext http, IQuerySession session, PrintedReports printed, CancellationToken cancel, string? form = null)
    {
        if (form is not (null or "json" or "text" or "html" or "pdf")) return new Rejection(Refusal.NotAllowed, "invalid-form", "A report comes as json, text, html or pdf.", "form", form).ToResult();
        var (found, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel);
        if (found is null || !(Sees.Everything(caller) || found.Concerns(caller.Region)))
            return new Rejection(Refusal.NotFound, "no-such-case", $"There is no case {agreement} {period} for the region {caller.Region}.").ToResult();
        if (found.Assessment is null) return new Rejection(Refusal.NotFound, "not-assessed", $"The case {agreement} {period} has no assessment yet.").ToResult();
        var report = await Of(session, found, cancel);
        return (form ?? Asked(http.Request.Headers.Accept.ToString())) switch
        {
            "text" => Download.Answer(http, Encoding.UTF8.GetBytes(ReportForms.Text(report)), "text/plain; charset=utf-8"),
            "pdf" => await Print(http, printed, report),
            "html" => Download.Answer(http, Encoding.UTF8.GetBytes(ReportForms.Html(report)), "text/html; charset=utf-8"),
            _ => await new Download(ReportForms.Json(report), [], []).Answer(http, Download.JsonForm),
        };
    }

    private static async Task<IResult> Print(HttpContext http, PrintedReports printed, EvaluationReport report)
    {
        try
        {
            return Download.Answer(http, printed.Pdf(report), "application/pdf");
        }
        catch (UnusableSettingException problem)
        {
            await Rejections.Write(http, StatusCodes.Status503ServiceUnavailable, "no-font", problem.Message);
            return TypedResults.Empty;
        }
    }

    private static async Task<EvaluationReport> Of(IQuerySession session, Case found, CancellationToken cancel)
    {
        var assessment = found.Assessment!;
        var signed = await session.LoadAsync<KnownTerms>(KnownTerms.IdOf(found.Agreement, assessment.TermsRevision), cancel)
            ?? throw new InvalidOperationException($"The terms of {found.Agreement}, revision {assessment.TermsRevision}, are not known.");
        var months = await session.LoadManyAsync<KnownSectionMonth>(cancel, [.. assessment.Facts.Select(fact => fact.KnownId)]);
        var before = await KnownMonths.Latest(session, [.. months.Select(month => KnownSectionMonth.KeyOf(month.Facts.Section, month.Facts.Month.AddMonths(-MonthsPerYear))).Distinct()], cancel);
        var inOrder = months.OrderBy(month => month.Facts.Section, StringComparer.Ordinal).ThenBy(month => month.Facts.Month).ThenBy(month => month.Facts.Source, StringComparer.Ordinal);
        return EvaluationReport.Of(found, signed, SignedTerms.Read(found.Agreement, signed.Document, signed.DocumentSha256), [.. inOrder], before);
    }

    private static string Asked(string accept) =>
        accept.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) ? "text" : accept.StartsWith("application/pdf", StringComparison.OrdinalIgnoreCase) ? "pdf" : accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) ? "html" : "json";
}
