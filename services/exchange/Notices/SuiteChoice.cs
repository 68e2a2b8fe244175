using Basin.Rules;

namespace Basin.Exchange;

/// <summary>
/// The suite in which an organisation wants notices signed. Every notice is signed in all suites; of the one that was chosen are the
/// <c>keyId</c> and <c>signature</c> that the organisation is shown and sent.
/// </summary>
public sealed record SuiteChoice(string Organisation, string Suite, int Changes)
{
    /// <summary>Changes of one organisation, because the stream is read with every notice it is shown.</summary>
    public const int ChangesMax = 100;

    public static string Stream(string organisation) => $"suite-choice/{organisation}";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("signature_suite_chosen.v1")]
        public sealed record Chosen(string Organisation, string Suite, DateTimeOffset At) : Event;
    }

    /// <param name="Offered">Suites that the exchange has a key for.</param>
    public sealed record Choose(string Organisation, string Suite, IReadOnlyList<string> Offered, DateTimeOffset At);

    public static Decision Decide(SuiteChoice? choice, Choose command)
    {
        if (choice?.Suite == command.Suite) return Decision.Nothing;
        if (!command.Offered.Contains(command.Suite))
            return Decision.Refuse(Refusal.NotAllowed, "suite-not-offered", $"Notices are signed by {string.Join(", ", command.Offered)}; the exchange has no key for another suite.", "suite", command.Suite);
        if (choice?.Changes >= ChangesMax)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-changes", $"{command.Organisation} has chosen {choice.Changes} times; at most {ChangesMax} choices are kept.", "suite", command.Suite);
        return Decision.Of(new Event.Chosen(command.Organisation, command.Suite, command.At));
    }

    public static SuiteChoice? Apply(SuiteChoice? choice, object happened) =>
        happened is Event.Chosen e ? new(e.Organisation, e.Suite, (choice?.Changes ?? 0) + 1) : choice;
}
