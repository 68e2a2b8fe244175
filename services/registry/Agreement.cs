using System.Text;
using Basin.Rules;
using Basin.Signing;

namespace Basin.Registry;

/// <summary>
/// An agreement (协议) on its way from the first draft to the last signature. The parties sign the bytes of one canonical document; whoever
/// amends the draft takes all signatures back with it. Once every party has signed the same revision, the document never changes again.
/// Whether it is in force is no event: it follows from the term and the day.
/// </summary>
public sealed record Agreement(
    string No,
    int Revision,
    string Document,
    string DocumentSha256,
    string Title,
    IReadOnlyList<Agreement.Party> Parties,
    IReadOnlyList<Agreement.SectionName> Sections,
    DateOnly From,
    DateOnly To,
    string DraftedBy,
    DateTimeOffset DraftedAt,
    IReadOnlyList<Agreement.Signature> Signed,
    DateTimeOffset? SignedAt)
{
    /// <summary>Largest canonical document, bytes of UTF-8.</summary>
    public const int DocumentBytesMax = 256 * 1024;

    /// <summary>Drafts of one agreement, so that a stream stays short enough to be read at every request.</summary>
    public const int RevisionsMax = 200;

    public static string Stream(string no) => $"agreement/{no}";

    /// <param name="Name">Short name in the document, such as 皖.</param>
    public sealed record Party(string Name, string Region);

    /// <param name="Name">Name in the document, such as 街口.</param>
    public sealed record SectionName(string Name, string Code);

    /// <summary>Another agreement, signed and not ended, that pays for the same water (重复补偿).</summary>
    /// <param name="Section">Section code.</param>
    /// <param name="Indicators">Standard names that payments of both rest on; empty where a document cannot be read by this edition, so that nobody can tell.</param>
    /// <param name="From">First month that both terms cover, inclusive, such as <c>2024-01</c>.</param>
    /// <param name="To">Last month, inclusive.</param>
    /// <param name="Coexists">Whether both documents name the other (coexists), so that both are meant to pay.</param>
    public sealed record Overlap(string No, string Title, string Section, IReadOnlyList<string> Indicators, string From, string To, bool Coexists);

    public sealed record Signature(string Region, string Organisation, string KeyId, string Value, DateTimeOffset At);

    public bool IsParty(string region) => Parties.Any(party => party.Region == region);

    /// <summary>Where the agreement stands on a day: <c>draft</c>, <c>signed</c> (term not begun), <c>inForce</c> (first to last day inclusive) or <c>ended</c>.</summary>
    /// <param name="today">A day in Asia/Shanghai.</param>
    public string StatusOn(DateOnly today) =>
        SignedAt is null ? "draft" : today < From ? "signed" : today <= To ? "inForce" : "ended";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("agreement_drafted.v1")]
        public sealed record Drafted(
            string No, int Revision, string Document, string DocumentSha256, string Title, IReadOnlyList<Party> Parties,
            IReadOnlyList<SectionName> Sections, DateOnly From, DateOnly To, string By, DateTimeOffset At) : Event;

        /// <summary>The draft that these parties had signed was amended; their signatures hold for the old revision only.</summary>
        [EventName("agreement_signatures_cleared.v1")]
        public sealed record SignaturesCleared(string No, int Revision, IReadOnlyList<string> Regions, string By, DateTimeOffset At) : Event;

        [EventName("agreement_party_signed.v1")]
        public sealed record PartySigned(
            string No, int Revision, string DocumentSha256, string Region, string Organisation, string KeyId, string Signature, DateTimeOffset At) : Event;

        /// <summary>All parties have signed. Carries the document, because the exchange learns it from here.</summary>
        [EventName("agreement_signed.v1")]
        public sealed record AllSigned(string No, int Revision, string Document, string DocumentSha256, DateTimeOffset At) : Event;
    }

    public abstract record Command
    {
        private Command()
        {
        }

        /// <summary>A document that was checked, with the facts the checker read from it.</summary>
        /// <param name="Amends">Revision that the drafter saw and replaces; 0 for the first draft.</param>
        /// <param name="Document">Canonical JSON (RFC 8785).</param>
        public sealed record Draft(
            string No, int Amends, string Document, string DocumentSha256, string Title, IReadOnlyList<Party> Parties,
            IReadOnlyList<SectionName> Sections, DateOnly From, DateOnly To, string By, string ByRegion, DateTimeOffset At) : Command;

        /// <param name="PublicKeyPem">The signer's own registered key of that id, good at <paramref name="At"/>.</param>
        /// <param name="Overlaps">Of the document of <paramref name="DocumentSha256"/>, with nobody able to sign another agreement on its sections meanwhile.</param>
        public sealed record Sign(
            string No, string DocumentSha256, string Region, string Organisation, string KeyId, string PublicKeyPem, string Signature, DateTimeOffset At,
            IReadOnlyList<Overlap> Overlaps) : Command;
    }

    public static Decision Decide(Agreement? agreement, Command command) => command switch
    {
        Command.Draft c => Decide(agreement, c),
        Command.Sign c => Decide(agreement, c),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    private static Decision Decide(Agreement? agreement, Command.Draft command)
    {
        if (agreement is not null && agreement.DocumentSha256 == command.DocumentSha256) return Decision.Nothing;
        if (!Codes.IsCode(command.No)) return Decision.Refuse(Refusal.NotAllowed, "invalid-code", Codes.Rule, "no", command.No);
        if (command.Parties.All(party => party.Region != command.ByRegion))
            return Decision.Refuse(Refusal.Forbidden, "not-a-party", $"{command.By} of {command.ByRegion} is not among the parties of the document.", "document.parties");
        if (agreement is not null && !agreement.IsParty(command.ByRegion))
            return Decision.Refuse(Refusal.Forbidden, "not-a-party", $"{command.By} of {command.ByRegion} is no party of the agreement {command.No}.");
        if (agreement is { SignedAt: { } signedAt })
            return Decision.Refuse(Refusal.Conflict, "agreement-signed", $"The agreement {command.No} was signed by all parties at {signedAt:O} as revision {agreement.Revision}; its document no longer changes.");
        if (command.Amends != (agreement?.Revision ?? 0))
            return Decision.Refuse(Refusal.Conflict, "stale-draft", $"This amends revision {command.Amends}, but the current revision is {agreement?.Revision ?? 0}; read it and amend that one.", "amends", $"{command.Amends}");
        if (Encoding.UTF8.GetByteCount(command.Document) is > DocumentBytesMax and var bytes)
            return Decision.Refuse(Refusal.NotAllowed, "document-too-large", $"The canonical document has {bytes} bytes; at most {DocumentBytesMax} are kept.", "document");
        if (command.Title.Any(char.IsControl))
            return Decision.Refuse(Refusal.NotAllowed, "invalid-name", "A title has no control characters.", "document.title", command.Title);
        if (command.Amends >= RevisionsMax)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-revisions", $"The agreement {command.No} has {command.Amends} drafts; at most {RevisionsMax} are kept. Begin a new number.", "amends", $"{command.Amends}");

        var drafted = new Event.Drafted(
            command.No, command.Amends + 1, command.Document, command.DocumentSha256, command.Title, command.Parties, command.Sections,
            command.From, command.To, command.By, command.At);
        return agreement is { Signed.Count: > 0 }
            ? Decision.Of(new Event.SignaturesCleared(command.No, agreement.Revision, [.. agreement.Signed.Select(s => s.Region)], command.By, command.At), drafted)
            : Decision.Of(drafted);
    }

    private static Decision Decide(Agreement? agreement, Command.Sign command)
    {
        if (agreement is null) return Decision.Refuse(Refusal.NotFound, "unknown-agreement", $"There is no agreement {command.No}.", "no", command.No);
        var standing = SignatureOf(agreement, command);
        if (standing?.Organisation == command.Organisation) return Decision.Nothing;
        if (!agreement.IsParty(command.Region))
            return Decision.Refuse(Refusal.Forbidden, "not-a-party", $"{command.Organisation} of {command.Region} is no party of the agreement {command.No}.");
        if (agreement.DocumentSha256 != command.DocumentSha256)
            return Decision.Refuse(Refusal.Conflict, "document-changed", $"Signed was {command.DocumentSha256}, but revision {agreement.Revision} of {command.No} is {agreement.DocumentSha256}; read it and sign that one.", "documentSha256", command.DocumentSha256);
        if (standing is not null)
            return Decision.Refuse(Refusal.Conflict, "signed-by-another", $"{standing.Organisation} signed revision {agreement.Revision} of {command.No} for {command.Region} at {standing.At:O}; the signature of {command.Organisation} is not recorded.");
        if (command.Overlaps.FirstOrDefault(overlap => !overlap.Coexists) is { } overlap)
            return Decision.Refuse(Refusal.Conflict, "overlapping-agreement", Sentence(command.No, overlap), "document.coexists", overlap.No);
        if (!VerifyingKey.Read(command.PublicKeyPem).Verify(Encoding.UTF8.GetBytes(agreement.Document), command.Signature))
            return Decision.Refuse(Refusal.NotAllowed, "signature-does-not-match", $"The signature is not one of the document {agreement.DocumentSha256} by the key {command.KeyId}.", "signature", command.Signature);

        var signed = new Event.PartySigned(
            command.No, agreement.Revision, agreement.DocumentSha256, command.Region, command.Organisation, command.KeyId, command.Signature, command.At);
        return agreement.Parties.All(party => party.Region == command.Region || agreement.Signed.Any(s => s.Region == party.Region))
            ? Decision.Of(signed, new Event.AllSigned(command.No, agreement.Revision, agreement.Document, agreement.DocumentSha256, command.At))
            : Decision.Of(signed);
    }

    public static Agreement? Apply(Agreement? agreement, object happened) => (happened, agreement) switch
    {
        (Event.Drafted e, _) => new(
            e.No, e.Revision, e.Document, e.DocumentSha256, e.Title, e.Parties, e.Sections, e.From, e.To, e.By, e.At, agreement?.Signed ?? [], null),
        (Event.SignaturesCleared, { } known) => known with { Signed = [] },
        (Event.PartySigned e, { } known) => known with { Signed = [.. known.Signed, new(e.Region, e.Organisation, e.KeyId, e.Signature, e.At)] },
        (Event.AllSigned e, { } known) => known with { SignedAt = e.At },
        _ => agreement,
    };

    private static string Sentence(string no, Overlap overlap)
    {
        var what = overlap.Indicators.Count == 0
            ? $"may both pay for the water at {overlap.Section} from {overlap.From} to {overlap.To}, as one of their documents cannot be read by this edition"
            : $"both pay for {string.Join(", ", overlap.Indicators)} at {overlap.Section} from {overlap.From} to {overlap.To}";
        return $"{no} and the signed agreement {overlap.No} ({overlap.Title}) {what}; this can be signed only when each document names the other's number in coexists.";
    }

    /// <summary>A signature of the same party under the same document: no two ECDSA signatures are alike, so the value is not compared.</summary>
    private static Signature? SignatureOf(Agreement agreement, Command.Sign command) =>
        agreement.DocumentSha256 == command.DocumentSha256 ? agreement.Signed.FirstOrDefault(signature => signature.Region == command.Region) : null;
}
