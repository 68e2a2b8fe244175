using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>
/// A party's objection (异议) to an assessment, after 生态保护补偿条例 art. 18: the parties negotiate, then the common superior coordinates, then it rules. While
/// one is open nothing is confirmed, not by silence either; what does not rest on the contested is obliged all the same.
/// </summary>
/// <param name="EndsOn">Last day of the stage, inclusive, Asia/Shanghai; null for an objection from before stages had an end.</param>
/// <param name="RemindedOn">Day on which those who have to act were last reminded.</param>
/// <param name="Order">What a ruling in its favour orders, such as that a month is stated anew; null otherwise.</param>
public sealed record Objection(
    int Number, int Assessment, string Party, string Reason, DateTimeOffset At, ObjectionStatus Status, string? Ruling, DateTimeOffset? EndedAt,
    ObjectionSubject Subject, ImmutableArray<Evidence> Evidence, ObjectionStage Stage, DateOnly? EndsOn, ImmutableArray<Position> Positions, DateOnly? RemindedOn = null, string? Order = null)
{
    /// <summary>Whether what a ruling in its favour ordered is done, or what was contested has changed since.</summary>
    public bool CarriedOut { get; init; }

    public const int PositionsMax = 50;

    /// <summary>Of one party to one assessment, inclusive: each of them stops the days of silence.</summary>
    public const int PerAssessmentMax = 5;

    public const int EvidenceMax = 20;

    /// <summary>Days of negotiation and of coordination where nothing else is agreed: the usual choice, of no law. 未确认.</summary>
    public const int NegotiationDays = 30, CoordinationDays = 60;

    /// <summary>Who has to act is reminded so many days before a stage ends, and again after it until there is a result.</summary>
    public const int RemindedDaysBefore = 3, RemindedEveryDaysAfter = 7;

    internal static Objection Of(Case.Event.Objected e) => new(
        e.Number, e.Assessment, e.Party, e.Reason, e.At, ObjectionStatus.Open, null, null, e.Subject ?? ObjectionSubject.Whole, e.Evidence ?? [], ObjectionStage.Negotiation, e.EndsOn, []);

    /// <summary>Whether a reminder is due: once before the stage ends, and from the day after it again and again.</summary>
    internal bool IsToBeReminded(DateOnly today)
    {
        if (Status != ObjectionStatus.Open || EndsOn is not { } end || today < end.AddDays(-RemindedDaysBefore)) return false;
        if (RemindedOn is not { } last) return true;
        return today > end && (last <= end || today >= last.AddDays(RemindedEveryDaysAfter));
    }
}

/// <summary>Where an objection stands on its way.</summary>
public enum ObjectionStage
{
    /// <summary>协商: the parties talk.</summary>
    Negotiation,

    /// <summary>协调: the common superior brings them together, and rules when that fails.</summary>
    Coordination,
}

/// <summary>How an objection stands.</summary>
public enum ObjectionStatus
{
    Open,
    Withdrawn,
    Dismissed,

    /// <summary>Another assessment has taken the place of the one it was raised against.</summary>
    Superseded,

    /// <summary>The ruling is in its favour: nothing is confirmed until what it orders is carried out.</summary>
    Upheld,
}

/// <summary>What of an agreement's terms can be contested.</summary>
/// <param name="Facts">Names of the facts that somebody states.</param>
/// <param name="Indicators">Standard names of the indicators that it rests on, and of the flow.</param>
public sealed record Contestable(ImmutableArray<string> Facts, ImmutableArray<string> Indicators)
{
    public static Contestable Of(CheckedTerms terms) =>
        new([.. terms.Stated.Select(fact => fact.Name)], [.. terms.Indicators.Select(indicator => indicator.Name).Append(Rules.WaterQuality.Indicators.Flow.Name).Distinct()]);
}

/// <summary>What is contested.</summary>
/// <param name="Section">Section code, of a reading or a month.</param>
/// <param name="Month">Such as <c>2024-03</c>, of a reading or a month.</param>
/// <param name="Indicator">Standard name; of a month null for all of its indicators.</param>
/// <param name="Station">Station of a reading.</param>
/// <param name="Time">Instant of a reading.</param>
/// <param name="Clause">Number of the clause whose application is contested.</param>
/// <param name="Fact">Name of the stated fact, of an incident.</param>
public sealed record ObjectionSubject(
    Contested Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Section = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Month = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Indicator = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Station = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Time = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Clause = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Fact = null)
{
    /// <summary>The assessment as a whole; nothing of it is undisputed.</summary>
    public static ObjectionSubject Whole { get; } = new(Contested.Assessment);
}

/// <summary>Kinds of what can be contested.</summary>
public enum Contested
{
    Assessment,
    Reading,
    Month,
    Formula,
    Incident,
}

/// <summary>A file that supports a statement; it stays with whoever names it, its hash is kept.</summary>
/// <param name="Sha256">Hexadecimal in lower case.</param>
public sealed record Evidence(string Name, string Sha256)
{
    /// <summary>What is wrong with the files of a statement; null where all is well.</summary>
    internal static Decision? Problem(ImmutableArray<Evidence> files)
    {
        if (files.Length > Objection.EvidenceMax) return Decision.Refuse(Refusal.NotAllowed, "too-much-evidence", $"At most {Objection.EvidenceMax} files support a statement.", "evidence", $"{files.Length}");
        foreach (var (index, file) in files.Index())
        {
            if (file is not { Name.Length: > 0 and <= 200 }) return Decision.Refuse(Refusal.NotAllowed, "invalid-evidence", "A file has a name of 1 to 200 characters.", $"evidence[{index}].name", file?.Name);
            if (file.Sha256 is not { Length: 64 } || !file.Sha256.All(char.IsAsciiHexDigitLower)) return Decision.Refuse(Refusal.NotAllowed, "invalid-evidence", "A SHA-256 is 64 hexadecimal digits in lower case.", $"evidence[{index}].sha256", file.Sha256);
        }

        return null;
    }
}

/// <summary>What a side said about an objection.</summary>
/// <param name="Party">Short name of the party; null for the common superior.</param>
public sealed record Position(string? Party, string Text, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At);
