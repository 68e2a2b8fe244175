using Basin.Hosting;
using Basin.Rules;
using Basin.Signing;
using Marten;

namespace Basin.Registry;

/// <summary>The latest state of an organisation, for listings.</summary>
public sealed record OrganisationListing(string Id, string Role, string Region, Organisation Organisation);

public static class OrganisationChanges
{
    /// <summary>
    /// Decides, keeps the listing, and keeps the keys that authentication reads, all in one commit: a key works and stops working with the
    /// answer to the request.
    /// </summary>
    public static async Task<Outcome<Organisation>> Change(this IDocumentSession session, string code, Organisation.Command command, CancellationToken cancel)
    {
        var outcome = await session.Decide<Organisation>(
            Organisation.Stream(code), Organisation.Apply, organisation => Organisation.Decide(organisation, command), cancel);
        if (outcome is not { Changed: true, State: { } organisation }) return outcome;
        session.Store(new OrganisationListing(organisation.Code, organisation.Role, organisation.Region, organisation));
        foreach (var key in organisation.Keys) await session.Keep(organisation, key, cancel);
        await session.SaveChangesAsync(cancel);
        return outcome;
    }

    public static async Task<Outcome<Organisation>> AddKey(
        this IDocumentSession session, string code, VerifyingKey key, string? holder, string by, string? person, bool bySuperior, DateTimeOffset at, CancellationToken cancel)
    {
        var owner = await session.LoadAsync<PublicKey>(key.Id, cancel);
        return await session.Change(code, new Organisation.Command.AddKey(code, key.Id, key.Pem, owner?.Issuer, by, bySuperior, at, holder, person), cancel);
    }

    /// <summary>
    /// A key nobody has yet is inserted, not stored: when two organisations register the same key at once, the later commit fails, starts over
    /// and finds the owner.
    /// </summary>
    private static async Task Keep(this IDocumentSession session, Organisation organisation, Organisation.Key key, CancellationToken cancel)
    {
        var kept = new PublicKey
        {
            Id = key.KeyId,
            Issuer = organisation.Code,
            IssuerName = organisation.Name,
            Role = organisation.Role,
            Region = organisation.Region,
            Pem = key.PublicKeyPem,
            AddedAt = key.AddedAt,
            RevokedAt = key.RevokedAt,
            Holder = key.Holder,
        };
        if (await session.LoadAsync<PublicKey>(key.KeyId, cancel) is null) session.Insert(kept);
        else await session.KeepKey(kept, cancel);
    }
}
