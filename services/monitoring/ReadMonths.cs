using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /sections/{code}/months</c> and <c>GET /sections/{code}/months/{yyyy-MM}</c>: what was stated about the water, with its explanation, in any
/// revision and as known at any time; automatic and sampled data side by side.
/// </summary>
public static class ReadMonths
{
    public static void MapReadMonths(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sections/{code}/months", All).WithTags("months")
            .WithSummary($"已关闭月份 Closed months from..to (such as 2020-05, both inclusive), latest revision of each source, without steps, now or as known at a time (knownAt); at most {Hosting.Limits.PageRowsMax}")
            .Produces<IReadOnlyList<MonthListing>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/sections/{code}/months/{month}", One).WithTags("months")
            .WithSummary("月度结果 A closed month with its steps, automatic and sampled data side by side: the latest revision, a given one (revision), or the latest known at a time (knownAt); of one source only with source")
            .Produces<MonthView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }

    internal static Rejection NotAMonth(string field, string? value) =>
        new(Refusal.Malformed, "invalid-month", "A month is written as 2020-05, from 1990-01 to 2200-12.", field, value);

    private static async Task<IResult> All(string code, string? from, string? to, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (from is not null && !YearMonth.TryParse(from, out _)) return NotAMonth("from", from).ToResult();
        if (to is not null && !YearMonth.TryParse(to, out _)) return NotAMonth("to", to).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        if (await session.MayRead(code, caller, cancel) is { } rejection) return rejection.ToResult();
        var (first, last) = (from ?? "0000-00", to ?? "9999-99");
        var rows = await session.Query<MonthListing>()
            .Where(month => month.Section == code && month.Month.CompareTo(first) >= 0 && month.Month.CompareTo(last) <= 0)
            .OrderBy(month => month.Month).ThenBy(month => month.Id)
            .Take(Hosting.Limits.PageRowsMax)
            .ToListAsync(cancel);
        if (moment is null) return TypedResults.Ok(rows);
        string StreamOf(MonthListing row) => SectionMonth.Stream(code, YearMonth.Parse(row.Month), row.Source);
        var months = await session.LoadMany<SectionMonth>(rows.Select(StreamOf), SectionMonth.Apply, cancel, moment);
        return TypedResults.Ok(rows.Select(row => months.GetValueOrDefault(StreamOf(row)).State).OfType<SectionMonth>().Select(MonthListing.Of).ToList());
    }

    private static async Task<IResult> One(
        string code, string month, int? revision, string? knownAt, string? source, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return NotAMonth("month", month).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        if (source is not null && !DataSource.All.Contains(source)) return NotASource(source).ToResult();
        if (await session.MayRead(code, caller, cancel) is { } rejection) return rejection.ToResult();
        var statements = new List<SectionMonth.Statement>();
        foreach (var from in source is null ? DataSource.All : [source])
        {
            var (state, _) = await session.Load<SectionMonth>(SectionMonth.Stream(code, asked, from), SectionMonth.Apply, cancel, moment);
            // Revisions are counted for each source: a number says which of the first one, and of the others the latest stands beside it.
            var statement = revision is null || statements.Count > 0 ? state?.Latest : state?.Revisions.FirstOrDefault(known => known.Revision == revision);
            if (statement is not null) statements.Add(statement);
            else if (state is not null) break;
        }

        return MonthView.Of(statements) is { } view ? TypedResults.Ok(view) : NotClosed(code, $"{asked}{Asked(revision, moment)}").ToResult();
    }

    internal static Rejection NotASource(string source) => new(Refusal.NotAllowed, "unknown-source", $"Data comes from {string.Join("、", DataSource.All)}.", "source", source);

    internal static Rejection NotClosed(string code, string asked) => new(Refusal.NotFound, "month-not-closed", $"Section {code} has no statement of {asked}.");

    internal static string Asked(int? revision, DateTimeOffset? knownAt) =>
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

/// <summary>What was stated about a month: automatic data, or the first source there is, and beside it what the other sources say.</summary>
/// <param name="Source">Where the data comes from (数据来源).</param>
/// <param name="OtherSources">One statement each, in the order of <see cref="DataSource.All"/>; empty where there is one source only.</param>
public sealed record MonthView(
    int Revision, MonthResult Result, Step Steps, string By, DateTimeOffset At, string Source, IReadOnlyList<MonthView> OtherSources)
{
    /// <summary>Null where nothing was stated.</summary>
    public static MonthView? Of(IReadOnlyList<SectionMonth.Statement> statements) =>
        statements.Count == 0 ? null : Of(statements[0], [.. statements.Skip(1).Select(other => Of(other, []))]);

    private static MonthView Of(SectionMonth.Statement statement, IReadOnlyList<MonthView> others) =>
        new(statement.Revision, statement.Result, statement.Steps, statement.By, statement.At, statement.Result.Source ?? DataSource.Stations, others);
}

/// <summary>The latest statement of a month from one source without its steps, for listings.</summary>
/// <param name="Id">Section and month, and the source where it is not automatic data.</param>
/// <param name="Volume">Water that passed; null where no station measures flow.</param>
public sealed record MonthListing(
    string Id, string Section, string Month, int Revision,
    [property: JsonConverter(typeof(WaterClassText))] WaterClass? Class, string? ClassReason, IReadOnlyList<string> DecidingIndicators, IReadOnlyList<IndicatorMonth> Means, string ReadingsSha256, DateTimeOffset At,
    string Source = DataSource.Stations, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MonthVolume? Volume = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IndicatorLoad>? Loads = null)
{
    public static MonthListing Of(SectionMonth month)
    {
        var (latest, result) = (month.Latest, month.Latest.Result);
        return new(
            SectionMonth.IdOf(month.Section, month.Month, month.Source), month.Section, result.Month, latest.Revision, result.Class, result.ClassReason, result.DecidingIndicators,
            result.Means, result.ReadingsSha256, latest.At, month.Source, result.Volume, result.Loads);
    }
}
