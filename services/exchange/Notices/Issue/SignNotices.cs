using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <param name="Kind">A word of <see cref="NoticeKind"/>.</param>
/// <param name="DueOn">Last day to pay, inclusive; null where nothing falls due.</param>
public sealed record SignedNotice(Notice.Event.Issued Issued, string Kind, DateOnly? DueOn);

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
        var (serial, number) = (await Take(session, year, owed.Length, issuer?.Code, cancel)).FirstOf(owed.Length, issuer?.Code);
        var regions = owed.SelectMany(o => o.Parties.Values).Distinct().ToArray();
        var organisations = await session.Query<KnownOrganisation>().Where(o => o.Region.IsOneOf(regions)).ToListAsync(cancel);
        var queues = (await session.Query<QueueReceiver>().ToListAsync(cancel)).ToDictionary(queue => queue.Id, StringComparer.Ordinal);
        var agreements = new Dictionary<string, (CheckedTerms Terms, string DocumentSha256)>(StringComparer.Ordinal);
        var happened = await session.LoadMany<ImmutableList<object>>(
            owed.Where(notice => notice.IsIncomplete).Select(CaseOf).Distinct(), (all, one) => (all ?? []).Add(one), cancel);
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var notice in owed)
        {
            var terms = KnownTerms.IdOf(notice.Agreement, notice.TermsRevision);
            if (!agreements.TryGetValue(terms, out var agreed)) agreements[terms] = agreed = await Agreed(session, notice, terms, cancel);
            var head = new NoticeHead(
                year, serial++, Notice.NumberOf(year, number++), issuer, notice.Agreement, agreed.Terms.Title, agreed.DocumentSha256, notice.Period,
                [.. notice.Parties.Select(party => Party(party.Key, party.Value, organisations, !notice.Others.Contains(party.Key)))], Case.ChinaDate(at))
            {
                Sections = agreed.Terms.Sections.GroupBy(section => section.Value, StringComparer.Ordinal).ToDictionary(section => section.Key, section => section.First().Key, StringComparer.Ordinal),
            };
            ids.Add(Store(session, Signed(notice, head, notice.Complete(happened.TryGetValue(CaseOf(notice), out var events) ? events.State! : []), keys, at), organisations, queues));
        }

        return ids.ToImmutable();
    }

    /// <summary>A notice as it is issued: its content canonical, hashed and signed.</summary>
    /// <param name="facts">Those of <paramref name="owed"/>, complete.</param>
    public static SignedNotice Signed(OwedNotice owed, NoticeHead head, NoticeFacts facts, NoticeKeys keys, DateTimeOffset at)
    {
        JsonObject content = NoticeContent.Of(head, facts);
        var canonical = CanonicalJson.Of(content.ToJsonString());
        var bytes = Encoding.UTF8.GetBytes(canonical);
        ImmutableArray<string> regions = [.. (facts.About is { } about ? [owed.Parties[about.From], owed.Parties[about.To]] : owed.Parties.Values).Distinct()];
        var signatures = keys.Sign(bytes);
        var issued = new Notice.Event.Issued(
            Notice.IdOf(head.Year, head.Serial), Notice.CursorOf(head.Year, head.Serial), canonical, Signatures.Sha256(bytes), signatures[0].KeyId, signatures[0].Signature, regions,
            owed.Agreement, owed.Period, owed.Obligation, at, signatures.Count > 1 ? [.. signatures.Skip(1)] : null);
        return new(issued, content["kind"]!.GetValue<string>(), facts.FallsDueOn);
    }

    private static async Task<NoticeRegister> Take(IDocumentSession session, int year, int count, string? issuer, CancellationToken cancel)
    {
        var stream = NoticeRegister.Stream(year);
        // Whoever needs numbers waits for those who have taken some and not committed yet, instead of finding out at the commit.
        await session.Lock(stream, cancel);
        var now = await session.LoadAsync<NoticeNumbersNow>(stream, cancel);
        // A copy of the service of an earlier edition takes numbers without keeping the document.
        var since = await session.Events.FetchStreamAsync(stream, fromVersion: (now?.Version ?? 0) + 1, token: cancel);
        var register = since.Select(e => e.Data).Aggregate(now?.Register, NoticeRegister.Apply);
        var taken = session.Decide(stream, register, (now?.Version ?? 0) + since.Count, NoticeRegister.Apply, known => NoticeRegister.Take(known, year, count, issuer));
        session.Store(new NoticeNumbersNow(stream, taken.State!, taken.Version));
        return taken.State!;
    }

    private static string Store(IDocumentSession session, SignedNotice signed, IReadOnlyList<KnownOrganisation> organisations, Dictionary<string, QueueReceiver> queues)
    {
        var issued = signed.Issued;
        session.AppendAt(Notice.Stream(issued.Id), 0, Notice.Decide(null, new Notice.Command.Issue(issued)).Events);
        var listing = new NoticeListing(issued.Id, issued.Cursor, issued.Regions, issued.Agreement, issued.Period, issued.Obligation, signed.Kind, signed.DueOn);
        session.Store(listing);
        foreach (var receiver in organisations.Where(o => o.Role == Role.Finance && issued.Regions.Contains(o.Region)))
            session.Store(NoticeDelivery.For(listing, receiver, queues.GetValueOrDefault(receiver.Id), issued.At));
        return issued.Id;
    }

    private static async Task<(CheckedTerms, string)> Agreed(IDocumentSession session, OwedNotice notice, string terms, CancellationToken cancel)
    {
        var known = await session.LoadAsync<KnownTerms>(terms, cancel) ?? throw new InvalidOperationException($"The terms of {notice.Agreement}, revision {notice.TermsRevision}, are not known.");
        return (SignedTerms.Read(notice.Agreement, known.Document, known.DocumentSha256), known.DocumentSha256);
    }

    private static string CaseOf(OwedNotice notice) => Case.Stream(notice.Agreement, notice.Period);

    private static NoticeParty Party(string party, string region, IReadOnlyList<KnownOrganisation> organisations, bool isParty)
    {
        string? NameOf(string role) => organisations.Where(o => o.Role == role && o.Region == region).OrderBy(o => o.Id, StringComparer.Ordinal).FirstOrDefault()?.Name;
        return new(party, region, NameOf(Role.Bureau), NameOf(Role.Finance), isParty);
    }
}
