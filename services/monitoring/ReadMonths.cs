using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /sections/{code}/months</c> and <c>GET /sections/{code}/months/{yyyy-MM}</c>: what was stated about the water, with its explanation, in any
/// revision and as known at any time.
/// </summary>
public static class ReadMonths
{
    public static void MapReadMonths(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sections/{code}/months", All).WithTags("months")
            .WithSummary($"已关闭月份 Closed months from..to (such as 2020-05, both inclusive), latest revision each, without steps; at most {Hosting.Limits.PageRowsMax}")
            .Produces<IReadOnlyList<MonthListing>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/sections/{code}/months/{month}", One).WithTags("months")
            .WithSummary("月度结果 A closed month with its steps: the latest revision, a given one (revision), or the latest known at a time (knownAt)")
            .Produces<SectionMonth.Statement>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }

    internal static Rejection NotAMonth(string field, string? value) =>
        new(Refusal.Malformed, "invalid-month", "A month is written as 2020-05, from 1990-01 to 2200-12.", field, value);

    private static async Task<IResult> All(string code, string? from, string? to, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (from is not null && !YearMonth.TryParse(from, out _)) return NotAMonth("from", from).ToResult();
        if (to is not null && !YearMonth.TryParse(to, out _)) return NotAMonth("to", to).ToResult();
        if (await session.MayRead(code, caller, cancel) is { } rejection) return rejection.ToResult();
        var (first, last) = (from ?? "0000-00", to ?? "9999-99");
        var rows = await session.Query<MonthListing>()
            .Where(month => month.Section == code && month.Month.CompareTo(first) >= 0 && month.Month.CompareTo(last) <= 0)
            .OrderBy(month => month.Month)
            .Take(Hosting.Limits.PageRowsMax)
            .ToListAsync(cancel);
        return TypedResults.Ok(rows);
    }

    private static async Task<IResult> One(
        string code, string month, int? revision, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return NotAMonth("month", month).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        if (await session.MayRead(code, caller, cancel) is { } rejection) return rejection.ToResult();
        var (state, _) = await session.Load<SectionMonth>(SectionMonth.Stream(code, asked), SectionMonth.Apply, cancel, moment);
        var statement = revision is null ? state?.Latest : state?.Revisions.FirstOrDefault(known => known.Revision == revision);
        return statement is null
            ? NotClosed(code, $"{asked}{Asked(revision, moment)}").ToResult()
            : TypedResults.Ok(statement);
    }

    internal static Rejection NotClosed(string code, string asked) => new(Refusal.NotFound, "month-not-closed", $"Section {code} has no statement of {asked}.");

    private static string Asked(int? revision, DateTimeOffset? knownAt) =>
        (revision is null ? "" : $" in revision {revision}") + (knownAt is null ? "" : $" known at {knownAt:O}");

    /// <summary>Operators read the months of the sections that their stations watch.</summary>
    internal static async Task<Rejection?> MayRead(this IQuerySession session, string code, Caller caller, CancellationToken cancel)
    {
        if (!Codes.IsCode(code) || await session.LoadAsync<KnownSection>(code, cancel) is not { } section) return KnownSection.Unknown(code);
        if (section.MayBeReadBy(caller)) return null;
        return await session.Query<StationListing>().AnyAsync(listing => listing.Section == code && listing.Operator == caller.Organisation, cancel)
            ? null
            : section.NotYours(caller);
    }
}

/// <summary>The latest statement of a month without its steps, for listings.</summary>
/// <param name="Id">Section and month.</param>
public sealed record MonthListing(
    string Id, string Section, string Month, int Revision,
    [property: JsonConverter(typeof(WaterClassText))] WaterClass? Class, string? ClassReason, IReadOnlyList<string> DecidingIndicators, IReadOnlyList<IndicatorMonth> Means, string ReadingsSha256, DateTimeOffset At)
{
    public static MonthListing Of(SectionMonth month)
    {
        var (latest, result) = (month.Latest, month.Latest.Result);
        return new(
            $"{month.Section}/{month.Month}", month.Section, result.Month, latest.Revision, result.Class, result.ClassReason, result.DecidingIndicators,
            result.Means, result.ReadingsSha256, latest.At);
    }
}
