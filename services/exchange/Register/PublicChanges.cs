using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>Which public states a case went through, read from its events.</summary>
public static class PublicChanges
{
    /// <summary>Something that was committed at once.</summary>
    /// <param name="Version">Events of the case up to its end.</param>
    public sealed record Commit(long Version, DateTimeOffset At, ImmutableArray<object> Events);

    /// <summary>
    /// One for each part that is disclosed and each commit; whether the state is another one is for the record to find. Of what happened before a part
    /// was disclosed only the last state is public.
    /// </summary>
    public static IEnumerable<PublicRecord.Command.Enter> Of(PublicRecord record, IReadOnlyList<Commit> commits)
    {
        var results = Changes(record, commits, Disclosure.Results, PublicState.Results);
        var payments = Changes(record, commits, Disclosure.Payments, PublicState.Payments);
        return results.Concat(payments).OrderBy(change => change.CaseVersion);
    }

    private static List<PublicRecord.Command.Enter> Changes(PublicRecord record, IReadOnlyList<Commit> commits, string part, Func<Case, JsonObject?> stateOf)
    {
        if (!record.Since.TryGetValue(part, out var since)) return [];
        var changes = new List<PublicRecord.Command.Enter>();
        Case? found = null;
        foreach (var commit in commits)
        {
            found = commit.Events.Aggregate(found, Case.Apply);
            var seen = found is null ? 0 : record.Latest.GetValueOrDefault(PublicRecord.Key(part, found.Period))?.CaseVersion ?? 0;
            if (found is null || commit.Version <= seen || stateOf(found) is not { } state) continue;
            changes.Add(new(part, found.Period, commit.Events.Select(Kind).LastOrDefault(kind => kind is not null) ?? "变更", state, commit.Version, commit.At));
        }

        var before = changes.Count(change => change.At < since);
        return before > 1 ? changes[(before - 1)..] : changes;
    }

    /// <summary>The word for what happened; null for what only goes with something else. Of several at once the last says most: a confirmation that settles, a restatement that corrects.</summary>
    private static string? Kind(object happened) => happened switch
    {
        Case.Event.PeriodAssessed => "评估",
        Case.Event.RestatementNoted => "重新评估",
        Case.Event.CorrectionOpened => "更正",
        Case.Event.Objected => "异议",
        Case.Event.ObjectionWithdrawn or Case.Event.ObjectionDismissed or Case.Event.ObjectionUpheld => "异议终结",
        Case.Event.ObligationDue => "结算",
        Case.Event.ObligationDemanded => "到期",
        Case.Event.SurchargeWaived => "免除",
        Case.Event.Confirmed => "确认",
        Case.Event.PaymentConfirmed => "付款",
        Case.Event.Closed => "结清",
        _ => null,
    };
}
