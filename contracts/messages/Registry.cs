namespace Basin.Messages.Registry.V1;

/// <summary>An organisation may sign with this key from now on.</summary>
/// <param name="Organisation">Organisation code; the issuer of its tokens.</param>
/// <param name="OrganisationName">Chinese name.</param>
/// <param name="Role"><c>bureau</c>, <c>finance</c>, <c>operator</c>, <c>superior</c> or <c>auditor</c>.</param>
/// <param name="Region">GB/T 2260 code, six digits.</param>
/// <param name="KeyId">RFC 7638 thumbprint of the key; the <c>kid</c> of its tokens and signatures.</param>
/// <param name="PublicKeyPem">SubjectPublicKeyInfo of a P-256, Ed25519 or SM2 key; the key decides how it signs.</param>
/// <param name="AddedAt">When the key became valid, UTC.</param>
/// <param name="Holder">The person who holds it; null where nobody said so.</param>
public sealed record OrganisationKeyAdded(
    string Organisation, string OrganisationName, string Role, string Region, string KeyId, string PublicKeyPem, DateTimeOffset AddedAt, string? Holder = null);

/// <summary>The key must not be accepted for anything signed at or after <paramref name="RevokedAt"/>.</summary>
public sealed record OrganisationKeyRevoked(string Organisation, string KeyId, DateTimeOffset RevokedAt);

/// <summary>What the registry states about an organisation; a higher revision replaces a lower one.</summary>
/// <param name="NoticeUrl">Where a finance department wants notices pushed; null when it only pulls.</param>
public sealed record OrganisationStated(string Organisation, int Revision, string Name, string Role, string Region, string? NoticeUrl);

/// <summary>What the registry states about a section; a higher revision replaces a lower one.</summary>
/// <param name="WaterBody"><c>river</c> or <c>lake</c>.</param>
/// <param name="UpstreamRegion">GB/T 2260 code.</param>
/// <param name="DownstreamRegion">GB/T 2260 code.</param>
public sealed record SectionStated(
    string Section, int Revision, string Name, IReadOnlyList<string> Aliases, string Basin, string WaterBody,
    string UpstreamRegion, string DownstreamRegion);

/// <summary>All parties have signed one and the same document.</summary>
/// <param name="Agreement">Agreement number.</param>
/// <param name="Revision">Revision of the signed document within the agreement, from 1.</param>
/// <param name="Document">The document in canonical JSON (RFC 8785); its SHA-256 is what the parties signed.</param>
/// <param name="DocumentSha256">Lower-case hexadecimal.</param>
/// <param name="SignedAt">When the last party signed, UTC.</param>
public sealed record AgreementSigned(string Agreement, int Revision, string Document, string DocumentSha256, DateTimeOffset SignedAt);
