using System.Globalization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// How a frame's own time is judged by when and how it came. A station whose clock is off files its readings under instants that are not theirs; what
/// comes as it is measured cannot be weeks old. Such a frame is kept and held, and counts nowhere, neither where it says nor where it may belong.
/// Back-fill and answers to requests are old by their nature and are taken at any age; so is what somebody amends on purpose.
/// </summary>
public static class ClockRule
{
    /// <summary>Days, inclusive, that a frame which a station sends of its own accord may be late where its profile says nothing: a logger sends again what an outage held up.</summary>
    public const int LiveLateDays = 7;

    /// <summary>
    /// Days ahead, inclusive, up to which a frame that a station sends of its own accord is kept and held. Refused, the station would send it again until
    /// its wrong time had come, and it would count then. Further ahead it would only make a table for a month that is years away.
    /// </summary>
    public const int AheadDaysMost = 366;

    /// <summary>Most days that a profile may allow.</summary>
    public const int LateDaysMost = 3650;

    /// <summary>The log keeps the reason as text only; this first word is how a reader tells such a hold from any other.</summary>
    internal const string Word = "时钟 clock: ";

    public static bool IsOfClock(string? held) => held?.StartsWith(Word, StringComparison.Ordinal) == true;

    /// <summary>Why a frame is held for its time; null when it is in order.</summary>
    /// <param name="lateDaysMax">What the station's profile allows, inclusive; null where it says nothing.</param>
    /// <param name="receivedAt">When it was received, UTC.</param>
    public static Hold? HoldReason(int? lateDaysMax, Frame frame, FrameWay way, DateTimeOffset receivedAt)
    {
        var late = receivedAt - frame.Time;
        if (late < -FrameBatch.AheadMax) return Of(frame, receivedAt, $"相差 {Days(-late)} 天；ahead by more than {FrameBatch.AheadMax.TotalMinutes:F0} minutes");
        if (way == FrameWay.BackFill || frame.Amends is not null) return null;
        if ((lateDaysMax ?? (way == FrameWay.Live ? LiveLateDays : null)) is not { } most || late <= TimeSpan.FromDays(most)) return null;
        return Of(frame, receivedAt, $"相差 {Days(late)} 天；late by more than {most} days, and nobody had asked for it");
    }

    private static Hold Of(Frame frame, DateTimeOffset receivedAt, string difference) => new(
        string.Create(CultureInfo.InvariantCulture, $"{Word}{difference}: it says {Local(frame.Time)} and came at {Local(receivedAt)}."), "time", $"{frame.Time:O}");

    private static int Days(TimeSpan difference) => (int)difference.TotalDays;

    private static string Local(DateTimeOffset time) => time.ToOffset(YearMonth.ChinaOffset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}

/// <summary>How frames came.</summary>
public enum FrameWay
{
    /// <summary>Pushed by an operator's own system, which may send old ones: any age, unless the station's profile has a limit.</summary>
    Pushed,

    /// <summary>Sent by the station itself as it measures: of the last days, as the profile says or <see cref="ClockRule.LiveLateDays"/>.</summary>
    Live,

    /// <summary>History that was asked for, or handed over as such: any age.</summary>
    BackFill,
}
