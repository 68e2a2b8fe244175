using System.Globalization;
using System.Text;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /stations/{code}/series.csv</c> and <c>GET /sections/{code}/series.csv</c>: any series with its revisions, line by line as the database gives
/// it, however long it is.
/// </summary>
public static class ReadSeries
{
    /// <summary>Longest range, days: ten years.</summary>
    public const int DaysMax = 3660;

    /// <summary>Most indicators that are named.</summary>
    public const int IndicatorsMax = 64;

    public static void MapReadSeries(this IEndpointRouteBuilder app)
    {
        app.MapGet("/stations/{code}/series.csv", OfStation).WithTags("readings").WithSummary("下载读数 A station's readings as CSV").WithDescription(Description)
            .Produces<string>(200, "text/csv").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/sections/{code}/series.csv", OfSection).WithTags("readings").WithSummary("下载断面读数 The readings of all stations of a section as CSV").WithDescription(Description)
            .Produces<string>(200, "text/csv").ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }

    private static readonly string Description =
        $"""
        Days `from` and `to` (such as 2024-01-01, Asia/Shanghai, both inclusive, at most {DaysMax} days); `indicator` by any of its names, several times, all when none is named;
        `revisions=latest` (usual) or `all`; `knownAt`: as known at a time. A value that is empty beside a detection limit is below it. A text that begins like a formula has an apostrophe before it.
        `outcome` is what quality control and reviews make of a reading of the latest revision, as its month does: only 有效 valid goes into means; empty for earlier revisions and where nothing was measured, 未判定 not
        judged where the month has more than {FrameLog.FramesMax} frames. `review` is the id of the review that decided it.
        """;

    /// <summary>What is asked for.</summary>
    /// <param name="Until">Exclusive.</param>
    private sealed record Asked(DateTimeOffset From, DateTimeOffset Until, IReadOnlySet<string>? Indicators, bool AllRevisions, DateTimeOffset? KnownAt);

    private static async Task<IResult> OfStation(
        string code, [FromQuery] string[]? indicator, string? from, string? to, string? revisions, string? knownAt, Caller caller, IQuerySession session, FrameLog log, CancellationToken cancel)
    {
        if (Read(indicator ?? [], from, to, revisions, knownAt, out var asked) is { } malformed) return malformed.ToResult();
        var (listing, rejection) = await session.Find(code, caller, cancel);
        return rejection?.ToResult() ?? File(code, [listing!.Station], asked!, session, log, cancel);
    }

    private static async Task<IResult> OfSection(
        string code, [FromQuery] string[]? indicator, string? from, string? to, string? revisions, string? knownAt, Caller caller, IQuerySession session, FrameLog log, CancellationToken cancel)
    {
        if (Read(indicator ?? [], from, to, revisions, knownAt, out var asked) is { } malformed) return malformed.ToResult();
        var (stations, rejection) = await session.MayReadStations(code, caller, cancel);
        return rejection?.ToResult() ?? File(code, stations!, asked!, session, log, cancel);
    }

    private static Rejection? Read(string[] indicators, string? from, string? to, string? revisions, string? knownAt, out Asked? asked)
    {
        asked = null;
        if (Day("from", from, out var first) is { } noFrom) return noFrom;
        if (Day("to", to, out var last) is { } noTo) return noTo;
        if (last < first || last.DayNumber - first.DayNumber >= DaysMax)
            return new(Refusal.Malformed, "invalid-range", $"A range has 1 to {DaysMax} days; {first:O} to {last:O} has {last.DayNumber - first.DayNumber + 1}.", "to", to);
        if (revisions is not (null or "latest" or "all")) return new(Refusal.Malformed, "malformed-query", "revisions is latest or all.", "revisions", revisions);
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed;
        if (indicators.Length > IndicatorsMax) return new(Refusal.Malformed, "malformed-query", $"At most {IndicatorsMax} indicators are named.", "indicator");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in indicators)
        {
            if (!Indicators.TryFind(name, out var indicator)) return new(Refusal.Malformed, "unknown-indicator", $"'{name}' is not an indicator of {Indicators.Edition}.", "indicator", name);
            names.Add(indicator.Name);
        }

        asked = new(Start(first), Start(last.AddDays(1)), names.Count == 0 ? null : names, revisions == "all", moment);
        return null;
    }

    private static Rejection? Day(string field, string? text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is >= YearMonth.YearMin and <= YearMonth.YearMax
            ? null
            : new(Refusal.Malformed, "invalid-date", $"{field} is a day such as 2024-01-31, from {YearMonth.YearMin} to {YearMonth.YearMax}.", field, text);

    private static DateTimeOffset Start(DateOnly day) => new(day, TimeOnly.MinValue, YearMonth.ChinaOffset);

    private static PushStreamHttpResult File(string code, IReadOnlyList<Station> stations, Asked asked, IQuerySession session, FrameLog log, CancellationToken cancel) => TypedResults.Stream(
        async body =>
        {
            await using var writer = new StreamWriter(body, new UTF8Encoding(false), bufferSize: 32 * 1024, leaveOpen: true);
            await writer.WriteAsync(SeriesCsv.Header.AsMemory(), cancel);
            foreach (var station in stations) await Write(writer, station, asked, session, log, cancel);
        },
        "text/csv; charset=utf-8",
        $"{code}.csv");

    private static async Task Write(StreamWriter writer, Station station, Asked asked, IQuerySession session, FrameLog log, CancellationToken cancel)
    {
        var (revisions, month, judged) = (new List<StoredFrame>(), default(YearMonth?), default(JudgedReadings));
        await foreach (var frame in log.Stream(station.Code, asked.From, asked.Until, asked.KnownAt, cancel))
        {
            if (revisions.Count > 0 && revisions[0].Time != frame.Time)
            {
                await writer.WriteAsync(SeriesCsv.Lines(station, revisions, asked.Indicators, asked.AllRevisions, judged).AsMemory(), cancel);
                revisions.Clear();
            }

            // One month at a time is judged, so that a long series takes no more room than a short one.
            if (month != YearMonth.Of(frame.Time)) (month, judged) = (YearMonth.Of(frame.Time), await Judged(session, log, YearMonth.Of(frame.Time), station, asked.KnownAt, cancel));
            revisions.Add(frame);
        }

        if (revisions.Count > 0) await writer.WriteAsync(SeriesCsv.Lines(station, revisions, asked.Indicators, asked.AllRevisions, judged).AsMemory(), cancel);
    }

    private static async Task<JudgedReadings?> Judged(IQuerySession session, FrameLog log, YearMonth month, Station station, DateTimeOffset? knownAt, CancellationToken cancel)
    {
        try
        {
            return JudgedReadings.Of(await session.LoadMonthReadings(log, month, [station], cancel, knownAt));
        }
        catch (RefusedException)
        {
            // Too many frames to be looked at together: the readings are handed out all the same, and say that nobody judged them.
            return null;
        }
    }

    /// <summary>The stations of a section that the caller may read: all of them, or an operator its own.</summary>
    private static async Task<(IReadOnlyList<Station>? Stations, Rejection? Rejection)> MayReadStations(this IQuerySession session, string code, Caller caller, CancellationToken cancel)
    {
        if (await session.MayRead(code, caller, cancel) is { } rejection) return (null, rejection);
        var section = await session.LoadAsync<KnownSection>(code, cancel);
        var all = section is not null && section.MayBeReadBy(caller);
        var stations = await session.Query<StationListing>()
            .Where(listing => listing.Section == code && (all || listing.Operator == caller.Organisation))
            .ToListAsync(cancel);
        return ([.. stations.Select(listing => listing.Station).OrderBy(station => station.Code, StringComparer.Ordinal)], null);
    }
}
