using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Basin.Exchange;
using Basin.Hosting;
using Basin.Messages.Monitoring.V1;
using Basin.Messages.Registry.V1;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Basin.Rules.Terms;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Simulation;

/// <summary>The exchange: the real deciders and what goes with their events, on a database in memory.</summary>
internal sealed class ExchangeNode(World world) : Node("exchange", ExchangeOutbound.Messages, world)
{
    private const int OwedAtOnceMax = 50;

    private static readonly TimeSpan CalendarRound = TimeSpan.FromDays(2), IssueRound = TimeSpan.FromHours(8);

    public Books Books { get; } = new();

    public IEnumerable<Case> Cases => Database.Documents<CaseListing>().Select(listing => Of(listing.Agreement, listing.Period)!);

    public Case? Of(string agreement, string period) => Database.Load<Case>(Case.Stream(agreement, period)).State;

    public bool HasWork => Database.Documents<OwedNotice>().Count > 0;

    /// <summary>A command of a person; obligations that fall due by it do so in the same commit.</summary>
    public async Task<Rejection?> Decide(string agreement, string period, Func<DateTimeOffset, Case.Command> command)
    {
        var rejection = await Work(session => Decide(session, agreement, period, command(Now), after => Follow(session, after)));
        if (command(Now) is Case.Command.StateFact && rejection is null) await TryAssess(agreement, period);
        return rejection;
    }

    public Task<Rejection?> Receipt(string notice, string region) => Work(session => session.Decide<Notice>(
        Notice.Stream(notice), Notice.Apply, known => Notice.Decide(known, new Notice.Command.Receipt(region, $"{region}-FIN", Signable.Key.Id, "signature", true, Now))));

    /// <summary>What days bring about, for the cases that the real calendar chooses.</summary>
    public void KeepCalendar()
    {
        Clock.After(CalendarRound, KeepCalendar);
        if (!IsUp) return;
        Clock.Begin(async () =>
        {
            var today = Case.ChinaDate(Now);
            foreach (var c in Chosen(Basin.Exchange.KeepCalendar.MissesData(today)))
                if (await TryAssess(c.Agreement, c.Period) is { IsEmpty: false } missing) await Decide(c.Agreement, c.Period, at => new Case.Command.ListMissing(missing, at));
            foreach (var c in Chosen(Basin.Exchange.KeepCalendar.WaitsForAssessment)) await TryAssess(c.Agreement, c.Period);
            foreach (var c in Chosen(Basin.Exchange.KeepCalendar.WasSilent(today))) await Decide(c.Agreement, c.Period, at => new Case.Command.ConfirmBySilence(at));
            foreach (var c in Chosen(Basin.Exchange.KeepCalendar.IsObjectedTo)) await Decide(c.Agreement, c.Period, at => new Case.Command.KeepDeadlines(at));
            foreach (var c in Chosen(Basin.Exchange.KeepCalendar.Demands(today))) await Demand(c.Agreement, c.Period);
            await FindOverdue(today);
        });
    }

    /// <summary>Issues what is owed, some at a time.</summary>
    public void KeepIssuing()
    {
        Clock.After(IssueRound, KeepIssuing);
        if (!IsUp) return;
        Clock.Begin(async () => await Work(
            session =>
            {
                ImmutableArray<OwedNotice> owed = [.. session.Documents<OwedNotice>().OrderBy(one => one.At).ThenBy(one => one.Id, StringComparer.Ordinal).Take(OwedAtOnceMax)];
                Issue(session, owed);
                foreach (var done in owed) session.Delete<OwedNotice>(done.Id);
                return owed.Length;
            }));
    }

    protected override Task Consume(object message) => message switch
    {
        AgreementSigned signed => Learn(signed),
        SectionMonthStated stated => Learn(stated),
        SectionStated stated => Learn(stated),
        IncidentConfirmed confirmed => Learn(confirmed),
        _ => throw new BrokenPromiseException($"The exchange was sent {message.GetType().Name}."),
    };

    protected override void Committed(IReadOnlyList<Logged> logged)
    {
        foreach (var one in logged)
            if (Books.Enter(one, after => PostLedger.BasinOf(after.Agreement, SectionsOf(after.Agreement), SectionsKnown(after.Agreement))) is { } broken) throw new BrokenPromiseException(broken);
        if (Books.Broken(logged) is { } unkept) throw new BrokenPromiseException(unkept);
    }

    private async Task Learn(AgreementSigned m)
    {
        var terms = SignedTerms.Read(m.Agreement, m.Document, m.DocumentSha256);
        await Work(session =>
        {
            var known = new KnownTerms(KnownTerms.IdOf(m.Agreement, m.Revision), m.Agreement, m.Revision, m.Document, m.DocumentSha256, m.SignedAt);
            session.Store(known.Id, known);
            return true;
        });
        foreach (var some in terms.Periods.Chunk(AssessPeriod.PeriodsTogetherMax))
        {
            await Work(session => some.Count(period => Decide(session, m.Agreement, period.Id, LearnTerms.Opening(m, terms, period, Now), _ => []) is null));
            foreach (var period in some) await StateIncidents(m.Agreement, period.Id);
            await TryAssess(m.Agreement, [.. some.Select(period => period.Id)]);
        }
    }

    private async Task Learn(SectionMonthStated m)
    {
        var known = LearnSectionMonths.Known(m);
        var affected = await Work(
            session =>
            {
                if (LearnSectionMonths.IsNew(session.Document<KnownSectionMonth>(known.Id), known)) session.Store(known.Id, known);
                return true;
            },
            alone: true);
        if (!affected) return;
        foreach (var c in Database.Documents<CaseListing>().Where(c => c.Needs.Contains(known.Key))) await TryAssess(c.Agreement, c.Period);
    }

    private Task Learn(SectionStated m) => Work(
        session =>
        {
            if (session.Document<KnownSection>(m.Section)?.Revision >= m.Revision) return false;
            session.Store(m.Section, new KnownSection(m.Section, m.Revision, m.UpstreamRegion, m.DownstreamRegion, m.Basin));
            return true;
        },
        alone: true);

    private async Task Learn(IncidentConfirmed m)
    {
        var incident = new KnownIncident(m.Incident, m.Section, DateOnly.Parse(m.From, CultureInfo.InvariantCulture), DateOnly.Parse(m.To, CultureInfo.InvariantCulture), m.By, m.At);
        await Work(session =>
        {
            session.Store(incident.Id, incident);
            return true;
        });
        foreach (var c in Database.Documents<CaseListing>())
        {
            await StateIncidents(c.Agreement, c.Period);
            await TryAssess(c.Agreement, c.Period);
        }
    }

    private Task<bool> StateIncidents(string agreement, string period) => Work(session =>
    {
        var (found, version) = session.Load<Case>(Case.Stream(agreement, period));
        if (found is null || TermsOf(session, found) is not { } terms) return false;
        var facts = terms.Stated.Where(fact => fact.IncidentSection is not null).ToList();
        var covered = terms.Periods.Single(known => known.Id == period);
        var incidents = session.Documents<KnownIncident>().Where(incident => facts.Exists(fact => fact.IncidentSection == incident.Section) && incident.FallsInto(covered));
        Write(session, version, CaseChange.Of(found, IncidentFacts.Of(found, facts, incidents, Now)));
        return true;
    });

    private Task<ImmutableArray<string>> TryAssess(string agreement, params string[] periods) =>
        Work<ImmutableArray<string>>(session => [.. periods.SelectMany(period => TryAssess(session, agreement, period))]);

    private ImmutableArray<string> TryAssess(Session session, string agreement, string period)
    {
        if (session.Load<Case>(Case.Stream(agreement, period)).State is not { } found) return [];
        var facts = KnownMonths.Latest(session.Documents<KnownSectionMonth>().Where(fact => found.Needs.Contains(fact.Key)));
        var missing = KnownMonths.Missing(found.Needs, facts);
        if (missing.Length > 0) return missing;
        ImmutableArray<KnownSectionMonth> settledOn = [.. Assessing.SettledOn(found).Select(id => session.Document<KnownSectionMonth>(id)!)];
        Decide(session, agreement, period, Assessing.Of(found, TermsOf(session, found)!, facts, settledOn, Now), _ => []);
        return [];
    }

    private Task<bool> Demand(string agreement, string period) => Work(session =>
    {
        var (found, version) = session.Load<Case>(Case.Stream(agreement, period));
        if (IssueNotices.Demanded(found!, Now) is not { IsEmpty: false } demanded) return false;
        Write(session, version, CaseChange.Of(found, Case.Decide(found, new Case.Command.Demand(Issue(session, demanded), Now)).Events));
        return true;
    });

    private Task<bool> FindOverdue(DateOnly today) => Work(
        session =>
        {
            foreach (var listing in session.Documents<NoticeListing>().Where(n => n.DueOn < today && !n.DuePassed))
            {
                var found = session.Load<Case>(Case.Stream(listing.Agreement, listing.Period)).State!;
                var notice = session.Load<Notice>(Notice.Stream(listing.Id)).State!;
                if (OwedNotice.Overdue(found, listing.Obligation, listing.Id, JsonNode.Parse(notice.Content)!["number"]!.GetValue<string>(), Now) is { } owed) session.Store(owed.Id, owed);
                session.Store(listing.Id, listing with { DuePassed = true });
            }

            return true;
        },
        alone: true);

    private Rejection? Decide(Session session, string agreement, string period, Case.Command command, Func<Case, ImmutableArray<object>> follow)
    {
        var (before, version) = session.Load<Case>(Case.Stream(agreement, period));
        var decision = Case.Decide(before, command);
        if (decision.Rejection is { } rejection) return rejection;
        if (!decision.Events.IsEmpty) Write(session, version, CaseChange.Of(before, decision.Events.AddRange(follow(decision.Events.Aggregate(before, Case.Apply)!))));
        return null;
    }

    private static void Write(Session session, long version, CaseChange change)
    {
        if (change.Events.IsEmpty) return;
        session.Write(Case.Stream(change.After.Agreement, change.After.Period), version, change.Events, change.After);
        session.Store(change.Listing.Id, change.Listing);
        foreach (var owed in change.Owed) session.Store(owed.Id, owed);
    }

    /// <summary>Confirmed obligations fall due; of an objection what is undisputed does.</summary>
    private ImmutableArray<object> Follow(Session session, Case after)
    {
        if (IssueNotices.FallsDue(after)) return Case.Decide(after, new Case.Command.FallDue(Issue(session, IssueNotices.Owed(after, Now)), Now)).Events;
        if (after.OpenObjection is not { } objection || objection.At != Now || after.ToConfirm is not { IsDetermined: true } awaited) return [];
        var terms = TermsOf(session, after)!;
        ImmutableArray<StatedFact> stated = [.. (awaited.Stated ?? []).Select(fact => new StatedFact(fact.Name, after.Period, fact.Value))];
        var facts = awaited.Facts.Select(fact => session.Document<KnownSectionMonth>(fact.KnownId)!.Facts);
        if (ReleaseUndisputed.Least(terms, terms.Periods.Single(p => p.Id == after.Period), [.. facts], stated, objection.Subject) is not { Parts.IsEmpty: false } least) return [];
        if (Objecting.Undisputed(after, least.Parts) is not { IsEmpty: false } parts) return [];
        var notices = Issue(session, IssueNotices.Owed(ReleaseUndisputed.Proposing(after, parts), Now));
        return Case.Decide(after, new Case.Command.ReleaseUndisputed(objection.Number, least.Parts, least.Explanation, notices, Now)).Events;
    }

    private ImmutableArray<string> Issue(Session session, ImmutableArray<OwedNotice> owed)
    {
        if (owed.IsEmpty) return [];
        var year = Case.ChinaDate(Now).Year;
        var stream = NoticeRegister.Stream(year);
        session.Decide<NoticeRegister>(stream, NoticeRegister.Apply, register => NoticeRegister.Take(register, year, owed.Length));
        var (serial, number) = ((NoticeRegister)session.Appended.Single(append => append.Stream == stream).State!).FirstOf(owed.Length, null);
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var notice in owed)
        {
            var terms = session.Document<KnownTerms>(KnownTerms.IdOf(notice.Agreement, notice.TermsRevision))!;
            var head = new NoticeHead(year, serial++, Notice.NumberOf(year, number++), null, notice.Agreement, notice.Agreement, terms.DocumentSha256, notice.Period,
                [.. notice.Parties.Select(party => new NoticeParty(party.Key, party.Value, null, null))], Case.ChinaDate(Now));
            var (issued, kind, due) = SignNotices.Signed(notice, head, notice.Complete(session.EventsOf(Case.Stream(notice.Agreement, notice.Period))), new NoticeKeys(Signable.Key.Signing, []), Now);
            session.Decide<Notice>(Notice.Stream(issued.Id), Notice.Apply, known => Notice.Decide(known, new Notice.Command.Issue(issued)));
            session.Store(issued.Id, new NoticeListing(issued.Id, issued.Cursor, issued.Regions, issued.Agreement, issued.Period, issued.Obligation, kind, due));
            ids.Add(issued.Id);
        }

        return ids.ToImmutable();
    }

    private List<CaseListing> Chosen(System.Linq.Expressions.Expression<Func<CaseListing, bool>> chosen) =>
        [.. Database.Documents<CaseListing>().Where(chosen.Compile(preferInterpretation: true))];

    private CheckedTerms? TermsOf(Session session, Case found) =>
        session.Document<KnownTerms>(KnownTerms.IdOf(found.Agreement, found.TermsRevision)) is null ? null : World.Agreements.Single(signed => signed.No == found.Agreement).Terms;

    private string[] SectionsOf(string agreement) => [.. World.Agreements.Single(signed => signed.No == agreement).Terms.Sections.Values.Distinct(StringComparer.Ordinal)];

    private List<KnownSection> SectionsKnown(string agreement) => [.. SectionsOf(agreement).Select(code => Database.Document<KnownSection>(code)).OfType<KnownSection>()];
}
