using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /stations/{code}/gaps</c>, <c>GET /sections/{code}/gaps</c> and <c>GET /gaps</c>: what was expected of stations and what came, by month, worked
/// out from the log when it is asked for, now or as known at a time.
/// </summary>
public static class ReadGaps
{
    /// <summary>Most stations that are ranked at once.</summary>
    public const int RankedMax = 10_000;

    /// <summary>A station's ledger with what was asked of it again.</summary>
    public sealed record StationGaps(GapLedger Ledger, IReadOnlyList<ResendDay> Resends);

    /// <summary>One station in the order of its transmission rate.</summary>
    public sealed record Ranked(string Station, string Section, string Operator, Rate Transmission);

    public static void MapReadGaps(this IEndpointRouteBuilder app)
    {
        app.MapGet("/stations/{code}/gaps", OfStation).WithTags("gaps").WithSummary("缺测台账 What a station was expected to send in a month (month=2024-05) and what came, with rates, gaps and what was asked again")
            .Produces<StationGaps>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/sections/{code}/gaps", OfSection).WithTags("gaps").WithSummary("断面缺测台账 The same for every station of a section that serves in the month")
            .Produces<IReadOnlyList<StationGaps>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/gaps", Worst).RequireRole(Role.Superior, Role.Auditor).WithTags("gaps").WithSummary($"传输率排序 Stations by transmission rate in a month, the worst first, at most {Hosting.Limits.PageRowsMax}; for the superior and auditors")
            .Produces<IReadOnlyList<Ranked>>().ProducesProblem(400).ProducesProblem(422);
    }

    private static async Task<IResult> OfStation(
        string code, string? month, string? knownAt, Caller caller, IQuerySession session, FrameLog log, TimeProvider clock, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return ReadMonths.NotAMonth("month", month).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var (listing, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        return TypedResults.Ok((await session.Ledgers([listing!.Station], asked, log, moment, clock.GetUtcNow(), cancel))[0]);
    }

    private static async Task<IResult> OfSection(
        string code, string? month, string? knownAt, Caller caller, IQuerySession session, FrameLog log, TimeProvider clock, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return ReadMonths.NotAMonth("month", month).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        if (await session.MayRead(code, caller, cancel) is { } rejection) return rejection.ToResult();
        var stations = await session.Query<StationListing>().Where(listing => listing.Section == code).OrderBy(listing => listing.Id).ToListAsync(cancel);
        var serving = stations.Select(listing => listing.Station).Where(station => GapLedger.Span(station, asked.FirstDay, asked.LastDay, asked.End) is not null).ToList();
        return TypedResults.Ok(await session.Ledgers(serving, asked, log, moment, clock.GetUtcNow(), cancel));
    }

    private static async Task<IResult> Worst(string? month, IQuerySession session, FrameLog log, TimeProvider clock, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return ReadMonths.NotAMonth("month", month).ToResult();
        var stations = await session.Query<StationListing>().OrderBy(listing => listing.Id).Take(RankedMax + 1).ToListAsync(cancel);
        if (stations.Count > RankedMax) return new Rejection(Refusal.NotAllowed, "too-many-stations", $"There are more than {RankedMax} stations; at most so many are ranked at once.").ToResult();
        var now = clock.GetUtcNow();
        var spans = stations.Select(listing => (listing.Station, Span: GapLedger.Span(listing.Station, asked.FirstDay, asked.LastDay, now))).Where(known => known.Span is not null).ToList();
        if (spans.Count == 0) return TypedResults.Ok(Array.Empty<Ranked>());
        var received = await log.Slots([.. spans.Select(known => (known.Station.Code, known.Station.EveryHours, known.Span!.Value.From, known.Span.Value.To))], cancel);
        return TypedResults.Ok(spans
            .Select(known => new Ranked(known.Station.Code, known.Station.Section, known.Station.Operator, new(received.GetValueOrDefault(known.Station.Code), known.Span!.Value.Slots)))
            .OrderBy(ranked => (decimal)ranked.Transmission.Of / ranked.Transmission.In).ThenBy(ranked => ranked.Station, StringComparer.Ordinal)
            .Take(Hosting.Limits.PageRowsMax));
    }

    private static async Task<IReadOnlyList<StationGaps>> Ledgers(
        this IQuerySession session, IReadOnlyList<Station> stations, YearMonth month, FrameLog log, DateTimeOffset? knownAt, DateTimeOffset now, CancellationToken cancel)
    {
        var readings = await session.LoadMonthReadings(log, month, stations, cancel, knownAt);
        var frames = readings.Frames.Where(frame => YearMonth.Of(frame.Time) == month).ToLookup(frame => frame.Station, StringComparer.Ordinal);
        // Valid is what a month's mean would take: in order by the rules of quality control, or found so by people.
        var valid = JudgedMonth.Of(readings).Judged.Where(reading => reading.Outcome == QualityOutcome.Valid)
            .Select(reading => (reading.Frame.Station, reading.Frame.Time, reading.Found.Reading.Indicator)).ToHashSet();
        var until = knownAt < now ? knownAt.Value : now;
        var ledgers = new List<StationGaps>();
        foreach (var station in stations)
        {
            var prefix = $"{station.Code}/{month}-";
            var resends = await session.Query<ResendListing>().Where(listing => listing.Id.StartsWith(prefix)).OrderBy(listing => listing.Id).ToListAsync(cancel);
            ledgers.Add(new(
                GapLedger.Of(station, month.FirstDay, month.LastDay, until, [.. frames[station.Code]], (frame, reading) => valid.Contains((frame.Station, frame.Time, reading.Indicator))), [.. resends.Select(listing => listing.Day)]));
        }

        return ledgers;
    }
}

/// <summary>What was asked of a station again for one day, found by station and day. Id: <c>{station}/{day}</c>.</summary>
public sealed record ResendListing(string Id, ResendDay Day)
{
    public static ResendListing Of(ResendDay day) => new(IdOf(day.Station, day.Day), day);

    public static string IdOf(string station, DateOnly day) => $"{station}/{day:O}";
}
