using System.Collections.Immutable;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// What was asked of a station again for the gaps of one day, and what it answered. A slot is asked for a bounded number of times with growing pauses,
/// because a station that has lost its data answers no better for being asked for ever. Whether a slot is missing is never kept here: the frames say so.
/// </summary>
/// <param name="Requests">In the order of asking.</param>
public sealed record ResendDay(string Station, DateOnly Day, ImmutableArray<ResendRequest> Requests)
{
    /// <summary>A slot that has been over for less may still be under way.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    /// <summary>Days back, inclusive of today, whose gaps are asked for: data loggers keep more, but what is older was asked for in its time.</summary>
    public const int DaysBack = 7;

    /// <summary>Pauses after the first, second … asking of a slot; after the last one it is not asked for again.</summary>
    public static readonly ImmutableArray<TimeSpan> Pauses = [TimeSpan.FromMinutes(10), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24)];

    public const int AnswerLengthMax = 200;

    /// <summary>Times that one slot is asked for at most.</summary>
    public static int TriesMax => Pauses.Length + 1;

    public static string Stream(string station, DateOnly day) => $"gap/{station}/{day:O}";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("resend_asked.v1")]
        public sealed record Asked(string Station, DateOnly Day, int Number, DateTimeOffset From, DateTimeOffset To, int Try, DateTimeOffset At) : Event;

        [EventName("resend_answered.v1")]
        public sealed record Answered(int Number, string Answer, DateTimeOffset At) : Event;
    }

    /// <summary>Asks for what is due of the slots that miss.</summary>
    /// <param name="Missing">Slots of the day in which nothing came and whose grace is over, in order.</param>
    public sealed record Ask(string Station, DateOnly Day, IReadOnlyList<Slot> Missing, DateTimeOffset At);

    /// <param name="Number">Number of the request, from 1.</param>
    /// <param name="Text">What came of it, in words.</param>
    public sealed record Answer(int Number, string Text, DateTimeOffset At);

    /// <summary>What is due to be asked for. Neighbouring slots that were asked for equally often go into one request.</summary>
    /// <param name="day">What was asked before; null for nothing.</param>
    /// <param name="missing">Slots in which nothing came, in order.</param>
    public static IEnumerable<(Gap Gap, int Try)> Due(ResendDay? day, IEnumerable<Slot> missing, DateTimeOffset at) =>
        from slot in missing
        let tries = day?.TriesOf(slot) ?? 0
        where tries < TriesMax && (day?.LastOf(slot) is not { } last || last + Pauses[tries - 1] <= at)
        group slot by tries into tried
        orderby tried.Key
        from gap in Gap.Runs(tried)
        select (gap, tried.Key + 1);

    public static Decision Decide(ResendDay? day, Ask command)
    {
        var number = day?.Requests.Length ?? 0;
        return Decision.Of([.. Due(day, command.Missing, command.At).Select(due => new Event.Asked(command.Station, command.Day, ++number, due.Gap.From, due.Gap.To, due.Try, command.At))]);
    }

    public static Decision Decide(ResendDay? day, Answer command)
    {
        if (day?.Requests.FirstOrDefault(request => request.Number == command.Number) is not { } request)
            return Decision.Refuse(Refusal.NotFound, "no-such-request", $"There is no request {command.Number}.", "number", $"{command.Number}");
        if (request.Answer is not null) return Decision.Nothing;
        return Decision.Of(new Event.Answered(command.Number, command.Text.Length <= AnswerLengthMax ? command.Text : command.Text[..AnswerLengthMax], command.At));
    }

    public static ResendDay? Apply(ResendDay? day, object happened) => happened switch
    {
        Event.Asked e => new(e.Station, e.Day, [.. day?.Requests ?? [], new ResendRequest(e.Number, e.From, e.To, e.Try, e.At, null, null)]),
        Event.Answered e => day! with { Requests = [.. day!.Requests.Select(request => request.Number == e.Number ? request with { Answer = e.Answer, AnsweredAt = e.At } : request)] },
        _ => day,
    };

    private int TriesOf(Slot slot) => Requests.Count(request => request.Covers(slot));

    private DateTimeOffset? LastOf(Slot slot) => Requests.Where(request => request.Covers(slot)).Select(request => (DateTimeOffset?)request.At).Max();
}

/// <summary>One request to send again.</summary>
/// <param name="Number">From 1 within the day.</param>
/// <param name="From">First instant asked for, inclusive.</param>
/// <param name="To">First instant after it, exclusive.</param>
/// <param name="Try">How often these slots have been asked for, with this one.</param>
/// <param name="Answer">What came of it; null while nothing has.</param>
public sealed record ResendRequest(int Number, DateTimeOffset From, DateTimeOffset To, int Try, DateTimeOffset At, string? Answer, DateTimeOffset? AnsweredAt)
{
    public bool Covers(Slot slot) => From <= slot.From && slot.To <= To;
}
