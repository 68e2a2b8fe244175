using Basin.Hosting;
using Basin.Rules;
using Marten;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Basin.Monitoring;

/// <summary>Looking at a file without taking anything of it: what it holds, and what committing it would do today.</summary>
public sealed class LabLooking(IDocumentStore store, FrameLog log) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(LabLimits.FilesAtOnce);

    /// <param name="file">The file.</param>
    /// <param name="organisation">Who uploads it.</param>
    /// <param name="now">When.</param>
    /// <param name="cancel">Ends the waiting for a turn, and the looking.</param>
    /// <returns>File and plan; or the answer that refuses it.</returns>
    public async Task<(LabFile? File, LabPlan? Plan, IReadOnlyList<string> Sections, IResult? Refused)> Look(
        ReadOnlyMemory<byte> file, string organisation, DateTimeOffset now, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (!LabFile.TryRead(file, now, out var read, out var rejection)) return (null, null, [], rejection.ToResult());
            await using var session = store.QuerySession();
            var points = await session.LabPointsBy([.. read.Placed.Select(sample => sample.Frame.Station).Distinct(StringComparer.Ordinal)], cancel);
            var plan = LabPlan.Of(read, points, organisation, await Known(read, points, organisation, cancel));
            if (plan.Problems.Count > 0) return (null, null, [], Refused(plan.Problems));
            return (read, plan, [.. points.Values.Select(point => point.Station.Section).Distinct().Order(StringComparer.Ordinal)], null);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>The frames of the file's own points from the month before the first sample of each to its last: nothing of other operators' is looked at.</summary>
    private async Task<IReadOnlyList<StoredFrame>> Known(LabFile file, Dictionary<string, LabPoint> points, string organisation, CancellationToken cancel)
    {
        var known = new List<StoredFrame>();
        var own = file.Samples.Select(sample => sample.Frame).Where(frame => points.TryGetValue(frame.Station, out var point) && point.Station.Operator == organisation);
        foreach (var point in own.GroupBy(frame => frame.Station).OrderBy(frames => frames.Key, StringComparer.Ordinal))
        {
            var months = point.Select(frame => frame.Month).ToList();
            known.AddRange(await log.Read([point.Key], months.Min().AddMonths(-1).Start, months.Max().End, cancel));
        }

        return known;
    }

    /// <summary>Every problem of a file, each at its cell: 403 when all of them are that samples are another operator's, otherwise 422.</summary>
    private static ProblemHttpResult Refused(LabProblems problems)
    {
        var foreign = problems.First.All(problem => problem.Code is "not-your-station" or "before-your-service");
        var first = problems.First[0];
        var details = new ProblemDetails
        {
            Status = Rejections.StatusOf(foreign ? Refusal.Forbidden : Refusal.NotAllowed),
            Type = "urn:basin:problem:lab-file-refused",
            Title = "lab-file-refused",
            Detail = $"文件有 {problems.Count} 处问题，未保存任何内容 The file has {problems.Count} problem(s) and nothing of it was stored; the first, {first.Cell}: {first.Detail}",
        };
        details.Extensions["field"] = first.Cell;
        if (first.Value is not null) details.Extensions["value"] = first.Value;
        details.Extensions["problems"] = problems.Count;
        details.Extensions["errors"] = problems.First;
        return TypedResults.Problem(details);
    }
}

public static class LabPointsOfStations
{
    /// <summary>The stations of those codes with their sections, by code; one that nobody has stated is not among them.</summary>
    public static async Task<Dictionary<string, LabPoint>> LabPointsBy(this IQuerySession session, string[] codes, CancellationToken cancel) =>
        await session.WithSections([.. (await session.LoadManyAsync<StationListing>(cancel, [.. codes.Where(Codes.IsCode)])).Select(listing => listing.Station)], cancel);

    /// <summary>The sampling points that an organisation runs, by code.</summary>
    public static async Task<IReadOnlyList<LabPoint>> LabPointsOf(this IQuerySession session, string organisation, CancellationToken cancel)
    {
        var listings = await session.Query<StationListing>().Where(listing => listing.Operator == organisation).OrderBy(listing => listing.Id).Take(LabLimits.RowsMax).ToListAsync(cancel);
        var points = await session.WithSections([.. listings.Select(listing => listing.Station)], cancel);
        return [.. points.Values.Where(point => point.Station.IsSampled).OrderBy(point => point.Station.Code, StringComparer.Ordinal)];
    }

    private static async Task<Dictionary<string, LabPoint>> WithSections(this IQuerySession session, IReadOnlyCollection<Station> stations, CancellationToken cancel)
    {
        var sections = (await session.LoadManyAsync<KnownSection>(cancel, stations.Select(station => station.Section).Distinct().ToArray())).ToDictionary(section => section.Id, StringComparer.Ordinal);
        return stations.Where(station => sections.ContainsKey(station.Section)).ToDictionary(
            station => station.Code,
            station => sections[station.Section] is var section ? new LabPoint(station, [section.Id, section.Name, .. section.Aliases], section.WaterBody) : null!,
            StringComparer.Ordinal);
    }
}
