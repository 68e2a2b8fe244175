using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Looks at stations of which frames came, and at those with an open warning, and states what began and what ended. It remembers nothing that could be
/// lost: what was told is in the streams, a look at the same readings tells nothing, and each round looks back far enough over the time of receipt that
/// a commit which took long is not missed. Taking frames in waits for none of it.
/// </summary>
public sealed class WatchStations(IDocumentStore store, FrameLog frameLog, TimeProvider clock, ILogger<WatchStations> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How often silence is looked for, which grows by the hour, and what is open looked at without a frame, because a reading was judged otherwise.</summary>
    private static readonly TimeSpan WholeInterval = TimeSpan.FromMinutes(1);

    /// <summary>A commit takes less from the receipt of its frames on, with all its conflicts and retries.</summary>
    private static readonly TimeSpan CommitMost = TimeSpan.FromMinutes(15);

    /// <summary>A warning that has lasted longer is looked at over so much only.</summary>
    private static readonly TimeSpan LookBackMost = TimeSpan.FromDays(60);

    // What had come of a station when it was last looked at: the rounds look back over the same frames again and again.
    private IReadOnlyDictionary<string, (DateTimeOffset ReceivedAt, long Count)> _heard = new Dictionary<string, (DateTimeOffset, long)>();

    private readonly Dictionary<string, int> _ruled = new(StringComparer.Ordinal);
    private DateTimeOffset? _seenUntil;
    private DateTimeOffset _wholeAt;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, Look, stoppingToken);

    private async Task Look(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var session = store.QuerySession();
        var rules = (await session.Query<WarningRulesListing>().ToListAsync(cancel)).ToDictionary(listing => listing.Id, listing => listing.Rules, StringComparer.Ordinal);
        if (rules.Count == 0) return;
        var sections = rules.Keys.ToArray();
        var stations = (await session.Query<StationListing>().Where(listing => listing.Section.IsOneOf(sections)).ToListAsync(cancel)).Select(listing => listing.Station).ToDictionary(station => station.Code, StringComparer.Ordinal);
        var open = (await session.Query<WarningListing>().Where(listing => listing.Open).ToListAsync(cancel)).Select(listing => listing.Warning).ToLookup(warning => warning.Station, StringComparer.Ordinal);
        var heard = await frameLog.Heard(stations.Keys, now - WarningLine.FreshFor, (_seenUntil ?? now - WarningLine.FreshFor) - CommitMost, cancel);
        var known = (await session.LoadManyAsync<KnownSection>(cancel, sections)).ToDictionary(section => section.Id, StringComparer.Ordinal);

        var whole = now >= _wholeAt;
        var ruledAnew = stations.Values.Where(station => _ruled.GetValueOrDefault(station.Section) != rules[station.Section].Revision).Select(station => station.Code);
        var news = heard.Where(station => !_heard.TryGetValue(station.Key, out var before) || before != station.Value).Select(station => station.Key);
        var looked = news.Concat(ruledAnew).Concat(whole ? open.Select(warnings => warnings.Key) : []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        foreach (var code in looked)
            if (stations.TryGetValue(code, out var station) && known.TryGetValue(station.Section, out var section))
                await LookAtValues(station, section, rules[station.Section], [.. open[code]], now, cancel);
        if (whole)
        {
            await LookForSilence(stations, known, rules, open, now, cancel);
            _wholeAt = now + WholeInterval;
        }

        _seenUntil = now;
        _heard = heard;
        foreach (var (section, stated) in rules) _ruled[section] = stated.Revision;
    }

    private async Task LookAtValues(Station station, KnownSection section, WarningRules rules, IReadOnlyList<Warning> open, DateTimeOffset now, CancellationToken cancel)
    {
        // The same values before the opening one are looked at as when it opened: as many as the mean needs, with room for those that miss.
        var context = WarningLine.FreshFor + TimeSpan.FromHours(3 * rules.RiseOver * station.EveryHours);
        var since = open.Where(warning => warning.Kind != WarningKind.Silent).Select(warning => warning.Begin).Append(now).Min();
        var from = since - context < now - LookBackMost - context ? now - LookBackMost - context : since - context;
        var readings = await Valid(station, from, now, cancel);
        foreach (var indicator in station.Indicators.Select(Indicators.Find))
        {
            List<WarningSigns.Point> points = [.. readings[indicator.Name]];
            await Look(WarningKind.OverTarget, begun => rules.TargetClass is { } target ? WarningSigns.OverTarget(indicator, section.WaterBody, target, points, rules.EndAfter, begun) : []);
            await Look(WarningKind.SuddenRise, begun => rules.RiseFactor is { } factor ? WarningSigns.SuddenRise(indicator, section.WaterBody, factor, rules.RiseOver, points, rules.EndAfter, begun) : []);

            Task Look(WarningKind kind, Func<DateTimeOffset?, ImmutableArray<WarningSign>> signs)
            {
                var warning = open.FirstOrDefault(told => told.Kind == kind && told.Indicator == indicator.Name);
                var found = signs(warning?.Begin < from ? warning!.Begin : null);
                return found.IsEmpty && warning is null
                    ? Task.CompletedTask
                    : Tell(section, new(section.Id, station.Code, kind, indicator.Name, found, null, now), cancel);
            }
        }
    }

    private async Task LookForSilence(
        Dictionary<string, Station> stations, Dictionary<string, KnownSection> sections, Dictionary<string, WarningRules> rules, ILookup<string, Warning> open, DateTimeOffset now, CancellationToken cancel)
    {
        var last = await frameLog.Last([.. stations.Keys], cancel);
        foreach (var station in stations.Values.Where(station => !station.IsSampled && sections.ContainsKey(station.Section)))
        {
            var heard = last.TryGetValue(station.Code, out var time) ? time : (DateTimeOffset?)null;
            var signs = rules[station.Section].SilentSlots is { } slots ? WarningSigns.Silent(station, slots, heard, now) : [];
            if (signs.IsEmpty && !open[station.Code].Any(warning => warning.Kind == WarningKind.Silent)) continue;
            await Tell(sections[station.Section], new(station.Section, station.Code, WarningKind.Silent, null, signs, heard, now), cancel);
        }
    }

    /// <summary>
    /// What goes into a month's means goes into warnings, by indicator and in order of time: what quality control or people found invalid is no reason to
    /// warn, and a warning that rests on it ends when that is found.
    /// </summary>
    private async Task<ILookup<string, WarningSigns.Point>> Valid(Station station, DateTimeOffset begin, DateTimeOffset now, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var points = new List<(string Indicator, WarningSigns.Point Point)>();
        var until = now + FrameBatch.AheadMax;
        for (var month = YearMonth.Of(begin); month.Start < until; month = month.AddMonths(1))
        {
            var counted = JudgedMonth.Of(await session.LoadMonthReadings(frameLog, month, [station], cancel)).Counted;
            points.AddRange(
                from frame in counted
                where frame.Time >= begin && frame.Time < until
                from reading in frame.Readings
                where reading.Measured() is not null
                select (reading.Indicator, new WarningSigns.Point(frame.Time, reading.Measured()!.Value)));
        }

        return points.ToLookup(reading => reading.Indicator, reading => reading.Point, StringComparer.Ordinal);
    }

    /// <summary>States what is new, and with it, in one commit, what is to be pushed to the bureaus of the section's two regions.</summary>
    private Task Tell(KnownSection section, WarningLine.Look look, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            var stream = WarningLine.Stream(look.Station, look.Kind, look.Indicator);
            var (line, version) = await session.Load<WarningLine>(stream, WarningLine.Apply, token);
            var decision = WarningLine.Decide(line, look);
            if (decision.Events.IsEmpty) return;
            session.AppendAt(stream, version, decision.Events);
            var after = decision.Events.Aggregate(line, WarningLine.Apply)!;
            var (up, down) = (section.UpstreamRegion, section.DownstreamRegion);
            var webhooks = await session.Query<WarningWebhook>().Where(webhook => webhook.Url != null && (webhook.Region == up || webhook.Region == down)).ToListAsync(token);
            foreach (var happened in decision.Events)
            {
                var (number, isEnd) = happened is WarningLine.Event.Opened opened ? (opened.Number, false) : (((WarningLine.Event.Ended)happened).Number, true);
                var warning = after.Warnings.Single(told => told.Number == number);
                session.Store(WarningListing.Of(warning));
                foreach (var webhook in webhooks)
                    session.Store(new WarningDelivery
                    {
                        Id = WarningDelivery.IdOf(warning.Id, isEnd, webhook.Id), Warning = warning.Id, IsEnd = isEnd, Organisation = webhook.Id,
                        Content = WarningTold.Content(warning, section, isEnd, look.At), NextAt = look.At,
                    });
                Log.WarningTold(log, warning.Id, isEnd ? "ended" : "opened", webhooks.Count);
            }
        },
        cancel);
}
