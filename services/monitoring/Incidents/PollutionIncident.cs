using System.Collections.Immutable;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// An incident at a section that both provinces look into together (联防联治): opened by either side or the superior, sampled jointly, and then confirmed
/// as a pollution incident or dismissed, by both sides in the same words or by the superior; closed at last. What was decided stays.
/// </summary>
/// <param name="Opinions">What each side says now, by region; the later word of a side takes the place of its earlier one until it is decided.</param>
/// <param name="Finding">What was decided; null while nothing is.</param>
/// <param name="ClosedAt">Null while it is open.</param>
public sealed record PollutionIncident(
    string No, string Section, string UpstreamRegion, string DownstreamRegion, string Title, DateTimeOffset Since, string? Warning, string OpenedBy, DateTimeOffset OpenedAt,
    ImmutableArray<JointSample> Samples, ImmutableSortedDictionary<string, IncidentOpinion> Opinions, IncidentFinding? Finding, DateTimeOffset? ClosedAt)
{
    public const int TitleLengthMax = 200;
    public const int ReasonLengthMax = 2000;
    public const int SamplesMax = 200;
    public const int FramesPerSampleMax = 100;
    public const int PeopleMax = 20;

    public static string Stream(string no) => $"incident/{no}";

    /// <summary>Whether both sides have recorded a sampling.</summary>
    public bool IsSampledJointly => Samples.Any(sample => sample.Region == UpstreamRegion) && Samples.Any(sample => sample.Region == DownstreamRegion);

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("incident_opened.v1")]
        public sealed record Opened(
            string No, string Section, string UpstreamRegion, string DownstreamRegion, string Title, DateTimeOffset Since, string? Warning, string By, DateTimeOffset At) : Event;

        [EventName("incident_sampled.v1")]
        public sealed record Sampled(JointSample Sample) : Event;

        [EventName("incident_opinion_given.v1")]
        public sealed record OpinionGiven(IncidentOpinion Opinion) : Event;

        /// <summary>It was a pollution incident.</summary>
        [EventName("incident_confirmed.v1")]
        public sealed record Confirmed(string No, string Section, DateOnly From, DateOnly To, string Reason, string By, DateTimeOffset At) : Event;

        /// <summary>It was none.</summary>
        [EventName("incident_dismissed.v1")]
        public sealed record Dismissed(string Reason, string By, DateTimeOffset At) : Event;

        [EventName("incident_closed.v1")]
        public sealed record Closed(string By, DateTimeOffset At) : Event;
    }

    /// <summary>Who acts.</summary>
    /// <param name="Region">The region of a bureau; null for the superior.</param>
    public sealed record Actor(string Organisation, string? Region);

    /// <param name="Since">When it began, as far as known.</param>
    /// <param name="Warning">Id of the warning it came of; null for none.</param>
    public sealed record Open(
        string No, string Section, string UpstreamRegion, string DownstreamRegion, string Title, DateTimeOffset Since, string? Warning, Actor By, DateTimeOffset At);

    public sealed record Sample(DateTimeOffset SampledAt, IReadOnlyList<string> People, IReadOnlyList<SampledFrame> Frames, string? ReportSha256, Actor By, DateTimeOffset At);

    /// <param name="IsIncident">Whether it was a pollution incident.</param>
    /// <param name="From">First day, inclusive, in Asia/Shanghai; null where it was none.</param>
    /// <param name="To">Last day, inclusive.</param>
    public sealed record Judge(bool IsIncident, DateOnly? From, DateOnly? To, string Reason, Actor By, DateTimeOffset At);

    public sealed record Close(Actor By, DateTimeOffset At);

    public static Decision Decide(PollutionIncident? incident, Open command)
    {
        if (incident is not null && (incident.Section, incident.Title, incident.Since, incident.Warning) == (command.Section, command.Title, command.Since, command.Warning)) return Decision.Nothing;
        if (incident is not null) return Decision.Refuse(Refusal.Conflict, "incident-exists", $"Incident {command.No} was opened for section {incident.Section} as “{incident.Title}”.", "no", command.No);
        if (!Codes.IsCode(command.No)) return Refuse("invalid-code", Codes.Rule, "no", command.No);
        if (Text(command.Title, TitleLengthMax, "title") is { } problem) return problem;
        if (command.Since > command.At) return Refuse("not-yet", $"An incident that is opened at {command.At:O} has begun by then.", "since", $"{command.Since:O}");
        return Decision.Of(new Event.Opened(
            command.No, command.Section, command.UpstreamRegion, command.DownstreamRegion, command.Title, command.Since, command.Warning, command.By.Organisation, command.At));
    }

    public static Decision Decide(PollutionIncident? incident, Sample command)
    {
        if (incident is null) return Unknown;
        if (!incident.MayBeSampledBy(command.By)) return NotASide(incident, command.By);
        var region = command.By.Region!;
        var known = incident.Samples.FirstOrDefault(sample => sample.Region == region && sample.SampledAt == command.SampledAt);
        if (known is not null && known.Says(command)) return Decision.Nothing;
        if (known is not null)
            return Decision.Refuse(Refusal.Conflict, "sampling-recorded", $"The sampling of {region} at {command.SampledAt:O} was recorded with other content by {known.By}.", "sampledAt", $"{command.SampledAt:O}");
        if (incident.Finding is not null) return Decided(incident);
        if (incident.Samples.Length >= SamplesMax) return Refuse("too-many-samples", $"An incident has at most {SamplesMax} samplings.", "sampledAt", null);
        if (command.SampledAt > command.At) return Refuse("not-yet", $"A sampling that is recorded at {command.At:O} was taken by then.", "sampledAt", $"{command.SampledAt:O}");
        if (command.People.Count is 0 or > PeopleMax || !command.People.All(name => name is not null && Codes.IsName(name)))
            return Refuse("invalid-people", $"1 to {PeopleMax} people who sampled are named.", "people", null);
        if (command.Frames.Count > FramesPerSampleMax || command.Frames.Any(frame => frame is null || !Codes.IsCode(frame.Station)))
            return Refuse("invalid-frames", $"At most {FramesPerSampleMax} frames are named, each by station and time.", "frames", null);
        if (command.ReportSha256 is { } hash && !IsSha256(hash)) return Refuse("invalid-hash", "A SHA-256 has 64 lower-case hexadecimal digits.", "reportSha256", hash);
        if (command.Frames.Count == 0 && command.ReportSha256 is null) return Refuse("no-evidence", "A sampling names the frames it gave or the hash of its report.", "frames", null);
        return Decision.Of(new Event.Sampled(new(
            region, command.SampledAt, [.. command.People], [.. command.Frames], command.ReportSha256, command.By.Organisation, command.At)));
    }

    /// <summary>Two sides that say the same decide; so does the superior alone.</summary>
    public static Decision Decide(PollutionIncident? incident, Judge command)
    {
        if (incident is null) return Unknown;
        if (command.By.Region is { } region && !incident.IsSide(region)) return NotASide(incident, command.By);
        if (incident.Finding is { } finding)
            return finding.Says(command) ? Decision.Nothing : Decided(incident);
        if (command.By.Region is { } side && incident.Opinions.TryGetValue(side, out var said) && said.Says(command)) return Decision.Nothing;
        if (Text(command.Reason, ReasonLengthMax, "reason") is { } problem) return problem;
        if (command.IsIncident && (command.From is null || command.To is null)) return Refuse("no-days", "A pollution incident has a first and a last day.", "from", null);
        if (!command.IsIncident && (command.From is not null || command.To is not null)) return Refuse("no-days", "What was no incident has no days.", "from", $"{command.From:O}");
        if (command.To < command.From) return Refuse("invalid-days", "The first day is not after the last.", "to", $"{command.To:O}");
        if (command.To is { } last && last > Frame.DayOf(command.At)) return Refuse("not-yet", $"The last day is not after {Frame.DayOf(command.At):O}.", "to", $"{last:O}");
        if (command.IsIncident && !incident.IsSampledJointly && command.By.Region is not null)
            return Refuse("not-sampled-jointly", "The two sides confirm an incident when both have recorded a sampling; without one only the superior decides.", "no", incident.No);
        if (command.By.Region is not { } own) return Decision.Of(Find(incident, command, command.By.Organisation));

        var opinion = new Event.OpinionGiven(new(own, command.IsIncident, command.From, command.To, command.Reason, command.By.Organisation, command.At));
        var other = incident.Opinions.Values.FirstOrDefault(given => given.Region != own);
        if (incident.UpstreamRegion == incident.DownstreamRegion) return Decision.Of(opinion, Find(incident, command, command.By.Organisation));
        return other is not null && other.Agrees(opinion.Opinion)
            ? Decision.Of(opinion, Find(incident, command, $"{other.By}、{command.By.Organisation}"))
            : Decision.Of(opinion);
    }

    public static Decision Decide(PollutionIncident? incident, Close command)
    {
        if (incident is null) return Unknown;
        if (command.By.Region is { } region && !incident.IsSide(region)) return NotASide(incident, command.By);
        if (incident.ClosedAt is not null) return Decision.Nothing;
        if (incident.Finding is null) return Decision.Refuse(Refusal.Conflict, "not-decided", $"Incident {incident.No} is neither confirmed nor dismissed.", "no", incident.No);
        return Decision.Of(new Event.Closed(command.By.Organisation, command.At));
    }

    public static PollutionIncident? Apply(PollutionIncident? incident, object happened) => happened switch
    {
        Event.Opened e => new(
            e.No, e.Section, e.UpstreamRegion, e.DownstreamRegion, e.Title, e.Since, e.Warning, e.By, e.At, [],
            ImmutableSortedDictionary<string, IncidentOpinion>.Empty.WithComparers(StringComparer.Ordinal), null, null),
        Event.Sampled e => incident! with { Samples = incident!.Samples.Add(e.Sample) },
        Event.OpinionGiven e => incident! with { Opinions = incident!.Opinions.SetItem(e.Opinion.Region, e.Opinion) },
        Event.Confirmed e => incident! with { Finding = new(true, e.From, e.To, e.Reason, e.By, e.At) },
        Event.Dismissed e => incident! with { Finding = new(false, null, null, e.Reason, e.By, e.At) },
        Event.Closed e => incident! with { ClosedAt = e.At },
        _ => incident,
    };

    /// <summary>The two sides sample; the superior looks on.</summary>
    internal bool MayBeSampledBy(Actor actor) => actor.Region is { } region && IsSide(region);

    private bool IsSide(string region) => region == UpstreamRegion || region == DownstreamRegion;

    private static object Find(PollutionIncident incident, Judge command, string by) => command.IsIncident
        ? new Event.Confirmed(incident.No, incident.Section, command.From!.Value, command.To!.Value, command.Reason, by, command.At)
        : new Event.Dismissed(command.Reason, by, command.At);

    private static Decision Unknown => Decision.Refuse(Refusal.NotFound, "no-such-incident", "There is no such incident.");

    private static Decision NotASide(PollutionIncident incident, Actor by) => Decision.Refuse(
        Refusal.Forbidden, "not-a-side", $"Incident {incident.No} lies between {incident.UpstreamRegion} and {incident.DownstreamRegion}; {by.Organisation} is of {by.Region ?? "neither"}.");

    private static Decision Decided(PollutionIncident incident) => Decision.Refuse(
        Refusal.Conflict, "decided", $"Incident {incident.No} was {(incident.Finding!.IsIncident ? "confirmed" : "dismissed")} on {incident.Finding.At:O} by {incident.Finding.By}; what was decided stays.", "no", incident.No);

    private static Decision? Text(string text, int most, string field) =>
        text.Trim().Length >= 1 && text.Length <= most && !text.Any(c => char.IsControl(c) && c != '\n') ? (Decision?)null : Refuse($"invalid-{field}", $"A {field} has 1 to {most} characters.", field, null);

    private static bool IsSha256(string text) => text.Length == 64 && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');

    private static Decision Refuse(string code, string sentence, string field, string? value) => Decision.Refuse(Refusal.NotAllowed, code, sentence, field, value);
}

/// <summary>A sampling that one side took part in.</summary>
/// <param name="Region">The side.</param>
/// <param name="SampledAt">When it was taken, UTC.</param>
/// <param name="People">Who took it.</param>
/// <param name="Frames">Frames of stations or sampling points that it gave.</param>
/// <param name="ReportSha256">Hash of the laboratory's report; null for none.</param>
public sealed record JointSample(
    string Region, DateTimeOffset SampledAt, ImmutableArray<string> People, ImmutableArray<SampledFrame> Frames, string? ReportSha256, string By, DateTimeOffset At)
{
    internal bool Says(PollutionIncident.Sample command) =>
        ReportSha256 == command.ReportSha256 && People.SequenceEqual(command.People, StringComparer.Ordinal) && Frames.SequenceEqual(command.Frames);
}

/// <summary>A frame by its identity.</summary>
public sealed record SampledFrame(string Station, DateTimeOffset Time);

/// <summary>What one side says.</summary>
public sealed record IncidentOpinion(string Region, bool IsIncident, DateOnly? From, DateOnly? To, string Reason, string By, DateTimeOffset At)
{
    internal bool Agrees(IncidentOpinion other) => (IsIncident, From, To) == (other.IsIncident, other.From, other.To);

    internal bool Says(PollutionIncident.Judge command) => (IsIncident, From, To, Reason) == (command.IsIncident, command.From, command.To, command.Reason);
}

/// <summary>What was decided.</summary>
/// <param name="From">First day, inclusive; null where it was no incident.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="By">The two bureaus, or the superior.</param>
public sealed record IncidentFinding(bool IsIncident, DateOnly? From, DateOnly? To, string Reason, string By, DateTimeOffset At)
{
    internal bool Says(PollutionIncident.Judge command) => (IsIncident, From, To) == (command.IsIncident, command.From, command.To);
}
