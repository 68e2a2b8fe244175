using System.Collections.Immutable;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// The warnings (预警) of one station about one thing, one after the other: at most one is open, each is told once when it opens and once when it ends,
/// however often its values are looked at. What was told is never told otherwise: a bad value that comes late and belongs before what was told already
/// stays in the readings and in the month, and opens nothing.
/// </summary>
/// <param name="Warnings">In the order of opening.</param>
/// <param name="Through">Everything up to this instant, inclusive, was told; null while nothing has ended.</param>
public sealed record WarningLine(string Station, WarningKind Kind, string? Indicator, ImmutableArray<Warning> Warnings, DateTimeOffset? Through)
{
    /// <summary>A bad value older than this opens no warning: a warning is to act on, and what is over is told by the month.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromDays(1);

    public static string Stream(string station, WarningKind kind, string? indicator) => $"warning/{station}/{kind}{(indicator is null ? "" : $"/{indicator}")}";

    /// <summary>Id of a warning, from its stream and number.</summary>
    public static string WarningOf(string stream, int number) => $"{stream["warning/".Length..]}/{number}";

    public Warning? Open => Warnings is [.., { EndedAt: null } last] ? last : null;

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("warning_opened.v1")]
        public sealed record Opened(
            int Number, string Section, string Station, WarningKind Kind, string? Indicator, string? Value, string Target, DateTimeOffset Begin, DateTimeOffset At) : Event;

        /// <param name="EndedAt">Time of the value or frame that ended it; when it was withdrawn, of the withdrawal.</param>
        /// <param name="Withdrawn">The values that opened it were corrected, or the rule was taken back: it never was.</param>
        [EventName("warning_ended.v1")]
        public sealed record Ended(int Number, DateTimeOffset EndedAt, string? Value, bool Withdrawn, DateTimeOffset At) : Event;
    }

    /// <param name="Signs">The times of bad values that the readings show now, in order.</param>
    /// <param name="End">For a station that was silent: time of its last frame; otherwise null.</param>
    public sealed record Look(
        string Section, string Station, WarningKind Kind, string? Indicator, ImmutableArray<WarningSign> Signs, DateTimeOffset? End, DateTimeOffset At);

    public static Decision Decide(WarningLine? line, Look command)
    {
        var events = ImmutableArray.CreateBuilder<object>();
        var (open, through, number) = (line?.Open is { } warning ? (warning.Number, warning.Begin) : default((int Number, DateTimeOffset Begin)?), line?.Through, line?.Warnings.Length ?? 0);
        foreach (var sign in command.Signs)
        {
            if (sign.LastBad <= through) continue;
            if (open is null)
            {
                if (sign.LastBad < command.At - FreshFor) continue;
                open = (++number, sign.Begin);
                events.Add(new Event.Opened(number, command.Section, command.Station, command.Kind, command.Indicator, sign.Value, sign.Target, sign.Begin, command.At));
            }
            else if (sign.LastBad < open.Value.Begin)
            {
                continue;
            }

            if (sign.End is not { } end) return Decision.Of([.. events]);
            events.Add(new Event.Ended(open.Value.Number, end, sign.EndValue, false, command.At));
            (open, through) = (null, end);
        }

        // No time of bad values goes on: what is open has ended with the frame that came, or never was.
        if (open is { } told) events.Add(new Event.Ended(told.Number, command.End ?? command.At, null, command.End is null, command.At));
        return Decision.Of([.. events]);
    }

    public static WarningLine? Apply(WarningLine? line, object happened) => happened switch
    {
        Event.Opened e => (line ?? new(e.Station, e.Kind, e.Indicator, [], null)) with
        {
            Warnings = [.. line?.Warnings ?? [], new(e.Number, e.Section, e.Station, e.Kind, e.Indicator, e.Value, e.Target, e.Begin, e.At, null, null, false)],
        },
        Event.Ended e => line! with
        {
            Warnings = [.. line!.Warnings.Select(warning => warning.Number == e.Number ? warning with { EndedAt = e.EndedAt, EndValue = e.Value, Withdrawn = e.Withdrawn } : warning)],
            Through = e.Withdrawn ? line.Through : Later(line.Through, e.EndedAt),
        },
        _ => line,
    };

    private static DateTimeOffset Later(DateTimeOffset? left, DateTimeOffset right) => left > right ? left.Value : right;
}

/// <summary>One warning.</summary>
/// <param name="Number">From 1 within its station, kind and indicator.</param>
/// <param name="Value">The value that opened it, in the indicator's unit; null for a silent station.</param>
/// <param name="Target">What it was held against.</param>
/// <param name="Begin">Time of the first bad value.</param>
/// <param name="OpenedAt">When it was found, UTC.</param>
/// <param name="EndedAt">Null while it is open.</param>
public sealed record Warning(
    int Number, string Section, string Station, WarningKind Kind, string? Indicator, string? Value, string Target, DateTimeOffset Begin, DateTimeOffset OpenedAt,
    DateTimeOffset? EndedAt, string? EndValue, bool Withdrawn)
{
    public string Id => IdOf(Station, Kind, Indicator, Number);

    public static string IdOf(string station, WarningKind kind, string? indicator, int number) => $"{station}/{kind}{(indicator is null ? "" : $"/{indicator}")}/{number}";
}
