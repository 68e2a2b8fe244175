using Marten;

namespace Basin.Exchange;

/// <summary>
/// The register has to look at something: stored in the same commit as what happened, gone when it has looked. Work to do, not a fact.
/// Id: that of the event or of the terms.
/// </summary>
/// <param name="Period">The case; null where the terms say anew what is public, which concerns every case of the agreement.</param>
public sealed record RegisterDue(string Id, string Agreement, string? Period);

/// <summary>Leaves a note for the register with every event of a case and every signed terms, whoever commits them.</summary>
public sealed class NoteForRegister : DocumentSessionListenerBase
{
    private const string CasePrefix = "case/";

    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        var pending = session.PendingChanges;
        RegisterDue[] due =
        [
            .. pending.Streams().Where(stream => stream.Key!.StartsWith(CasePrefix, StringComparison.Ordinal) && stream.Events.Count > 0)
                .Select(stream => (Key: stream.Key![CasePrefix.Length..], Last: stream.Events[^1].Id))
                .Select(stream => (stream.Key, stream.Last, Slash: stream.Key.LastIndexOf('/')))
                .Select(stream => new RegisterDue($"{stream.Last}", stream.Key[..stream.Slash], stream.Key[(stream.Slash + 1)..])),
            .. pending.AllChangedFor<KnownTerms>().Select(terms => new RegisterDue($"terms/{terms.Id}", terms.Agreement, null)),
        ];
        if (due.Length > 0) session.Store(due);
        return Task.CompletedTask;
    }
}
