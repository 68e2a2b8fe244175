using Basin.Hosting;
using Basin.Messages.Registry.V1;
using Marten;
using MassTransit;

namespace Basin.Exchange;

/// <summary>
/// Learns between which regions sections lie, to know who may draw on their months, and in which basin, to know where their payments are netted; an older statement never replaces a newer one.
/// </summary>
public sealed class LearnSections(IDocumentStore store) : IConsumer<SectionStated>
{
    public Task Consume(ConsumeContext<SectionStated> context) => store.Commit(
        async (session, cancel) =>
        {
            var m = context.Message;
            await session.Lock($"section/{m.Section}", cancel);
            var known = await session.LoadAsync<KnownSection>(m.Section, cancel);
            if (known?.Revision >= m.Revision) return;
            session.Store(new KnownSection(m.Section, m.Revision, m.UpstreamRegion, m.DownstreamRegion, m.Basin, m.Name));
        },
        context.CancellationToken);
}
