using Basin.Hosting;
using Basin.Messages.Exchange.V1;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;
using MassTransit;

namespace Basin.Monitoring;

/// <summary>
/// The exchange misses section-months that are due: what is closed is announced again, from every source, what is due is closed, what is not yet due is
/// left alone.
/// </summary>
public sealed class AnswerAskedMonths(IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, ILogger<AnswerAskedMonths> log) : IConsumer<SectionMonthsAsked>
{
    public async Task Consume(ConsumeContext<SectionMonthsAsked> context)
    {
        foreach (var asked in context.Message.Missing)
        {
            if (!YearMonth.TryParse(asked.Month, out var month)) Log.AskedUnknown(log, asked.Section, asked.Month);
            // One commit after the other: both may have something to say of one stream.
            else if (!await Announce(asked.Section, month, context.Message.AskedAt, context.CancellationToken))
                await store.Commit((session, cancel) => CloseIfDue(session, asked.Section, month, cancel), context.CancellationToken);
        }
    }

    /// <summary>Announces what is closed.</summary>
    /// <returns>Whether that is every source which has anything to say of the month.</returns>
    private Task<bool> Announce(string code, YearMonth month, DateTimeOffset askedAt, CancellationToken cancel) => store.Work(
        async (session, token) =>
        {
            var isWhole = await Announce(session, code, month, askedAt, token);
            await session.SaveChangesAsync(token);
            return isWhole;
        },
        cancel);

    private static async Task<bool> Announce(IDocumentSession session, string code, YearMonth month, DateTimeOffset askedAt, CancellationToken cancel)
    {
        var closed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var source in DataSource.All)
        {
            var announced = await session.Decide<SectionMonth>(
                SectionMonth.Stream(code, month, source),
                SectionMonth.Apply,
                known => SectionMonth.Decide(known, new SectionMonth.Announce(askedAt)),
                cancel);
            if (announced.Rejection is null) closed.Add(source);
        }

        var stations = await session.Query<StationListing>().Where(listing => listing.Section == code).ToListAsync(cancel);
        return closed.Count > 0 && closed.IsSupersetOf(MonthResult.ServingIn(month, stations.Select(listing => listing.Station)));
    }

    private async Task CloseIfDue(IDocumentSession session, string code, YearMonth month, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now < closing.DueOf(month)) return;
        if (await session.LoadAsync<TouchedMonth>(TouchedMonth.IdOf(code, month), cancel) is { } touched && touched.DueAt > now) return;
        if (await session.LoadAsync<KnownSection>(code, cancel) is not { } section) Log.AskedUnknown(log, code, $"{month}");
        else await session.CloseMonths([(section, null)], month, "exchange", frameLog, closing, now, cancel);
    }
}
