using Basin.Hosting;
using Basin.Messages.Registry.V1;
using Marten;
using MassTransit;

namespace Basin.Exchange;

/// <summary>Learns whose keys are good, so that callers are known without asking the registry.</summary>
public sealed class LearnKeys(IDocumentStore store) : IConsumer<OrganisationKeyAdded>, IConsumer<OrganisationKeyRevoked>
{
    public Task Consume(ConsumeContext<OrganisationKeyAdded> context)
    {
        var m = context.Message;
        var key = new PublicKey
        {
            Id = m.KeyId, Issuer = m.Organisation, IssuerName = m.OrganisationName, Role = m.Role, Region = m.Region, Pem = m.PublicKeyPem, AddedAt = m.AddedAt, Holder = m.Holder,
        };
        return store.Commit((session, cancel) => session.KeepKey(key, cancel), context.CancellationToken);
    }

    public Task Consume(ConsumeContext<OrganisationKeyRevoked> context) =>
        store.Commit(
            (session, cancel) => session.RevokeKey(context.Message.KeyId, context.Message.Organisation, context.Message.RevokedAt, cancel),
            context.CancellationToken);
}
