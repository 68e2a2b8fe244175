using System.Globalization;
using Basin.Hosting;
using Basin.Messages.Monitoring.V1;
using Basin.Rules;
using Marten;
using MassTransit;

namespace Basin.Exchange;

/// <summary>
/// Keeps confirmed pollution incidents. Where an agreement's terms say that a fact holds when one was confirmed at a section (<c>incident</c>), the fact is
/// stated in the cases of the periods that the incident falls into, under its number, and they are assessed anew.
/// </summary>
public sealed class LearnIncidents(IDocumentStore store, AssessPeriod assess, TimeProvider clock) : IConsumer<IncidentConfirmed>
{
    public async Task Consume(ConsumeContext<IncidentConfirmed> context)
    {
        var cancel = context.CancellationToken;
        var incident = Known(context.Message);
        var agreements = await store.Work(
            async (session, token) =>
            {
                session.Store(incident);
                await session.SaveChangesAsync(token);
                var section = incident.Section;
                return await session.Query<KnownTerms>().Where(terms => terms.Document.Contains("\"incident\"") && terms.Document.Contains(section)).ToListAsync(token);
            },
            cancel);
        foreach (var agreement in agreements.Select(terms => terms.Agreement).Distinct(StringComparer.Ordinal))
        {
            foreach (var period in await Periods(agreement, cancel))
            {
                await store.StateIncidents(agreement, period, clock.GetUtcNow(), cancel);
                // Also where nothing was new: a process may have ended between the statement and the assessment.
                await assess.Try(agreement, period, cancel);
            }
        }
    }

    private async Task<IReadOnlyList<string>> Periods(string agreement, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await session.Query<CaseListing>().Where(c => c.Agreement == agreement).Select(c => c.Period).ToListAsync(cancel);
    }

    private static KnownIncident Known(IncidentConfirmed m) => new(m.Incident, m.Section, Day(m.From), Day(m.To), m.By, m.At);

    private static DateOnly Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new InvalidDataException($"'{text}' is no day.");
}

/// <summary>A confirmed pollution incident. Id: its number.</summary>
/// <param name="From">First day, inclusive.</param>
/// <param name="To">Last day, inclusive.</param>
public sealed record KnownIncident(string Id, string Section, DateOnly From, DateOnly To, string By, DateTimeOffset At)
{
    /// <summary>Whether a day of it lies in a period.</summary>
    public bool FallsInto(Rules.Terms.Period period) => From <= period.LastMonth.LastDay && To >= period.FirstMonth.FirstDay;
}
