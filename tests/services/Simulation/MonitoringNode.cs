using System.Collections.Immutable;
using Basin.Messages.Exchange.V1;
using Basin.Messages.Registry.V1;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using KnownSection = Basin.Monitoring.KnownSection;
using SectionMonth = Basin.Monitoring.SectionMonth;

namespace Basin.Services.Tests.Simulation;

/// <summary>Monitoring: frames are taken in, months are closed and restated, questions are answered.</summary>
internal sealed class MonitoringNode(World world) : Node("monitoring", MonitoringOutbound.Messages, world)
{
    public static readonly Closing Closing = new(10, TimeSpan.FromHours(6));

    private static readonly TimeSpan Round = TimeSpan.FromHours(12);

    /// <summary>Every revision of one frame.</summary>
    private sealed record FrameDocument(ImmutableArray<StoredFrame> Revisions);

    /// <summary>A station of a section is in service from a month on.</summary>
    public Task<bool> State(Station station) => Work(
        session =>
        {
            if (session.Document<StationListing>(station.Code) is not null) return false;
            session.Store(station.Code, new StationListing(station.Code, station.Section, station.Operator, station));
            foreach (var (section, month) in TouchedMonth.Since(station.Section, YearMonth.Of(station.InServiceFrom), Now)) Touch(session, section, month);
            return true;
        },
        alone: true);

    public Task<Taken> Push(Frame frame) => Work(
        session =>
        {
            var stations = session.Documents<StationListing>().ToDictionary(listing => listing.Id, StringComparer.Ordinal);
            var stored = session.Document<FrameDocument>(IdOf(frame))?.Revisions ?? [];
            var histories = new Dictionary<FrameLog.Key, FrameHistory> { [new(frame.Station, frame.Time)] = new([.. stored.Select(one => new FrameHistory.Mark(one.ContentSha256, one.Held))]) };
            var deciding = new Deciding(stations, histories, new(), [], Now);
            var receipt = deciding.Take(new(stations[frame.Station].Operator, [new(frame, default)], Way: FrameWay.BackFill));
            foreach (var row in deciding.Rows)
                stored = stored.Add(new(frame.Station, frame.Time, row.Revision, frame.State, frame.Readings, row.Submitted.ContentSha256, row.Held, row.Operator, row.ReceivedAt));
            if (deciding.Rows.Count > 0) session.Store(IdOf(frame), new FrameDocument(stored));
            foreach (var (section, month) in deciding.Touched) Touch(session, section, month);
            return receipt.Frames[0];
        },
        alone: true);

    /// <summary>What the closer does when it comes round, holding the touched months.</summary>
    public void KeepClosing()
    {
        Clock.After(Round, KeepClosing);
        if (!IsUp) return;
        Clock.Begin(async () =>
        {
            foreach (var touched in Database.Documents<TouchedMonth>().Where(touched => touched.DueAt <= Now))
            {
                await Work(
                    session =>
                    {
                        session.Delete<TouchedMonth>(touched.Id);
                        Close(session, touched.Section, YearMonth.Parse(touched.Month), SectionMonth.Close.ByItself);
                        return true;
                    },
                    alone: true);
            }
        });
    }

    public Task<bool> CloseMonth(string section, YearMonth month, string by) => Work(session =>
    {
        Close(session, section, month, by);
        return true;
    });

    /// <summary>What is stated of a month now, by source: the truth that the exchange has to arrive at.</summary>
    public IEnumerable<SectionMonth> Stated(string section, YearMonth month) =>
        DataSource.All.Select(source => Database.Load<SectionMonth>(SectionMonth.Stream(section, month, source)).State).OfType<SectionMonth>();

    public bool HasWork => Database.Documents<TouchedMonth>().Any(touched => touched.DueAt <= Now + Round);

    protected override Task Consume(object message) => message switch
    {
        SectionMonthsAsked asked => Answer(asked),
        SectionStated stated => Learn(stated),
        _ => throw new BrokenPromiseException($"Monitoring was sent {message.GetType().Name}."),
    };

    private Task Learn(SectionStated m) => Work(
        session =>
        {
            if (session.Document<KnownSection>(m.Section)?.Revision >= m.Revision) return false;
            session.Store(m.Section, new KnownSection(m.Section, m.Revision, m.Name, m.Aliases, m.Basin, WaterBody.River, m.UpstreamRegion, m.DownstreamRegion));
            return true;
        },
        alone: true);

    private async Task Answer(SectionMonthsAsked asked)
    {
        foreach (var one in asked.Missing)
        {
            var month = YearMonth.Parse(one.Month);
            var isWhole = await Work(session =>
            {
                List<string> closed = [.. DataSource.All.Where(source => session.Decide<SectionMonth>(
                    SectionMonth.Stream(one.Section, month, source), SectionMonth.Apply, known => SectionMonth.Decide(known, new SectionMonth.Announce(asked.AskedAt))) is null)];
                return closed.Count > 0 && MonthResult.ServingIn(month, StationsOf(session, one.Section)).All(closed.Contains);
            });
            if (isWhole || Now < Closing.DueOf(month)) continue;
            await Work(session =>
            {
                if (session.Document<TouchedMonth>(TouchedMonth.IdOf(one.Section, month)) is { } touched && touched.DueAt > Now) return false;
                Close(session, one.Section, month, "exchange");
                return true;
            });
        }
    }

    private void Close(Session session, string section, YearMonth month, string by)
    {
        var stations = StationsOf(session, section);
        List<StoredFrame> frames = [.. session.Documents<FrameDocument>().SelectMany(frame => frame.Revisions).Where(frame => YearMonth.Of(frame.Time) == month)];
        var judged = JudgedMonth.Of(new(month, stations, ImmutableDictionary<string, Station>.Empty, ImmutableDictionary<string, StationQuality.Statement>.Empty, frames, []));
        foreach (var source in StateMonth.SourcesOf(stations))
        {
            var computed = MonthResult.Of(section, month, WaterBody.River, stations, judged, source);
            session.Decide<SectionMonth>(
                SectionMonth.Stream(section, month, source), SectionMonth.Apply,
                known => SectionMonth.Decide(known, new SectionMonth.Close(month, StateMonth.FirstServed(stations, month, source), computed, by, Now)));
        }
    }

    private void Touch(Session session, string section, YearMonth month)
    {
        var id = TouchedMonth.IdOf(section, month);
        var first = session.Document<TouchedMonth>(id)?.FirstTouchedAt ?? Now;
        session.Store(id, new TouchedMonth(id, section, $"{month}", first, TouchedMonth.Due(month, Stated(section, month).Any(), first, Closing, Now), null));
    }

    private static List<Station> StationsOf(Session session, string section) =>
        [.. session.Documents<StationListing>().Where(listing => listing.Section == section).Select(listing => listing.Station)];

    private static string IdOf(Frame frame) => $"{frame.Station}/{frame.Time:O}";
}
