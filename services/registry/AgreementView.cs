using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary>An agreement as it is told: who has signed, and where it stands today. The document has an address of its own.</summary>
/// <param name="Status"><c>draft</c>, <c>signed</c> (term not begun), <c>inForce</c> or <c>ended</c>; by the calendar of Asia/Shanghai.</param>
/// <param name="Term">First and last day, inclusive.</param>
/// <param name="Overlaps">Told to whoever drafts: signed agreements that pay for the same water; null in every other answer.</param>
/// <param name="Meaning">Told to whoever drafts: what the document comes to before anything is measured; null in every other answer.</param>
public sealed record AgreementView(
    string No, int Revision, string Status, string Title, string DocumentSha256, IReadOnlyList<AgreementView.PartyView> Parties,
    IReadOnlyList<Agreement.SectionName> Sections, AgreementView.TermView Term, string DraftedBy, DateTimeOffset DraftedAt, DateTimeOffset? SignedAt,
    IReadOnlyList<Agreement.Overlap>? Overlaps = null, DraftMeaning? Meaning = null)
{
    /// <param name="Signature">Null while the party has not signed this revision.</param>
    public sealed record PartyView(string Name, string Region, SignatureView? Signature);

    /// <param name="Signature">In the suite of the key over the document's bytes, base64url.</param>
    public sealed record SignatureView(string Organisation, string KeyId, string Signature, DateTimeOffset At);

    public sealed record TermView(DateOnly From, DateOnly To);

    /// <param name="at">The moment whose day decides the status.</param>
    public static AgreementView Of(Agreement agreement, DateTimeOffset at) => new(
        agreement.No, agreement.Revision, agreement.StatusOn(DateOnly.FromDateTime(at.ToOffset(YearMonth.ChinaOffset).DateTime)), agreement.Title,
        agreement.DocumentSha256, [.. agreement.Parties.Select(party => new PartyView(party.Name, party.Region, SignatureOf(agreement, party)))],
        agreement.Sections, new(agreement.From, agreement.To), agreement.DraftedBy, agreement.DraftedAt, agreement.SignedAt);

    /// <summary>Drafts are for the parties' organisations, the superior and the auditor; a signed agreement is for every authenticated caller.</summary>
    public static bool MayRead(Caller caller, Agreement agreement) =>
        agreement.SignedAt is not null || MayReadDrafts(caller, agreement);

    /// <summary>Drafts that an agreement went through stay with the parties, the superior and the auditor, also once it is signed.</summary>
    public static bool MayReadDrafts(Caller caller, Agreement agreement) => caller.Role is Role.Superior or Role.Auditor || agreement.IsParty(caller.Region);

    public static Rejection NotForYou(Caller caller, string no) =>
        new(Refusal.Forbidden, "draft-of-others", $"{no} is still a draft, readable by its parties, the superior and the auditor; {caller.Organisation} of {caller.Region} is none of them.");

    private static SignatureView? SignatureOf(Agreement agreement, Agreement.Party party) =>
        agreement.Signed.Where(s => s.Region == party.Region).Select(s => new SignatureView(s.Organisation, s.KeyId, s.Value, s.At)).FirstOrDefault();
}

/// <summary>What listings of agreements are searched by; kept in the commit that changes the agreement.</summary>
public sealed record AgreementListing(string Id, bool Signed, IReadOnlyList<string> Regions, Agreement Agreement)
{
    public static void Keep(IDocumentSession session, Agreement agreement) => session.Store(new AgreementListing(
        agreement.No, agreement.SignedAt is not null, [.. agreement.Parties.Select(party => party.Region)], agreement with { Document = "" }));
}
