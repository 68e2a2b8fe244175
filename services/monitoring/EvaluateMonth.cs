using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /sections/{code}/months/{month}/evaluation</c> and <c>GET /basins/{code}/months/{month}/evaluation</c>: closed months in the words of the
/// national evaluation, from automatic data where no other <c>source</c> is asked for.
/// </summary>
public static class EvaluateMonth
{
    /// <summary>Most sections of a basin that are evaluated at once.</summary>
    private const int SectionsMax = Hosting.Limits.PageRowsMax;

    private const int MonthsPerYear = 12;

    public static void MapEvaluateMonth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sections/{code}/months/{month}/evaluation", Section).WithTags("months")
            .WithSummary("断面水质评价 Condition, main pollutants and change of a section in a closed month, with its steps, now or as known at a time (knownAt)")
            .Produces<WaterEvaluation>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/basins/{code}/months/{month}/evaluation", OfBasin).WithTags("months")
            .WithSummary($"流域水质评价 Condition of a basin in a month, now or as known at a time (knownAt), over the sections the caller may read; refused where these are more than {SectionsMax}")
            .Produces<BasinEvaluationView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<IResult> Section(string code, string month, string? source, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return ReadMonths.NotAMonth("month", month).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        if (source is not null && !DataSource.All.Contains(source)) return ReadMonths.NotASource(source).ToResult();
        if (await session.MayRead(code, caller, cancel) is { } rejection) return rejection.ToResult();
        if (await Latest(session, code, asked, source, moment, cancel) is not { } statement) return ReadMonths.NotClosed(code, $"{asked}{ReadMonths.Asked(null, moment)}").ToResult();
        var before = await Latest(session, code, asked.AddMonths(-MonthsPerYear), source, moment, cancel);
        return TypedResults.Ok(WaterEvaluation.Of(statement, before?.Result));
    }

    private static async Task<IResult> OfBasin(string code, string month, string? source, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return ReadMonths.NotAMonth("month", month).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        if (source is not null && !DataSource.All.Contains(source)) return ReadMonths.NotASource(source).ToResult();
        var sections = await session.SectionsOfBasin(code, caller, SectionsMax, cancel);
        if (BasinSections.Refuse(code, caller, sections.Count, SectionsMax) is { } rejection) return rejection.ToResult();
        return TypedResults.Ok(BasinEvaluationView.Of(code, $"{asked}", [.. await session.LatestOf(sections, asked, source ?? DataSource.Stations, cancel, moment)]));
    }

    private static async Task<SectionMonth.Statement?> Latest(IQuerySession session, string code, YearMonth month, string? source, DateTimeOffset? knownAt, CancellationToken cancel) =>
        (await session.Load<SectionMonth>(SectionMonth.Stream(code, month, source ?? DataSource.Stations), SectionMonth.Apply, cancel, knownAt)).State?.Latest;
}
