using System.Diagnostics;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// A month of a section that has to be computed: because frames changed it, a station's profile did, or its turn comes. It is written in the
/// transaction that makes it so and removed in the one that states the month, so nothing is forgotten in a crash; the closer has no other memory.
/// </summary>
/// <param name="Id">Section and month.</param>
/// <param name="Month">Such as <c>2020-05</c>.</param>
/// <param name="FirstTouchedAt">When it was first touched since it was last computed.</param>
/// <param name="DueAt">When it is computed: not before the closing day, and not before it has been quiet for a while.</param>
/// <param name="Cause">Trace of the request that touched it last, carried on by the closer.</param>
public sealed record TouchedMonth(string Id, string Section, string Month, DateTimeOffset FirstTouchedAt, DateTimeOffset DueAt, string? Cause)
{
    public static string IdOf(string section, YearMonth month) => $"{section}/{month}";

    /// <summary>The months from <paramref name="first"/> up to the running one; at least <paramref name="first"/> itself.</summary>
    public static IEnumerable<(string Section, YearMonth Month)> Since(string section, YearMonth first, DateTimeOffset now)
    {
        yield return (section, first);
        for (var month = first.AddMonths(1); month <= YearMonth.Of(now); month = month.AddMonths(1)) yield return (section, month);
    }

    /// <summary>A month that was closed already, even before its closing day, waits for quiet only.</summary>
    public static DateTimeOffset Due(YearMonth month, bool closed, DateTimeOffset firstTouchedAt, Closing closing, DateTimeOffset now)
    {
        var quiet = Earlier(now + closing.Quiet, firstTouchedAt + (Closing.QuietTimesMax * closing.Quiet));
        var due = closing.DueOf(month);
        return closed || due < quiet ? quiet : due;
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}

public static class Touching
{
    /// <summary>Notes a month of sections whose turn comes next, unless it waits already or has been closed.</summary>
    public static async Task BringUp(
        this IDocumentSession session, IReadOnlyCollection<string> sections, YearMonth month, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        if (sections.Count == 0) return;
        var byId = sections.ToDictionary(section => TouchedMonth.IdOf(section, month), StringComparer.Ordinal);
        string[] ids = [.. byId.Keys];
        foreach (var touched in await session.LoadManyAsync<TouchedMonth>(cancel, ids)) byId.Remove(touched.Id);
        foreach (var closed in await session.LoadManyAsync<MonthListing>(cancel, ListingsOf(sections, month))) byId.Remove(TouchedMonth.IdOf(closed.Section, month));
        session.Store(byId.Select(next => new TouchedMonth(next.Key, next.Value, $"{month}", now, closing.DueOf(month), null)));
    }

    /// <summary>Notes months to be computed within the caller's unit of work. In order of their ids, so that two writers cannot lock each other out.</summary>
    public static async Task Touch(
        this IDocumentSession session, IEnumerable<(string Section, YearMonth Month)> months, Closing closing, DateTimeOffset now, CancellationToken cancel) =>
        await session.Touch(months, closing, now, Activity.Current?.Id, cancel);

    /// <summary>The same for work that was handed over by the request whose trace is <paramref name="cause"/>.</summary>
    public static async Task Touch(
        this IDocumentSession session, IEnumerable<(string Section, YearMonth Month)> months, Closing closing, DateTimeOffset now, string? cause, CancellationToken cancel)
    {
        var byId = months.Distinct().ToDictionary(month => TouchedMonth.IdOf(month.Section, month.Month), StringComparer.Ordinal);
        if (byId.Count == 0) return;
        var closed = await session.Closed(byId, closing, now, cancel);
        var known = (await session.LoadManyAsync<TouchedMonth>(cancel, byId.Keys.ToArray())).ToDictionary(touched => touched.Id, StringComparer.Ordinal);
        foreach (var (id, (section, month)) in byId.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var first = known.TryGetValue(id, out var touched) ? touched.FirstTouchedAt : now;
            session.Store(new TouchedMonth(id, section, $"{month}", first, TouchedMonth.Due(month, closed.Contains(id), first, closing, now), cause));
        }
    }

    /// <summary>Of the months that are over while their closing day is still to come, those that somebody had closed; of others it does not matter.</summary>
    private static async Task<HashSet<string>> Closed(
        this IDocumentSession session, Dictionary<string, (string Section, YearMonth Month)> months, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        string[] ids = [.. months.Values.Where(month => month.Month.End <= now && closing.DueOf(month.Month) > now).SelectMany(month => ListingsOf([month.Section], month.Month))];
        if (ids.Length == 0) return [];
        return (await session.LoadManyAsync<MonthListing>(cancel, ids)).Select(listing => TouchedMonth.IdOf(listing.Section, YearMonth.Parse(listing.Month))).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>A month is closed when any of its sources is.</summary>
    private static string[] ListingsOf(IEnumerable<string> sections, YearMonth month) =>
        [.. sections.SelectMany(section => DataSource.All.Select(source => SectionMonth.IdOf(section, month, source)))];
}
