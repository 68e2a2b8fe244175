using Basin.Hosting;
using Basin.Messages.Registry.V1;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;
using MassTransit;

namespace Basin.Monitoring;

/// <summary>Keeps what the registry states about sections. River or lake decides limits, so a change of it restates the section's months.</summary>
public sealed class LearnSections(IDocumentStore store, Closing closing, TimeProvider clock) : IConsumer<SectionStated>
{
    public async Task Consume(ConsumeContext<SectionStated> context)
    {
        var stated = context.Message;
        var section = new KnownSection(
            stated.Section, stated.Revision, stated.Name, stated.Aliases, stated.Basin,
            stated.WaterBody == "lake" ? WaterBody.Lake : WaterBody.River, stated.UpstreamRegion, stated.DownstreamRegion);
        await store.Commit(
            async (session, cancel) =>
            {
                var known = await session.LoadAsync<KnownSection>(section.Id, cancel);
                if (known is not null && known.Revision >= section.Revision) return;
                // The store compares the revision once more at the commit, against another copy that was faster with a newer one.
                session.TryUpdateRevision(section, section.Revision);
                if (known is not null && known.WaterBody != section.WaterBody) await TouchMonths(session, section.Id, cancel);
            },
            context.CancellationToken);
    }

    private async Task TouchMonths(IDocumentSession session, string section, CancellationToken cancel)
    {
        var stations = await session.Query<StationListing>().Where(listing => listing.Section == section).ToListAsync(cancel);
        if (stations.Count == 0) return;
        var first = YearMonth.Of(stations.Min(listing => listing.Station.InServiceFrom));
        await session.Touch(TouchedMonth.Since(section, first, clock.GetUtcNow()), closing, clock.GetUtcNow(), cancel);
    }
}
