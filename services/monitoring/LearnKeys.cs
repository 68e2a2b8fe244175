using Basin.Hosting;
using Basin.Messages.Registry.V1;
using Marten;
using MassTransit;

namespace Basin.Monitoring;

/// <summary>Keeps the public keys that callers sign their tokens with, and forgets none that was revoked.</summary>
public sealed class LearnKeys(IDocumentStore store) : IConsumer<OrganisationKeyAdded>, IConsumer<OrganisationKeyRevoked>
{
    public Task Consume(ConsumeContext<OrganisationKeyAdded> context)
    {
        var added = context.Message;
        var key = new PublicKey
        {
            Id = added.KeyId,
            Issuer = added.Organisation,
            IssuerName = added.OrganisationName,
            Role = added.Role,
            Region = added.Region,
            Pem = added.PublicKeyPem,
            AddedAt = added.AddedAt,
            Holder = added.Holder,
        };
        return store.Commit((session, cancel) => session.KeepKey(key, cancel), context.CancellationToken);
    }

    public Task Consume(ConsumeContext<OrganisationKeyRevoked> context)
    {
        var revoked = context.Message;
        return store.Commit((session, cancel) => session.RevokeKey(revoked.KeyId, revoked.Organisation, revoked.RevokedAt, cancel), context.CancellationToken);
    }
}
