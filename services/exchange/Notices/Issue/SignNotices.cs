using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>Numbers, signs and stores notices within the caller's unit of work, so that there is never a number without a paper.</summary>
public sealed class SignNotices(NoticeKeys keys)
{
    /// <summary>Returns the ids, in the order of <paramref name="owed"/>. The caller commits.</summary>
    public async Task<ImmutableArray<string>> Issue(IDocumentSession session, ImmutableArray<OwedNotice> owed, DateTimeOffset at, CancellationToken cancel)
    {
        if (owed.IsEmpty) return [];
        var year = Case.ChinaDate(at).Year;
        var superior = await session.Query<KnownOrganisation>().Where(o => o.Role == Role.Superior).OrderBy(o => o.Id).FirstOrDefaultAsync(cancel);
        var issuer = superior is null ? null : new NoticeIssuer(superior.Id, superior.Name);
        var taken = await session.Decide<NoticeRegister>(NoticeRegister.Stream(year), NoticeRegister.Apply, r => NoticeRegister.Take(r, year, owed.Length, issuer?.Code), cancel);
        var (serial, number) = (taken.State!.LastSerial - owed.Length + 1, taken.State.LastNumberOf(issuer?.Code) - owed.Length + 1);
        var regions = owed.SelectMany(o => o.Parties.Values).Distinct().ToArray();
        var organisations = await session.Query<KnownOrganisation>().Where(o => o.Region.IsOneOf(regions)).ToListAsync(cancel);
        var queues = (await session.Query<QueueReceiver>().ToListAsync(cancel)).ToDictionary(queue => queue.Id, StringComparer.Ordinal);
        var titles = new Dictionary<string, (string Title, string DocumentSha256)>(StringComparer.Ordinal);
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var notice in owed)
        {
            var terms = KnownTerms.IdOf(notice.Agreement, notice.TermsRevision);
            if (!titles.TryGetValue(terms, out var title)) titles[terms] = title = await Title(session, notice, terms, cancel);
            var head = new NoticeHead(
                year, serial++, Notice.NumberOf(year, number++), issuer, notice.Agreement, title.Title, title.DocumentSha256, notice.Period,
                [.. notice.Parties.Select(party => Party(party.Key, party.Value, organisations))], Case.ChinaDate(at));
            ids.Add(Issue(session, notice, head, await Complete(session, notice, cancel), organisations, queues, at));
        }

        return ids.ToImmutable();
    }

    private string Issue(
        IDocumentSession session, OwedNotice owed, NoticeHead head, NoticeFacts facts, IReadOnlyList<KnownOrganisation> organisations,
        Dictionary<string, QueueReceiver> queues, DateTimeOffset at)
    {
        var id = Notice.IdOf(head.Year, head.Serial);
        JsonObject content = NoticeContent.Of(head, facts);
        var canonical = CanonicalJson.Of(content.ToJsonString());
        var bytes = Encoding.UTF8.GetBytes(canonical);
        ImmutableArray<string> regions = [.. (facts.About is { } about ? [owed.Parties[about.From], owed.Parties[about.To]] : owed.Parties.Values).Distinct()];
        var signatures = keys.Sign(bytes);
        var issued = new Notice.Event.Issued(
            id, Notice.CursorOf(head.Year, head.Serial), canonical, Signatures.Sha256(bytes), signatures[0].KeyId, signatures[0].Signature, regions, owed.Agreement, owed.Period,
            owed.Obligation, at, signatures.Count > 1 ? [.. signatures.Skip(1)] : null);
        session.AppendAt(Notice.Stream(id), 0, Notice.Decide(null, new Notice.Command.Issue(issued)).Events);
        var kind = content["kind"]!.GetValue<string>();
        var listing = new NoticeListing(id, issued.Cursor, regions, owed.Agreement, owed.Period, owed.Obligation, kind, facts.FallsDueOn);
        session.Store(listing);
        if (!NoticeKind.IsPushed(kind)) return id;
        foreach (var receiver in organisations.Where(o => o.Role == Role.Finance && regions.Contains(o.Region)))
            session.Store(NoticeDelivery.For(listing, receiver, queues.GetValueOrDefault(receiver.Id), at));
        return id;
    }

    private static async Task<(string, string)> Title(IDocumentSession session, OwedNotice notice, string terms, CancellationToken cancel)
    {
        var known = await session.LoadAsync<KnownTerms>(terms, cancel) ?? throw new InvalidOperationException($"The terms of {notice.Agreement}, revision {notice.TermsRevision}, are not known.");
        return (SignedTerms.Read(notice.Agreement, known.Document, known.DocumentSha256).Title, known.DocumentSha256);
    }

    private static async Task<NoticeFacts> Complete(IDocumentSession session, OwedNotice notice, CancellationToken cancel)
    {
        if (notice.Facts is not NoticeFacts.Assessment { ExplanationSha256: "" } facts) return notice.Facts;
        var events = await session.Events.FetchStreamAsync(Case.Stream(notice.Agreement, notice.Period), token: cancel);
        var assessed = events.Select(e => Case.AssessedBy(e.Data)).Last(assessment => assessment?.Revision == facts.Revision && assessment.TermsRevision == notice.TermsRevision)!;
        return facts with { ExplanationSha256 = OwedNotice.ExplanationSha256(assessed) };
    }

    private static NoticeParty Party(string party, string region, IReadOnlyList<KnownOrganisation> organisations)
    {
        string? NameOf(string role) => organisations.Where(o => o.Role == role && o.Region == region).OrderBy(o => o.Id, StringComparer.Ordinal).FirstOrDefault()?.Name;
        return new(party, region, NameOf(Role.Bureau), NameOf(Role.Finance));
    }
}
