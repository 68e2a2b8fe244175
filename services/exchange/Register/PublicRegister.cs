using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>The register as its requests read it: the record of an agreement and the newest entries of a part.</summary>
public static class PublicRegister
{
    /// <summary>The record, if the part is public; otherwise why nothing is shown. An agreement of which nothing was ever public is answered like one that does not exist.</summary>
    /// <param name="part">Null for what is public as soon as anything is.</param>
    public static async Task<(PublicRecord? Record, Rejection? Refused)> Record(IQuerySession session, string agreement, string? part, CancellationToken cancel)
    {
        var record = await session.LoadAsync<PublicRecord>(agreement, cancel);
        if (record is null) return (null, new(Refusal.NotFound, "not-public", $"Nothing is public of an agreement {agreement}.", "agreement", agreement));
        if (!record.IsPublic) return (null, new(Refusal.NotFound, "disclosure-withdrawn", $"The parties of {agreement} have withdrawn it from the public; its history says when.", "agreement", agreement));
        return part is null || record.Shows(part) ? (record, null) : (null, new(Refusal.NotFound, "not-disclosed", $"The terms of {agreement} disclose {string.Join("、", record.Disclosed)}, not {part}.", "agreement", agreement));
    }

    /// <summary>The newest entries of a part, by period.</summary>
    public static async Task<IReadOnlyList<RegisterEntry>> Newest(IQuerySession session, PublicRecord record, string part, int page, CancellationToken cancel)
    {
        var ids = Periods(record, part).OrderBy(shown => shown.Period, StringComparer.Ordinal).Skip((page - 1) * Download.PageRows).Take(Download.PageRows)
            .Select(shown => RegisterEntry.IdOf(record.Id, shown.Number)).ToArray();
        return [.. (await session.LoadManyAsync<RegisterEntry>(cancel, ids)).OrderBy(entry => entry.Period, StringComparer.Ordinal)];
    }

    public static IEnumerable<PublicRecord.Shown> Periods(PublicRecord record, string part) => record.Latest.Values.Where(shown => shown.Part == part);

    /// <summary>What everybody may know of the agreement.</summary>
    public static async Task<JsonObject> Scope(IQuerySession session, PublicRecord record, CancellationToken cancel) =>
        (await Newest(session, record, PublicRecord.Scope, 1, cancel))[0].State();

    /// <summary>Path of an agreement; its number may hold what an address does not.</summary>
    public static string Path(string agreement) => $"/public/agreements/{Uri.EscapeDataString(agreement)}";

    /// <summary>Pages of a part, of an agreement's periods.</summary>
    public static int Pages(PublicRecord record, string part) => Download.Pages(Periods(record, part).Count());
}
