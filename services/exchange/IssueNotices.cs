using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Makes the obligations of a confirmed case due: one numbered, signed notice for each, in the same commit as the confirmation that completed it.
/// So there is never a due obligation without a notice, nor a number without a paper.
/// </summary>
public sealed class IssueNotices(SigningKey key, TimeProvider clock)
{
    /// <summary>Budget accounts of the transfer between governments (政府收支分类科目): income of the payee, expenditure of the payer.</summary>
    private const string IncomeAccount = "1102102 生态保护补偿转移性收入";
    private const string ExpenditureAccount = "2302102 生态保护补偿转移性支出";

    /// <summary>
    /// Decides <paramref name="command"/> and, if it leaves the case confirmed, makes its obligations due. The caller commits.
    /// </summary>
    public async Task<Outcome<Case>> DecideAndIssue(IDocumentSession session, string agreement, string period, Case.Command command, CancellationToken cancel)
    {
        var stream = Case.Stream(agreement, period);
        var (before, version) = await session.Load<Case>(stream, Case.Apply, cancel);
        var decision = Case.Decide(before, command);
        if (decision.Rejection is { } rejection) return new(before, version, false, rejection);
        if (decision.Events.IsEmpty) return new(before, version, false, null);

        var events = decision.Events;
        var after = events.Aggregate(before, Case.Apply)!;
        if (after is { IsConfirmed: true, Proposed.IsEmpty: false })
        {
            var at = clock.GetUtcNow();
            var notices = await Issue(session, after, at, cancel);
            events = events.AddRange(Case.Decide(after, new Case.Command.FallDue(notices, at)).Events);
            after = events.Aggregate(before, Case.Apply)!;
        }

        session.AppendAt(stream, version, events);
        session.Store(CaseListing.Of(after));
        return new(after, version + events.Length, true, null);
    }

    /// <summary>Issues a notice for every proposed obligation of a case that falls due. Within the caller's unit of work.</summary>
    /// <returns>The notices' ids, in the order of the obligations.</returns>
    internal async Task<ImmutableArray<string>> Issue(IDocumentSession session, Case confirmed, DateTimeOffset at, CancellationToken cancel)
    {
        var year = Case.ChinaDate(at).Year;
        var proposed = confirmed.Proposed;
        var count = proposed.Length;
        var register = await session.Decide<NoticeRegister>(NoticeRegister.Stream(year), NoticeRegister.Apply, r => NoticeRegister.Take(r, year, count), cancel);
        var firstSerial = register.State!.LastSerial - count + 1;
        var regions = confirmed.Parties.Values.ToArray();
        var organisations = await session.Query<KnownOrganisation>().Where(o => o.Region.IsOneOf(regions)).ToListAsync(cancel);
        var issuer = await session.Query<KnownOrganisation>().Where(o => o.Role == Role.Superior).OrderBy(o => o.Id).FirstOrDefaultAsync(cancel);
        var terms = await session.LoadAsync<KnownTerms>(KnownTerms.IdOf(confirmed.Agreement, confirmed.TermsRevision), cancel)
            ?? throw new InvalidOperationException($"The terms of {confirmed.Agreement}, revision {confirmed.TermsRevision}, are not known.");
        return [.. proposed.Select((obligation, i) => Issue(session, confirmed, obligation, terms, year, firstSerial + i, organisations, issuer, at))];
    }

    private string Issue(
        IDocumentSession session, Case confirmed, Obligation obligation, KnownTerms terms, int year, int serial, IReadOnlyList<KnownOrganisation> organisations,
        KnownOrganisation? issuer, DateTimeOffset at)
    {
        var id = Notice.IdOf(year, serial);
        var content = CanonicalJson.Of(Content(confirmed, obligation, terms, year, serial, organisations, issuer, at).ToJsonString());
        var bytes = Encoding.UTF8.GetBytes(content);
        ImmutableArray<string> regions = [confirmed.Parties[obligation.From], confirmed.Parties[obligation.To]];
        var issued = new Notice.Event.Issued(
            id, Notice.CursorOf(year, serial), content, Signatures.Sha256(bytes), key.Id, key.Sign(bytes), regions,
            confirmed.Agreement, confirmed.Period, obligation.Number, at);
        session.AppendAt(Notice.Stream(id), 0, Notice.Decide(null, new Notice.Command.Issue(issued)).Events);
        session.Store(new NoticeListing(id, issued.Cursor, regions, confirmed.Agreement, confirmed.Period, obligation.Number));
        foreach (var receiver in organisations.Where(o => o.Role == Role.Finance && o.NoticeUrl is not null && regions.Contains(o.Region)))
            session.Store(NoticeDelivery.New(id, receiver));
        return id;
    }

    private static JsonObject Content(
        Case confirmed, Obligation obligation, KnownTerms terms, int year, int serial, IReadOnlyList<KnownOrganisation> organisations,
        KnownOrganisation? issuer, DateTimeOffset at)
    {
        var amount = new Money(obligation.AmountFen);
        var assessment = confirmed.ToConfirm!;
        var issuedOn = Case.ChinaDate(at);
        return new JsonObject
        {
            ["kind"] = "payment",
            ["number"] = Notice.NumberOf(year, serial),
            ["id"] = Notice.IdOf(year, serial),
            ["title"] = $"关于{SignedTerms.Read(confirmed.Agreement, terms.Document, terms.DocumentSha256).Title}{confirmed.Period}结算期补偿资金的结算通知书",
            // In whose name the exchange settles: the common superior, who admits the organisations.
            ["issuer"] = issuer is null ? null : new JsonObject { ["code"] = issuer.Id, ["name"] = issuer.Name },
            ["agreement"] = confirmed.Agreement,
            ["documentSha256"] = terms.DocumentSha256,
            ["period"] = confirmed.Period,
            ["clause"] = obligation.Clause,
            ["obligation"] = obligation.Number,
            ["payer"] = Party(obligation.From, confirmed, organisations),
            ["payee"] = Party(obligation.To, confirmed, organisations),
            ["amountFen"] = obligation.AmountFen.ToString(),
            ["amountFigures"] = amount.Figures() + "元",
            ["amountCapitals"] = amount.Capitals(),
            ["assessment"] = assessment.Revision,
            ["explanationSha256"] = Signatures.Sha256(Encoding.UTF8.GetBytes(CanonicalJson.Of(Explanation.Json(assessment.Explanation)))),
            ["obligedOn"] = issuedOn.ToString("yyyy-MM-dd"),
            ["dueOn"] = issuedOn.AddDays(confirmed.PayDays).ToString("yyyy-MM-dd"),
            ["issuedOn"] = issuedOn.ToString("yyyy-MM-dd"),
            ["payerBudgetAccount"] = ExpenditureAccount,
            ["payeeBudgetAccount"] = IncomeAccount,
        };
    }

    private static JsonObject Party(string party, Case confirmed, IReadOnlyList<KnownOrganisation> organisations)
    {
        var region = confirmed.Parties[party];
        var finance = organisations.Where(o => o.Role == Role.Finance && o.Region == region).OrderBy(o => o.Id, StringComparer.Ordinal).FirstOrDefault();
        return new JsonObject { ["party"] = party, ["region"] = region, ["financeDepartment"] = finance?.Name };
    }
}
