using System.Collections.Immutable;
using System.Globalization;
using Basin.Hosting;
using Basin.Messages.Monitoring.V1;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;
using MassTransit;

namespace Basin.Exchange;

/// <summary>Keeps every revision of what monitoring states, from every source of data, then assesses the cases that rest on it.</summary>
public sealed class LearnSectionMonths(IDocumentStore store, AssessPeriod assess) : IConsumer<SectionMonthStated>
{
    public async Task Consume(ConsumeContext<SectionMonthStated> context)
    {
        var cancel = context.CancellationToken;
        var known = Known(context.Message);
        var affected = await store.Work(
            async (session, token) =>
            {
                await session.Lock($"section-month/{known.Id}", token);
                var earlier = await session.LoadAsync<KnownSectionMonth>(known.Id, token);
                if (IsNew(earlier, known)) session.Store(known);
                await session.SaveChangesAsync(token);
                return await session.Query<CaseListing>().Where(c => c.Needs.Contains(known.Key)).Select(c => new { c.Agreement, c.Period }).ToListAsync(token);
            },
            cancel);
        foreach (var c in affected) await assess.Try(c.Agreement, c.Period, cancel);
    }

    /// <summary>Whether a revision is to be kept; one that was heard before is not.</summary>
    /// <exception cref="InvalidDataException">It was heard before with other readings.</exception>
    public static bool IsNew(KnownSectionMonth? earlier, KnownSectionMonth known)
    {
        if (earlier is null) return true;
        return earlier.ReadingsSha256 == known.ReadingsSha256 ? false : throw new InvalidDataException($"{known.Id} was stated before with other readings.");
    }

    private static decimal? Number(string? text) =>
        text is null ? null : decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <exception cref="InvalidDataException">The message speaks of a kind of water or a source that nobody here knows.</exception>
    public static KnownSectionMonth Known(SectionMonthStated m)
    {
        var month = YearMonth.Parse(m.Month);
        var means = m.Means.ToImmutableSortedDictionary(
            mean => mean.Indicator,
            mean => new MonthMean(Number(mean.Mean), mean.Valid, mean.Expected, mean.Reason, Number(mean.HalfLimits) ?? 0, mean.ValidDays),
            StringComparer.Ordinal);
        var source = m.Source ?? DataSource.Stations;
        if (!DataSource.All.Contains(source)) throw new InvalidDataException($"'{source}' is no source of data.");
        var volume = m.Volume is { } water ? new MonthMean(Number(water.Value), water.Valid, water.Expected, water.Reason) : null;
        var facts = new MonthFacts(m.Section, month, m.Revision, Enum.TryParse<WaterBody>(m.WaterBody, ignoreCase: true, out var body) ? body : throw new InvalidDataException($"'{m.WaterBody}' is no kind of water."), means, volume, source);
        return new(KnownSectionMonth.IdOf(facts), KnownSectionMonth.KeyOf(m.Section, month), facts, m.ReadingsSha256, m.StatedAt, m.Sources is null ? null : [.. m.Sources]);
    }
}
