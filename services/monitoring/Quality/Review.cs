using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// A review (复核) of readings by people, in levels: the station's operator, or a bureau, proposes a verdict; the operator's province confirms or rejects
/// it; where it changes what the month says, the other side consents or objects, or the superior rules. A verdict is about named contents: when a
/// later revision of a frame says something else, the verdict is void for it, and open reviews can go no further. Every reason is kept and shown to
/// both provinces. A review's id is made of what it says, so that the same proposal is the same review.
/// </summary>
/// <param name="Month">Month that all its readings belong to, such as <c>2024-03</c>.</param>
/// <param name="Region">Region of the proposer.</param>
/// <param name="Side">Region of the bureau that confirmed; null before.</param>
/// <param name="Compared">The month with and without the verdict when it was last asked; null before the province has confirmed.</param>
/// <param name="Opinions">What was said, in order.</param>
/// <param name="EffectiveAt">Since when the verdict counts, UTC; null while it does not.</param>
public sealed record Review(
    string Id, string Station, string Section, string UpstreamRegion, string DownstreamRegion, string Month, ReviewVerdict Verdict,
    IReadOnlyList<ReviewedFrame> Frames, string Reason, IReadOnlyList<EvidenceFile> Evidence, string ProposedBy, string Region, DateTimeOffset ProposedAt,
    ReviewState State, string? Side, ReviewComparison? Compared, ImmutableArray<ReviewOpinion> Opinions, DateTimeOffset? EffectiveAt)
{
    /// <summary>Frames that one review is about; a station of one frame an hour has 744 in a month.</summary>
    public const int FramesMax = 1000;

    public const int ReasonLengthMax = 2000;
    public const int EvidenceMax = 20;

    public static string Stream(string station, string id) => $"review/{station}/{id}";

    public bool IsOpen => State is ReviewState.Proposed or ReviewState.AwaitingConsent or ReviewState.Objected;

    /// <summary>Regions whose bureau confirms: the proposer's own where the section touches it, otherwise either of the section's.</summary>
    public IReadOnlyList<string> Provinces => Region == UpstreamRegion || Region == DownstreamRegion ? [Region] : [.. new[] { UpstreamRegion, DownstreamRegion }.Distinct()];

    /// <summary>The region that has to consent; null before the confirmation, and where the section lies inside one region.</summary>
    public string? OtherSide => (Side, UpstreamRegion == DownstreamRegion) switch
    {
        (null, _) or (_, true) => null,
        _ => Side == UpstreamRegion ? DownstreamRegion : UpstreamRegion,
    };

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("review_proposed.v1")]
        public sealed record Proposed(
            string Id, string Station, string Section, string UpstreamRegion, string DownstreamRegion, string Month, ReviewVerdict Verdict,
            IReadOnlyList<ReviewedFrame> Frames, string Reason, IReadOnlyList<EvidenceFile> Evidence, string By, string Region, DateTimeOffset At) : Event;

        /// <summary>By the province; with what the verdict does to the month.</summary>
        [EventName("review_confirmed.v1")]
        public sealed record Confirmed(string By, string Region, string Reason, ReviewComparison Compared, DateTimeOffset At) : Event;

        [EventName("review_rejected.v1")]
        public sealed record Rejected(string By, string Region, string Reason, DateTimeOffset At) : Event;

        [EventName("review_consented.v1")]
        public sealed record Consented(string By, string Region, string Reason, DateTimeOffset At) : Event;

        [EventName("review_objected.v1")]
        public sealed record Objected(string By, string Region, string Reason, DateTimeOffset At) : Event;

        [EventName("review_ruled.v1")]
        public sealed record Ruled(string By, bool Upheld, string Reason, ReviewComparison Compared, DateTimeOffset At) : Event;

        [EventName("review_took_effect.v1")]
        public sealed record TookEffect(DateTimeOffset At) : Event;
    }

    /// <summary>Who acts, as proven by the token.</summary>
    public sealed record Actor(string Organisation, string Role, string Region);

    /// <param name="Station">The station's profile.</param>
    /// <param name="Frames">With standard names of indicators.</param>
    /// <param name="Known">The latest revision of each frame named, as far as there is one.</param>
    /// <param name="UnderReview">Another open review of one of the readings; null for none.</param>
    /// <param name="Compared">What a bureau's proposal does to the month, because its proposal is its confirmation; null for an operator's.</param>
    public sealed record Propose(
        Station Station, string UpstreamRegion, string DownstreamRegion, ReviewVerdict Verdict, IReadOnlyList<ReviewedFrame> Frames, string Reason,
        IReadOnlyList<EvidenceFile> Evidence, Actor By, IReadOnlyDictionary<DateTimeOffset, StoredFrame> Known, string? UnderReview, ReviewComparison? Compared, DateTimeOffset At)
    {
        /// <summary>The first 16 hexadecimal digits of the SHA-256 of what is proposed, by whom and why.</summary>
        public string Id { get; } = IdOf(Station.Code, Verdict, Frames, Reason, Evidence, By.Organisation);
    }

    /// <param name="Current">Content hash of the latest revision of each frame of the review.</param>
    public sealed record Confirm(Actor By, string Reason, IReadOnlyDictionary<DateTimeOffset, string> Current, ReviewComparison Compared, DateTimeOffset At);

    public sealed record Reject(Actor By, string Reason, DateTimeOffset At);

    /// <param name="Current">As of <see cref="Confirm"/>.</param>
    public sealed record Consent(Actor By, string Reason, IReadOnlyDictionary<DateTimeOffset, string> Current, DateTimeOffset At);

    public sealed record ObjectTo(Actor By, string Reason, DateTimeOffset At);

    /// <param name="Current">As of <see cref="Confirm"/>.</param>
    public sealed record Rule(Actor By, bool Upheld, string Reason, IReadOnlyDictionary<DateTimeOffset, string> Current, ReviewComparison Compared, DateTimeOffset At);

    public static Decision Decide(Review? review, Propose command)
    {
        if (review is not null) return Decision.Nothing;
        var (station, by) = (command.Station, command.By);
        var ofBureau = by.Role == Role.Bureau && (by.Region == command.UpstreamRegion || by.Region == command.DownstreamRegion);
        if (station.Operator != by.Organisation && !ofBureau)
            return Decision.Refuse(
                Refusal.Forbidden, "not-your-station",
                $"A review of {station.Code} is proposed by its operator {station.Operator} or by a bureau of {command.UpstreamRegion} or {command.DownstreamRegion}; {by.Organisation} is {by.Role} of {by.Region}.");
        if (ReasonProblem(command.Reason) is { } reason) return reason;
        if (command.Evidence.Count > EvidenceMax) return Refuse("too-much-evidence", $"A review names at most {EvidenceMax} files; {command.Evidence.Count} were given.", "evidence");
        if (command.Evidence.Index().FirstOrDefault(file => !file.Item.IsNamed) is { Item: { } odd } file)
            return Refuse("invalid-evidence", "A file of evidence has a name of 1 to 200 characters and the SHA-256 of its bytes in 64 hexadecimal digits of lower case.", $"evidence[{file.Index}]", odd.Sha256);
        if (command.Frames.Count is 0 or > FramesMax) return Refuse("invalid-readings", $"A review is about 1 to {FramesMax} frames; {command.Frames.Count} were given.", "readings");
        if (command.Frames.Select(frame => YearMonth.Of(frame.Time)).Distinct().Skip(1).Any())
            return Refuse("several-months", "The readings of a review belong to one month, because it is compared with and without them; propose one for each month.", "readings");
        if (command.Frames.Select(frame => frame.Time.UtcDateTime).Distinct().Count() < command.Frames.Count) return Refuse("invalid-readings", "A frame is named twice.", "readings");
        foreach (var (at, frame) in command.Frames.Index())
            if (FrameProblem(command, frame, $"readings[{at}]") is { } problem) return problem;
        if (command.UnderReview is { } other)
            return Decision.Refuse(Refusal.Conflict, "under-review", $"One of these readings is under review {other} already; that one ends first.", "readings", other);

        var proposed = new Event.Proposed(
            command.Id, station.Code, station.Section, command.UpstreamRegion, command.DownstreamRegion, $"{YearMonth.Of(command.Frames[0].Time)}", command.Verdict,
            [.. command.Frames.OrderBy(frame => frame.Time)], command.Reason, command.Evidence, by.Organisation, by.Region, command.At);
        if (command.Compared is not { } compared || !ofBureau) return Decision.Of(proposed);
        var confirmed = new Event.Confirmed(by.Organisation, by.Region, command.Reason, compared, command.At);
        return compared.Changes ? Decision.Of(proposed, confirmed) : Decision.Of(proposed, confirmed, new Event.TookEffect(command.At));
    }

    public static Decision Decide(Review? review, Confirm command)
    {
        if (review is null) return Unknown;
        if (review.Has(ReviewOpinionKind.Confirmed, command.By)) return Decision.Nothing;
        if (ProvinceProblem(review, command.By) is { } forbidden) return forbidden;
        if (ReasonProblem(command.Reason) is { } reason) return reason;
        if (review.State != ReviewState.Proposed) return review.NotIn("confirmed", ReviewState.Proposed);
        if (review.Superseded(command.Current) is { } superseded) return superseded;
        var confirmed = new Event.Confirmed(command.By.Organisation, command.By.Region, command.Reason, command.Compared, command.At);
        return command.Compared.Changes ? Decision.Of(confirmed) : Decision.Of(confirmed, new Event.TookEffect(command.At));
    }

    public static Decision Decide(Review? review, Reject command)
    {
        if (review is null) return Unknown;
        if (review.Has(ReviewOpinionKind.Rejected, command.By)) return Decision.Nothing;
        if (ProvinceProblem(review, command.By) is { } forbidden) return forbidden;
        if (ReasonProblem(command.Reason) is { } reason) return reason;
        if (review.State != ReviewState.Proposed) return review.NotIn("rejected", ReviewState.Proposed);
        return Decision.Of(new Event.Rejected(command.By.Organisation, command.By.Region, command.Reason, command.At));
    }

    /// <summary>The other side consents; also after it has objected.</summary>
    public static Decision Decide(Review? review, Consent command)
    {
        if (review is null) return Unknown;
        if (review.Has(ReviewOpinionKind.Consented, command.By)) return Decision.Nothing;
        if (OtherSideProblem(review, command.By) is { } forbidden) return forbidden;
        if (ReasonProblem(command.Reason) is { } reason) return reason;
        if (review.State is not (ReviewState.AwaitingConsent or ReviewState.Objected)) return review.NotIn("consented to", ReviewState.AwaitingConsent, ReviewState.Objected);
        if (review.Superseded(command.Current) is { } superseded) return superseded;
        return Decision.Of(new Event.Consented(command.By.Organisation, command.By.Region, command.Reason, command.At), new Event.TookEffect(command.At));
    }

    public static Decision Decide(Review? review, ObjectTo command)
    {
        if (review is null) return Unknown;
        if (review.Has(ReviewOpinionKind.Objected, command.By)) return Decision.Nothing;
        if (OtherSideProblem(review, command.By) is { } forbidden) return forbidden;
        if (ReasonProblem(command.Reason) is { } reason) return reason;
        if (review.State != ReviewState.AwaitingConsent) return review.NotIn("objected to", ReviewState.AwaitingConsent);
        return Decision.Of(new Event.Objected(command.By.Organisation, command.By.Region, command.Reason, command.At));
    }

    /// <summary>The superior rules on any review that is open, so that no side holds it up by its silence.</summary>
    public static Decision Decide(Review? review, Rule command)
    {
        if (review is null) return Unknown;
        if (review.State == (command.Upheld ? ReviewState.InEffect : ReviewState.Dismissed) && review.Opinions[^1].Kind is ReviewOpinionKind.Upheld or ReviewOpinionKind.Dismissed) return Decision.Nothing;
        if (command.By.Role != Role.Superior)
            return Decision.Refuse(Refusal.Forbidden, "superior-only", $"Only the common superior rules on a review; {command.By.Organisation} is {command.By.Role}.");
        if (ReasonProblem(command.Reason) is { } reason) return reason;
        if (!review.IsOpen) return review.NotIn("ruled on", ReviewState.Proposed, ReviewState.AwaitingConsent, ReviewState.Objected);
        if (command.Upheld && review.Superseded(command.Current) is { } superseded) return superseded;
        var ruled = new Event.Ruled(command.By.Organisation, command.Upheld, command.Reason, command.Compared, command.At);
        return command.Upheld ? Decision.Of(ruled, new Event.TookEffect(command.At)) : Decision.Of(ruled);
    }

    public static Review? Apply(Review? review, object happened) => happened switch
    {
        Event.Proposed e => new(
            e.Id, e.Station, e.Section, e.UpstreamRegion, e.DownstreamRegion, e.Month, e.Verdict, e.Frames, e.Reason, e.Evidence, e.By, e.Region, e.At,
            ReviewState.Proposed, null, null, [], null),
        Event.Confirmed e => review!.With(ReviewState.AwaitingConsent, new(ReviewOpinionKind.Confirmed, e.By, e.Region, e.Reason, e.At)) with { Side = e.Region, Compared = e.Compared },
        Event.Rejected e => review!.With(ReviewState.Rejected, new(ReviewOpinionKind.Rejected, e.By, e.Region, e.Reason, e.At)),
        Event.Consented e => review!.With(review!.State, new(ReviewOpinionKind.Consented, e.By, e.Region, e.Reason, e.At)),
        Event.Objected e => review!.With(ReviewState.Objected, new(ReviewOpinionKind.Objected, e.By, e.Region, e.Reason, e.At)),
        Event.Ruled e => review!.With(
            e.Upheld ? review!.State : ReviewState.Dismissed, new(e.Upheld ? ReviewOpinionKind.Upheld : ReviewOpinionKind.Dismissed, e.By, null, e.Reason, e.At)) with { Compared = e.Compared },
        Event.TookEffect e => review! with { State = ReviewState.InEffect, EffectiveAt = e.At },
        _ => review,
    };

    /// <summary>Why the review can go no further: a frame says something else by now. Null while all say what they said.</summary>
    /// <param name="current">Content hash of the latest revision by instant.</param>
    public Rejection? Superseded(IReadOnlyDictionary<DateTimeOffset, string> current) =>
        Frames.FirstOrDefault(frame => !current.TryGetValue(frame.Time, out var hash) || hash != frame.ContentSha256) is { } changed
            ? new(
                Refusal.Conflict, "revision-superseded",
                $"The review is about content {changed.ContentSha256[..12]}… of {Station} at {Moment(changed.Time)}; its latest revision says something else. The verdict is void for it: propose a review of the new revision.", "readings", Moment(changed.Time))
            : null;

    private static Decision Unknown => Decision.Refuse(Refusal.NotFound, "unknown-review", "There is no such review.");

    private Review With(ReviewState state, ReviewOpinion opinion) => this with { State = state, Opinions = Opinions.Add(opinion) };

    private bool Has(ReviewOpinionKind kind, Actor by) => Opinions.Any(opinion => opinion.Kind == kind && opinion.By == by.Organisation);

    private Decision NotIn(string done, params ReadOnlySpan<ReviewState> states) => Decision.Refuse(
        Refusal.Conflict, "review-not-open", $"Review {Id} is {Word(State)}; it can be {done} only while it is {string.Join(" or ", states.ToArray().Select(Word))}.", "state", Word(State));

    private static Rejection? ProvinceProblem(Review review, Actor by) => by.Role == Role.Bureau && review.Provinces.Contains(by.Region)
        ? null
        : new(Refusal.Forbidden, "not-the-province", $"Review {review.Id} is confirmed or rejected by the bureau of {string.Join(" or ", review.Provinces)}; {by.Organisation} is {by.Role} of {by.Region}.");

    private static Rejection? OtherSideProblem(Review review, Actor by)
    {
        if (review.Side is null && by.Role == Role.Bureau && (by.Region == review.UpstreamRegion || by.Region == review.DownstreamRegion))
            return new(Refusal.Conflict, "not-confirmed", $"Review {review.Id} has not been confirmed by the province yet; the other side speaks after it.");
        if (review.OtherSide is { } other && by.Role == Role.Bureau && by.Region == other) return null;
        return new(
            Refusal.Forbidden, "not-the-other-side",
            review.OtherSide is { } region
                ? $"Review {review.Id} needs the word of the bureau of {region} or a ruling of the superior; {by.Organisation} is {by.Role} of {by.Region}."
                : $"Review {review.Id} has no other side: it lies inside one region, and the superior rules.");
    }

    private static Decision? FrameProblem(Propose command, ReviewedFrame frame, string place)
    {
        if (frame.Indicators.Count == 0) return Refuse("invalid-readings", "A frame is named with one indicator or more.", $"{place}.indicators");
        if (frame.Indicators.Distinct(StringComparer.Ordinal).Count() < frame.Indicators.Count) return Refuse("duplicate-indicator", "An indicator is given twice.", $"{place}.indicators");
        if (!command.Known.TryGetValue(frame.Time, out var known))
            return Refuse("unknown-frame", $"{command.Station.Code} has no frame at {Moment(frame.Time)}.", $"{place}.time", Moment(frame.Time));
        if (known.ContentSha256 != frame.ContentSha256)
            return Decision.Refuse(
                Refusal.Conflict, "revision-superseded",
                $"The latest revision of {command.Station.Code} at {Moment(frame.Time)} is {known.Revision} with content {known.ContentSha256}; the review names another content.", $"{place}.contentSha256", frame.ContentSha256);
        foreach (var indicator in frame.Indicators)
        {
            var reading = known.Readings.FirstOrDefault(reading => reading.Indicator == indicator);
            if (reading is null || (reading.Value is null && reading.DetectionLimit is null && command.Verdict == ReviewVerdict.Valid))
                return Refuse("no-reading", $"The frame at {Moment(frame.Time)} has no value of {indicator} to be found {Word(command.Verdict)}.", $"{place}.indicators", indicator);
        }

        var day = Frame.DayOf(frame.Time);
        if (command.Verdict == ReviewVerdict.Valid && (day < command.Station.InServiceFrom || day > (command.Station.InServiceTo ?? DateOnly.MaxValue)))
            return Refuse(
                "not-in-service", $"The station is in service from {command.Station.InServiceFrom:O}{(command.Station.InServiceTo is { } end ? $" to {end:O}" : "")}: no reading of {day:O} can count.",
                $"{place}.time", Moment(frame.Time));
        return null;
    }

    private static Rejection? ReasonProblem(string reason) => reason.Trim().Length is 0 or > ReasonLengthMax
        ? new(Refusal.NotAllowed, "reason-needed", $"Both provinces read the reason: it has 1 to {ReasonLengthMax} characters.", "reason", reason)
        : null;

    private static Decision Refuse(string code, string sentence, string field, string? value = null) => Decision.Refuse(Refusal.NotAllowed, code, sentence, field, value);

    private static string Moment(DateTimeOffset time) => time.ToOffset(YearMonth.ChinaOffset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string Word(ReviewState state) => $"{char.ToLowerInvariant($"{state}"[0])}{$"{state}"[1..]}";

    private static string Word(ReviewVerdict verdict) => verdict == ReviewVerdict.Valid ? "valid" : "invalid";

    private static string IdOf(string station, ReviewVerdict verdict, IReadOnlyList<ReviewedFrame> frames, string reason, IReadOnlyList<EvidenceFile> evidence, string by)
    {
        var text = new StringBuilder("basin-review-1\n").Append(station).Append('\n').Append(verdict).Append('\n').Append(by).Append('\n');
        foreach (var frame in frames.OrderBy(frame => frame.Time))
            text.Append(Moment(frame.Time)).Append(';').Append(frame.ContentSha256).Append(';').AppendJoin(',', frame.Indicators.Order(StringComparer.Ordinal)).Append('\n');
        foreach (var file in evidence.OrderBy(file => file.Sha256, StringComparer.Ordinal)) text.Append(file.Sha256).Append(';').Append(file.Name).Append('\n');
        return Signatures.Sha256(Encoding.UTF8.GetBytes(text.Append(reason).ToString()))[..16];
    }
}
