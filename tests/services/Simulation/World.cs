using Basin.Exchange;
using Basin.Messages.Monitoring.V1;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Simulation;

/// <summary>
/// Registry, monitoring and exchange with the people who use them, under a seed: some months in which messages are late, come twice and out of order,
/// processes crash and people err; then times are quiet, everybody does what is left to do, and what was settled must be what the final data comes to.
/// </summary>
internal sealed class World
{
    private const int RoughDays = 150, QuietRoundsMax = 60;

    private readonly Dictionary<string, Node> _nodes;

    public World(int seed)
    {
        Clock = new(seed);
        Agreements = [.. Signable.All.Where(signed => Clock.OnceIn(signed.Rarity))];
        if (Agreements.Count == 0) Agreements = [Signable.All[0]];
        (Registry, Monitoring, Exchange) = (new(this), new(this), new(this));
        _nodes = new(StringComparer.Ordinal) { [Registry.Name] = Registry, [Monitoring.Name] = Monitoring, [Exchange.Name] = Exchange };
    }

    public Scheduler Clock { get; }

    public History History { get; } = new();

    public IReadOnlyList<Signable> Agreements { get; }

    public RegistryNode Registry { get; }

    public MonitoringNode Monitoring { get; }

    public ExchangeNode Exchange { get; }

    /// <summary>Lives through a seed.</summary>
    /// <returns>The history with what went wrong at its end; null where everything held.</returns>
    public string? Live()
    {
        try
        {
            var people = new People(this);
            people.Begin();
            Monitoring.KeepClosing();
            Exchange.KeepCalendar();
            Exchange.KeepIssuing();
            foreach (var node in _nodes.Values) CrashNowAndThen(node);
            Clock.Run(Clock.Now.AddDays(RoughDays));
            Clock.IsRough = false;
            History.Add(Clock.Now, "", "times are quiet from here on");
            for (var round = 0; Clock.Failure is null && !IsDone(); round++)
            {
                if (round == QuietRoundsMax) return Told(new BrokenPromiseException($"Nothing more was to come after {round} rounds, but: {Left()}"));
                people.DoWhatIsLeft();
                Clock.Run(Clock.Now.AddDays(3));
            }

            if (Clock.Failure is null) Converged();
            return Clock.Failure is { } failure ? Told(failure) : null;
        }
        catch (Exception problem)
        {
            return Told(problem);
        }
    }

    /// <summary>A message to every service that hears it: sooner or later, at least once, in no certain order.</summary>
    public void Publish(Node.Delivery delivery, IEnumerable<string> subscribers)
    {
        // Lost for good, as with a queue that is lost: the exchange itself asks for the months that it misses.
        if (delivery.Message is SectionMonthStated { Revision: 1 } && Clock.GoesWrong(30)) return;
        foreach (var subscriber in subscribers)
        {
            for (var copies = Clock.GoesWrong(8) ? 2 : 1; copies > 0; copies--)
            {
                // Dropped by the network, and delivered again when nobody had acknowledged it.
                var late = Clock.GoesWrong(10) ? Clock.Between(TimeSpan.FromHours(1), TimeSpan.FromDays(4)) : Clock.Between(TimeSpan.Zero, TimeSpan.FromSeconds(20));
                Clock.After(late, () => _nodes[subscriber].Receive(delivery));
            }
        }
    }

    private void CrashNowAndThen(Node node) => Clock.After(Clock.Between(TimeSpan.FromDays(2), TimeSpan.FromDays(40)), () =>
    {
        if (!Clock.IsRough) return;
        node.Crash();
        CrashNowAndThen(node);
    });

    private bool IsDone() => !Monitoring.HasWork && !Exchange.HasWork && Exchange.Cases.Count() == Agreements.Sum(signed => signed.Terms.Periods.Length) && Exchange.Cases.All(IsDone);

    /// <summary>Closed, or nothing can be determined; and nothing waits for anybody.</summary>
    private bool IsDone(Case found) => found.Status is CaseStatus.Closed or CaseStatus.Undetermined && found.Correction is null && found.OpenObjection is null && !found.IsRestated && !IsLateDifference(found)
        && Knows(found);

    /// <summary>Noted too late to be settled by itself.</summary>
    public static bool IsLateDifference(Case found) => found is { Status: CaseStatus.Closed, Correction: null, Restatement.Assessment: { IsDetermined: true } noted }
        && !Differences.Between([.. found.Principal.Select(Books.Proposed)], [.. (noted.Owed ?? []).Select((o, i) => new ProposedObligation(i + 1, o.Clause, o.From, o.To, new(o.AmountFen)))]).IsEmpty;

    /// <summary>Whether the latest assessment was made with what monitoring says now.</summary>
    private bool Knows(Case found)
    {
        var used = (found.Restatement?.Assessment ?? found.Assessment)?.Facts ?? [];
        return Final(found).All(fact => used.Any(one => one.Section == fact.Section && one.Month == $"{fact.Month}" && (one.Source ?? DataSource.Stations) == fact.Source && one.Revision == fact.Revision));
    }

    /// <summary>What monitoring says in the end of the months that count in a case.</summary>
    private List<MonthFacts> Final(Case found)
    {
        var terms = TermsOf(found);
        return
        [
            .. terms.Needs(terms.Periods.Single(period => period.Id == found.Period)).SelectMany(need => Monitoring.Stated(need.Section, need.Month)).Where(month => terms.Sources.Contains(month.Source))
                .Select(month => LearnSectionMonths.Known(Basin.Monitoring.MonitoringOutbound.Stated(month.Latest.Revision, month.Latest.Result, month.Latest.At)).Facts),
        ];
    }

    /// <summary>Every case has come to what settling the final data at once comes to, in obligations and in money.</summary>
    private void Converged()
    {
        foreach (var found in Exchange.Cases)
        {
            var terms = TermsOf(found);
            var assessment = terms.Assess(
                terms.Periods.Single(period => period.Id == found.Period), Final(found), [.. found.Statements.Select(fact => new StatedFact(fact.Name, found.Period, fact.Value))]);
            var isDetermined = assessment.Payments.All(payment => payment.Amount is not null);
            if (found.Status == CaseStatus.Undetermined && isDetermined) throw new BrokenPromiseException($"{found.Agreement} {found.Period} is undetermined, but its data says what is owed.");
            // What was settled stands when the data is taken back afterwards: there is no difference to nothing.
            if (found.Status != CaseStatus.Closed || !isDetermined) continue;
            var (due, owed) = (Netting.Positions(Obligations.From(assessment)), Netting.Positions(found.Principal.Select(Books.Proposed)));
            var (late, paid) = (Netting.Positions(Books.Late(found).Select(Books.Proposed)), found.Parties.ToDictionary(party => party.Key, party => Exchange.Books.Paid(found, Account.Party(party.Value))));
            foreach (var party in found.Parties)
            {
                if (due.GetValueOrDefault(party.Key) != owed.GetValueOrDefault(party.Key)) throw new BrokenPromiseException($"{found.Agreement} {found.Period}: by the final data {party.Key} gets {due.GetValueOrDefault(party.Key)}, but {owed.GetValueOrDefault(party.Key)} were obliged.");
                if (due.GetValueOrDefault(party.Key) + late.GetValueOrDefault(party.Key) != paid[party.Key]) throw new BrokenPromiseException($"{found.Agreement} {found.Period}: by the final data {party.Key} gets {due.GetValueOrDefault(party.Key)} and {late.GetValueOrDefault(party.Key)} for what was late, but got {paid[party.Key]}.");
            }
        }
    }

    private CheckedTerms TermsOf(Case found) => Agreements.Single(signed => signed.No == found.Agreement).Terms;

    private string Left() => string.Join("; ", Exchange.Cases.Where(found => !IsDone(found)).Select(found => $"{found.Agreement} {found.Period} is {found.Status}, correction {found.Correction}, objection {found.OpenObjection?.Number}, restated {found.IsRestated}, knows the latest {Knows(found)}"));

    private string Told(Exception problem) => $"{History}\n{(problem is BrokenPromiseException ? problem.Message : problem)}";
}
