using System.Text.Json.Nodes;
using Basin.Exchange;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Simulation;

/// <summary>
/// Books kept beside the exchange from nothing but its log, and everything that must hold of them after every commit: the ledger sums to zero, nothing is
/// paid twice or beyond what is owed, nets are the sums of their legs, what is closed is explained, notices are numbered without gap, one for each obligation.
/// </summary>
internal sealed class Books
{
    private readonly Dictionary<string, Case> _cases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Journal> _journals = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Stream, int Obligation), Account> _clearings = [];
    private readonly Dictionary<(Account, Book), Money> _balances = [];
    private readonly Dictionary<(Account Clearing, DateOnly On), List<Posting>> _settling = [];
    private readonly Dictionary<string, DateTimeOffset> _heardSince = new(StringComparer.Ordinal);
    private readonly HashSet<string> _releasedSince = new(StringComparer.Ordinal);
    private readonly HashSet<(Account Clearing, DateOnly On)> _moved = [];
    private readonly Dictionary<string, Notice.Event.Issued> _notices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _obligationOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _amounts = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _lastSerials = [];

    public IEnumerable<Notice.Event.Issued> Notices => _notices.Values;

    /// <summary>What the ledger says that an account received, less what it gave, in one case.</summary>
    public Money Paid(Case found, Account account) => Sum(found, account, Book.Paid);

    /// <returns>What is wrong with it; null where nothing is.</returns>
    public string? Enter(Logged logged, Func<Case, string> basinOf) => logged.Happened switch
    {
        Case.Event happened => Enter(logged, happened, basinOf),
        NoticeRegister.NumbersTaken taken => Enter(taken),
        Notice.Event.Issued issued => Enter(issued),
        _ => null,
    };

    /// <summary>Looks at everything that a commit may have broken.</summary>
    public string? Broken(IReadOnlyList<Logged> logged)
    {
        foreach (var book in Enum.GetValues<Book>())
            if (_balances.Where(balance => balance.Key.Item2 == book).Aggregate(Money.Zero, (sum, balance) => sum + balance.Value) is { Fen: not 0 } sum) return $"The book {book} sums to {sum}.";
        if (_notices.Count != _lastSerials.Values.Sum()) return $"{_lastSerials.Values.Sum()} numbers were taken for {_notices.Count} notices.";
        foreach (var on in _moved)
            if (!NetPositions.Of(on.Clearing, on.On, NetPositions.LegsOf(_settling[on])).Prove().Holds) return $"The net positions of {on} are not the sums of their legs.";
        _moved.Clear();
        return logged.Select(one => one.Stream).Distinct().Where(_cases.ContainsKey).Select(stream => Broken(_cases[stream])).FirstOrDefault(broken => broken is not null);
    }

    private string? Enter(Logged logged, Case.Event happened, Func<Case, string> basinOf)
    {
        var before = _cases.GetValueOrDefault(logged.Stream);
        var after = _cases[logged.Stream] = Case.Apply(before, happened)!;
        if (happened is Case.Event.UndisputedReleased) _releasedSince.Add(logged.Stream);
        if (before?.Assessment != after.Assessment) _releasedSince.Remove(logged.Stream);
        if ((PaidTwice(before, happened) ?? Silenced(logged.Stream, after, happened)) is { } broken) return broken;
        if (happened is Case.Event.ObligationDue due && Enter(after, due.Number, due.Notice) is { } unnoticed) return unnoticed;
        if (happened is Case.Event.ObligationDemanded demanded && Enter(after, demanded.Number, demanded.Notice) is { } undemanded) return undemanded;
        if (LedgerEntry.CauseOf(after, happened, logged.Version) is not { } cause) return null;
        if (!_clearings.TryGetValue((logged.Stream, cause.Obligation), out var clearing)) _clearings[(logged.Stream, cause.Obligation)] = clearing = Account.Clearing(basinOf(after));
        var journal = _journals.GetValueOrDefault(logged.Stream, Journal.Empty);
        var brought = journal.Postings.FirstOrDefault(posting => posting.Cause.Obligation == cause.Obligation && posting.Kind == PostingKind.ObligationDue);
        var posting = LedgerEntry.Of(after, happened, logged.Version, clearing, brought?.Number)! with { Number = journal.Next(cause) };
        var (posted, refused) = journal.Add(posting);
        if (refused is not null) return refused.Sentence;
        if (posted == journal) return $"{cause} was posted before.";
        _journals[logged.Stream] = posted;
        foreach (var leg in posting.Legs) _balances[(leg.Account, leg.Book)] = _balances.GetValueOrDefault((leg.Account, leg.Book)) + leg.Amount;
        if (!_settling.TryGetValue((clearing, posting.SettlesOn), out var settling)) _settling[(clearing, posting.SettlesOn)] = settling = [];
        settling.Add(posting);
        _moved.Add((clearing, posting.SettlesOn));
        return null;
    }

    private string? Enter(Notice.Event.Issued issued)
    {
        if (!_notices.TryAdd(issued.Id, issued)) return $"Notice {issued.Id} was issued twice.";
        if (JsonNode.Parse(issued.Content)!["amountFen"]?.GetValue<string>() is { } amount) _amounts[issued.Id] = amount;
        return null;
    }

    /// <summary>Silence counts when the agreed days have passed since the parties could speak up, and not before.</summary>
    private string? Silenced(string stream, Case after, Case.Event happened)
    {
        if (happened is Case.Event.PeriodAssessed or Case.Event.CorrectionOpened) _heardSince[stream] = happened is Case.Event.PeriodAssessed e ? e.Assessment.At : ((Case.Event.CorrectionOpened)happened).At;
        return happened is Case.Event.Confirmed { BySilence: true } silent && Case.ChinaDate(silent.At) <= Case.ChinaDate(_heardSince[stream]).AddDays(after.SilenceDays)
            ? $"{silent.Party} was taken for silent about assessment {silent.Assessment} on {silent.At:MM-dd}; it was put to the parties on {_heardSince[stream]:MM-dd}."
            : null;
    }

    private string? Enter(NoticeRegister.NumbersTaken taken)
    {
        var last = _lastSerials.GetValueOrDefault(taken.Year);
        if (taken.FirstSerial != last + 1) return $"Serial {taken.FirstSerial} of {taken.Year} follows {last}.";
        _lastSerials[taken.Year] = last + taken.Count;
        return null;
    }

    // The notice is written in the same commit, behind the event of the case.
    private string? Enter(Case after, int number, string notice)
    {
        var obligation = $"{after.Agreement} {after.Period} {number}";
        return _obligationOf.TryAdd(notice, obligation) ? null : $"Notice {notice} is that of {_obligationOf[notice]} and of {obligation}.";
    }

    private static string? PaidTwice(Case? before, Case.Event happened)
    {
        RecordedPayment? Known(int obligation, string reference) => before!.Obligations.Single(o => o.Number == obligation).Payments.LastOrDefault(payment => payment.Reference == reference);
        return happened switch
        {
            Case.Event.PaymentRecorded e when Known(e.Obligation, e.Reference) is not null => $"Payment {e.Reference} was recorded twice.",
            Case.Event.PaymentConfirmed e when Known(e.Obligation, e.Reference) is not { ConfirmedAt: null, Rejection: null } => $"Payment {e.Reference} was confirmed twice, or after its rejection.",
            _ => null,
        };
    }

    private string? Broken(Case found)
    {
        foreach (var obligation in found.Obligations)
        {
            var confirmed = obligation.Payments.Where(payment => payment.ConfirmedAt is not null).Sum(payment => payment.AmountFen);
            if (obligation.RecordedFen > obligation.AmountFen) return $"Obligation {obligation.Number} of {found.Agreement} {found.Period} owes {obligation.AmountFen}, recorded are {obligation.RecordedFen}.";
            if (obligation.DueOn is null)
            {
                if (!obligation.Payments.IsEmpty) return $"Obligation {obligation.Number} was paid before it fell due.";
                continue;
            }

            if (!_notices.TryGetValue(obligation.Notice!, out var notice)) return $"Obligation {obligation.Number} fell due under {obligation.Notice}, which was not issued.";
            if ((notice.Agreement, notice.Period, notice.Obligation, _amounts[notice.Id]) != (found.Agreement, found.Period, obligation.Number, $"{obligation.AmountFen}"))
                return $"Notice {notice.Id} does not speak of obligation {obligation.Number} of {found.Agreement} {found.Period} and its {obligation.AmountFen} fen.";
            var posted = _journals[Case.Stream(found.Agreement, found.Period)].Postings.Where(posting => posting.Cause.Obligation == obligation.Number).ToList();
            if (Total(posted, PostingKind.ObligationDue) != obligation.AmountFen || Total(posted, PostingKind.Reversal) != (obligation.Waiver is null ? 0 : obligation.AmountFen) || Total(posted, PostingKind.PaymentConfirmed) != confirmed)
                return $"The ledger says otherwise than obligation {obligation.Number} of {found.Agreement} {found.Period}.";
        }

        return found.Status == CaseStatus.Closed ? Unexplained(found) ?? Unsurcharged(found) : null;
    }

    /// <summary>
    /// For what was not paid by the days of grace a tenth was demanded, at least of what was really paid too late and at most of all; whoever gave it up.
    /// </summary>
    private static string? Unsurcharged(Case found)
    {
        if (found.Rules.Late is not { Rate: "10%", GraceDays: var grace }) return null;
        foreach (var obligation in found.Principal)
        {
            var demanded = found.Obligations.Where(o => o.LateFor == obligation.Number && !o.NeverOwed).Sum(o => o.AmountFen);
            var late = obligation.Payments.Where(payment => payment.ConfirmedAt is not null && payment.PaidOn > obligation.DueOn!.Value.AddDays(grace)).Sum(payment => payment.AmountFen);
            if (demanded < late / 10 || demanded > (obligation.AmountFen + 9) / 10) return $"Of obligation {obligation.Number} of {found.Agreement} {found.Period} {late} fen were paid late; {demanded} were demanded for it.";
        }

        return null;
    }

    /// <summary>
    /// A closed case owes nothing more, and what it owed is what its assessment comes to and explains; but for what was released as undisputed of a correction
    /// that then came to nothing, which its release explains.
    /// </summary>
    private string? Unexplained(Case found)
    {
        if (found.Assessment is not { IsDetermined: true } assessment || assessment.Explanation.Because.IsEmpty) return $"{found.Agreement} {found.Period} is closed without an explained assessment.";
        if (found.Standing.Any(obligation => !obligation.IsSettled)) return $"{found.Agreement} {found.Period} is closed and something is unpaid.";
        var (assessed, owed) = (Netting.Positions(assessment.Owed is null ? [] : assessment.Owed.Value.Select(o => new ProposedObligation(0, o.Clause, o.From, o.To, new(o.AmountFen)))), Netting.Positions(found.Principal.Select(Proposed)));
        var late = Netting.Positions(Late(found).Select(Proposed));
        foreach (var party in assessed.Keys.Union(owed.Keys).Union(late.Keys))
        {
            if (!_releasedSince.Contains(Case.Stream(found.Agreement, found.Period)) && assessed.GetValueOrDefault(party) != owed.GetValueOrDefault(party)) return $"{found.Agreement} {found.Period} is closed; {party} was assessed {assessed.GetValueOrDefault(party)} and obliged {owed.GetValueOrDefault(party)}.";
            var all = owed.GetValueOrDefault(party) + late.GetValueOrDefault(party);
            if (found.Parties.TryGetValue(party, out var region) && Paid(found, Account.Party(region)) != all) return $"{party} was obliged {all} and paid {Paid(found, Account.Party(region))}.";
        }

        return null;
    }

    /// <summary>Surcharges that nobody gave up.</summary>
    public static IEnumerable<Obligation> Late(Case found) => found.Standing.Where(obligation => obligation is { Kind: ObligationKind.Surcharge, Waiver: null });

    public static ProposedObligation Proposed(Obligation obligation) => new(obligation.Number, obligation.Clause, obligation.From, obligation.To, new(obligation.AmountFen));

    private static long Total(IEnumerable<Posting> postings, PostingKind kind) =>
        postings.Where(posting => posting.Kind == kind).Sum(posting => posting.Legs.Where(leg => leg.Book == Book.Owed && leg.Account.Kind != AccountKind.Clearing && leg.Amount > Money.Zero).Sum(leg => leg.Amount.Fen));

    private Money Sum(Case found, Account account, Book book) =>
        _journals.GetValueOrDefault(Case.Stream(found.Agreement, found.Period), Journal.Empty).Balance(account, book, DateOnly.MaxValue);
}
