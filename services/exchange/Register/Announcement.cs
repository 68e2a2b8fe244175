using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>
/// What was announced (公告) of one case: once for each settled assessment, by the common superior or a party's bureau, and only where the agreement lets
/// results be public.
/// </summary>
/// <param name="Notices">Ids of the announcements, by revision of the assessment.</param>
public sealed record Announcement(string Agreement, string Period, ImmutableSortedDictionary<int, string> Notices)
{
    public static string Stream(string agreement, string period) => $"announcement/{agreement}/{period}";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("announcement_issued.v1")]
        public sealed record Issued(string Agreement, string Period, int Assessment, string Notice, string By, DateTimeOffset At) : Event;
    }

    /// <summary>Announces what the case has settled.</summary>
    /// <param name="Disclosed">What the terms that were signed last let be public.</param>
    /// <param name="Region">Of the party on whose behalf it is announced; null for the common superior.</param>
    /// <param name="Notice">Id of the paper; empty while it is only asked whether there may be one.</param>
    public sealed record Issue(Case? Found, ImmutableArray<string> Disclosed, string? Region, string Notice, string By, DateTimeOffset At);

    public static Decision Decide(Announcement? announced, Issue command)
    {
        if (command.Found is not { } c || (command.Region is { } region && c.PartyOf(region) is null)) return Decision.Refuse(Refusal.NotFound, "no-such-case", "There is no case for this agreement and period.");
        if (c.Assessment is { } known && announced?.Notices.ContainsKey(known.Revision) == true) return Decision.Nothing;
        if (!command.Disclosed.Contains(Disclosure.Results))
            return Decision.Refuse(Refusal.NotAllowed, "not-disclosed", $"The terms of {c.Agreement} disclose {(command.Disclosed.IsEmpty ? "nothing" : string.Join("、", command.Disclosed))}, not {Disclosure.Results}.", "disclosure", string.Join("、", command.Disclosed));
        if (c.SettledOn is null || c.Assessment is not { } settled) return Decision.Refuse(Refusal.Conflict, "not-settled", $"The case {c.Agreement} {c.Period} is {c.Status}; only what is settled is announced.");
        return Decision.Of(new Event.Issued(c.Agreement, c.Period, settled.Revision, command.Notice, command.By, command.At));
    }

    public static Announcement? Apply(Announcement? announced, object happened) => happened switch
    {
        Event.Issued e => new(e.Agreement, e.Period, (announced?.Notices ?? ImmutableSortedDictionary<int, string>.Empty).SetItem(e.Assessment, e.Notice)),
        _ => announced,
    };
}
