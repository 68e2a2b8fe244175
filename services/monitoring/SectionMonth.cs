using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// What monitoring has stated about a section in a month from one source of data: closed once, restated whenever other readings or rules give another result, announced
/// again when somebody did not hear it. Every revision stays readable with the explanation it was given with. Each source has revisions of its own.
/// </summary>
/// <param name="Revisions">From the first to the latest; never empty.</param>
/// <param name="AnnouncedFor">Time of the latest question that was answered by announcing again; null when there was none.</param>
public sealed record SectionMonth(string Section, YearMonth Month, ImmutableArray<SectionMonth.Statement> Revisions, DateTimeOffset? AnnouncedFor, string Source = DataSource.Stations)
{
    public static string Stream(string section, YearMonth month, string source = DataSource.Stations) => $"section-month/{IdOf(section, month, source)}";

    /// <summary>Automatic data keeps the name it had while there was no other.</summary>
    public static string IdOf(string section, YearMonth month, string source) => source == DataSource.Stations ? $"{section}/{month}" : $"{section}/{month}/{source}";

    public Statement Latest => Revisions[^1];

    /// <summary>One revision of the month.</summary>
    /// <param name="Revision">From 1.</param>
    /// <param name="Steps">How it came about.</param>
    /// <param name="By">Organisation that asked for the closing, or <see cref="Close.ByItself"/>.</param>
    /// <param name="At">When it was stated, UTC.</param>
    public sealed record Statement(int Revision, MonthResult Result, Step Steps, string By, DateTimeOffset At);

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("section_month_closed.v1")]
        public sealed record Closed(int Revision, MonthResult Result, Step Steps, string By, DateTimeOffset At) : Event;

        [EventName("section_month_restated.v1")]
        public sealed record Restated(int Revision, MonthResult Result, Step Steps, string By, DateTimeOffset At) : Event;

        /// <summary>The statement of <paramref name="StatedAt"/> goes out once more, unchanged.</summary>
        [EventName("section_month_announced_again.v1")]
        public sealed record AnnouncedAgain(int Revision, MonthResult Result, DateTimeOffset StatedAt, DateTimeOffset AskedAt) : Event;
    }

    /// <param name="Computed">What the readings of the month say now.</param>
    /// <param name="FirstServed">
    /// First month in which a station of the section was in service; null when there is none. Of samples the month itself, and null when no point is in service
    /// in it: a month that nobody was to sample is not stated as without data.
    /// </param>
    public sealed record Close(YearMonth Month, YearMonth? FirstServed, Explained<MonthResult> Computed, string By, DateTimeOffset At)
    {
        /// <summary>Stated by the service because the closing day had passed or a frame had changed.</summary>
        public const string ByItself = "monitoring";
    }

    public sealed record Announce(DateTimeOffset AskedAt);

    /// <summary>Closes the month, or restates it when it says something else now; the same readings with the same result change nothing.</summary>
    public static Decision Decide(SectionMonth? month, Close command)
    {
        var (result, steps) = (command.Computed.Value, command.Computed.Step);
        if (month is not null && month.Latest.Result.SaysAs(result)) return Decision.Nothing;
        if (command.At < command.Month.End)
            return Decision.Refuse(Refusal.NotAllowed, "month-not-over", $"Month {command.Month} ends at {command.Month.End:O}; it cannot be closed at {command.At:O}.", "month", $"{command.Month}");
        if (month is null && (command.FirstServed is not { } first || command.Month < first))
            return Decision.Refuse(Refusal.NotAllowed, "not-in-service", $"No {(result.Source is { } source ? $"sampling point ({source})" : "station")} of section {result.Section} was in service in {command.Month} or before.", "month", $"{command.Month}");

        return month is null
            ? Decision.Of(new Event.Closed(1, result, steps, command.By, command.At))
            : Decision.Of(new Event.Restated(month.Latest.Revision + 1, result, steps, command.By, command.At));
    }

    /// <summary>Says the latest statement again, once for each question.</summary>
    public static Decision Decide(SectionMonth? month, Announce command)
    {
        if (month?.AnnouncedFor >= command.AskedAt) return Decision.Nothing;
        if (month is null) return Decision.Refuse(Refusal.NotFound, "month-not-closed", "The month is not closed; there is nothing to announce.");

        return Decision.Of(new Event.AnnouncedAgain(month.Latest.Revision, month.Latest.Result, month.Latest.At, command.AskedAt));
    }

    public static SectionMonth? Apply(SectionMonth? month, object happened) => happened switch
    {
        Event.Closed e => new(e.Result.Section, YearMonth.Parse(e.Result.Month), [new(e.Revision, e.Result, e.Steps, e.By, e.At)], null, e.Result.Source ?? DataSource.Stations),
        Event.Restated e => month! with { Revisions = month!.Revisions.Add(new(e.Revision, e.Result, e.Steps, e.By, e.At)) },
        Event.AnnouncedAgain e => month! with { AnnouncedFor = e.AskedAt },
        _ => month,
    };
}
