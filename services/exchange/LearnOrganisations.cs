using Basin.Hosting;
using Basin.Messages.Registry.V1;
using Marten;
using MassTransit;

namespace Basin.Exchange;

/// <summary>Learns names, roles, regions and notice addresses; an older statement never replaces a newer one.</summary>
public sealed class LearnOrganisations(IDocumentStore store) : IConsumer<OrganisationStated>
{
    public Task Consume(ConsumeContext<OrganisationStated> context) => store.Commit(
        async (session, cancel) =>
        {
            var m = context.Message;
            await session.Lock($"organisation/{m.Organisation}", cancel);
            var known = await session.LoadAsync<KnownOrganisation>(m.Organisation, cancel);
            if (known?.Revision >= m.Revision) return;
            session.Store(new KnownOrganisation(m.Organisation, m.Revision, m.Name, m.Role, m.Region, m.NoticeUrl));
        },
        context.CancellationToken);
}
