using System.Collections.Immutable;
using Basin.Rules;

namespace Basin.Registry;

/// <summary>Every document that an agreement had, from the first draft on: the events keep them all.</summary>
public sealed record AgreementRevisions(ImmutableSortedDictionary<int, string> Documents)
{
    public static AgreementRevisions? Apply(AgreementRevisions? revisions, object happened) => happened switch
    {
        Agreement.Event.Drafted e => new((revisions?.Documents ?? ImmutableSortedDictionary<int, string>.Empty).SetItem(e.Revision, e.Document)),
        _ => revisions,
    };

    /// <summary>Why there is no such revision; null where there is one.</summary>
    /// <param name="field">Name of the parameter, for the refusal.</param>
    public Rejection? Refused(string no, int revision, string field) => Documents.ContainsKey(revision)
        ? null
        : new(Refusal.NotFound, "unknown-revision", $"The agreement {no} has revisions 1 to {Documents.Count}; there is no revision {revision}.", field, $"{revision}");
}
