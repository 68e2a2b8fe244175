using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /statistics/compliance</c>: how many section-months of a year kept their target, by section, basin and province. A region's bureau and finance
/// department see the sections at its borders, the superior and auditors all.
/// </summary>
public static class ReadCompliance
{
    /// <summary>Most sections at once; more are asked for by basin.</summary>
    private const int SectionsMax = Hosting.Limits.PageRowsMax;

    private const string NotStated = "尚未公布";

    public static void MapReadCompliance(this IEndpointRouteBuilder app) =>
        app.MapGet("/statistics/compliance", Get).RequireRole(Sees.Roles).WithTags("statistics")
            .WithSummary("达标率统计 Compliance of a year by section, basin and province (year; basin and section narrow it): JSON, or CSV with form=csv or Accept: text/csv").Produces<object>().ProducesProblem(400).ProducesProblem(422);

    private static async Task<IResult> Get(
        Caller caller, HttpContext http, IQuerySession session, SectionTargets targets, TimeProvider clock, int year, CancellationToken cancel, string? basin = null, string? section = null, string? form = null)
    {
        if (RefuseYear(year) is { } refused) return refused.ToResult();
        var query = session.Query<KnownSection>().Where(known => (basin == null || known.Basin == basin) && (section == null || known.Id == section));
        if (!Sees.Everything(caller)) query = query.Where(known => known.UpstreamRegion == caller.Region || known.DownstreamRegion == caller.Region);
        var sections = await query.OrderBy(known => known.Id).Take(SectionsMax + 1).ToListAsync(cancel);
        if (sections.Count > SectionsMax) return new Rejection(Refusal.NotAllowed, "too-many-sections", $"These are more than {SectionsMax} sections; name a basin.", "basin", basin).ToResult();
        var target = await targets.In(session, year, Sees.Everything(caller) ? null : caller.Region, cancel);
        var end = YearMonth.Of(clock.GetUtcNow());
        ImmutableArray<YearMonth> months = [.. Enumerable.Range(1, 12).Select(month => new YearMonth(year, month)).Where(month => month < end)];
        var known = await Known(session, sections, [.. months, .. months.Select(month => month.AddMonths(-12))], cancel);
        return await ComplianceTable.Of(year, [.. sections.Select(one => Of(one, target(one.Id), months, known))]).Answer(http, form);
    }

    /// <summary>A year that months are read from; null where it is one.</summary>
    internal static Rejection? RefuseYear(int year) =>
        year is < YearMonth.YearMin or > YearMonth.YearMax ? new(Refusal.NotAllowed, "invalid-year", $"A year is from {YearMonth.YearMin} to {YearMonth.YearMax}.", "year", $"{year}") : null;

    private static async Task<ILookup<string, KnownSectionMonth>> Known(IQuerySession session, IReadOnlyList<KnownSection> sections, ImmutableArray<YearMonth> months, CancellationToken cancel)
    {
        ImmutableArray<string> keys = [.. sections.SelectMany(section => months.Select(month => KnownSectionMonth.KeyOf(section.Id, month)))];
        return (await KnownMonths.Latest(session, keys, cancel)).ToLookup(month => month.Key, StringComparer.Ordinal);
    }

    private static SectionYear Of(KnownSection section, (WaterClass Class, string Source) target, ImmutableArray<YearMonth> months, ILookup<string, KnownSectionMonth> known)
    {
        TargetMonth Judged(YearMonth month)
        {
            var sources = known[KnownSectionMonth.KeyOf(section.Id, month)].Select(one => one.Facts).ToList();
            if (sources.Count == 0) return new(section.Id, month, null, target.Class, NotStated);
            var found = MonthClass.Of(sources).Value;
            return new(section.Id, month, found.Class, target.Class, found.Reason);
        }

        return new(section, Regions.NameOf(section.UpstreamRegion), target.Class, target.Source, [.. months.Select(Judged)], [.. months.Select(month => Judged(month.AddMonths(-12)))]);
    }
}
