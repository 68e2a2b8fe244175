using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>The result of reading a document.</summary>
/// <param name="Terms">Null if, and only if, there are problems.</param>
/// <param name="Problems">Everything that keeps the document from being signed, all at once.</param>
/// <param name="Remarks">What the drafter should look at, although it keeps nobody from signing; empty where there are problems.</param>
public sealed record TermsCheck(CheckedTerms? Terms, ImmutableArray<Problem> Problems, ImmutableArray<Problem> Remarks);

/// <summary>
/// The terms (条款) of an agreement, checked: every name is known, every unit fits, every payment is bounded. Immutable, and the same
/// document with the same facts always gives the same assessment and the same explanation.
/// </summary>
public sealed class CheckedTerms
{
    /// <summary>The edition of the language that this program reads.</summary>
    public const string Language = "basin-terms/1";

    private readonly Document _document;

    internal CheckedTerms(string canonical, Document document)
    {
        Canonical = canonical;
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        _document = document;
        PotsPaid =
        [
            .. document.Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Accounts).Concat(document.Advances.SelectMany(advance => new[] { advance.From, advance.To }))
                .Where(document.Pots.ContainsKey).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The document as canonical JSON: the bytes that the parties sign.</summary>
    public string Canonical { get; }

    /// <summary>SHA-256 of <see cref="Canonical"/> in UTF-8, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    internal Document Document => _document;

    public string Title => _document.Title;

    /// <summary>Short names of the parties and their GB/T 2260 region codes.</summary>
    public ImmutableSortedDictionary<string, string> Parties => _document.Parties;

    /// <summary>
    /// Names of the pots (资金) that any clause pays into or out of, each once, in ordinal order; empty where only parties pay each other.
    /// The language allows pots as payers and payees; who can settle between parties only refuses terms with <see cref="PotsLeftOver"/>.
    /// </summary>
    public ImmutableArray<string> PotsPaid { get; }

    /// <summary>Who gives guiding support (引导资金出资单位), by name; they pay like parties and neither sign nor confirm.</summary>
    public ImmutableSortedDictionary<string, string> Guides => _document.Guides;

    /// <summary>Region codes of those who keep the pots that are paid into or out of, by pot; a pot that nobody keeps is not among them.</summary>
    public ImmutableSortedDictionary<string, string> Keepers => PotsPaid.Select(pot => _document.Pots[pot]).Where(pot => pot.Keeper is not null)
        .ToImmutableSortedDictionary(pot => pot.Name, pot => Parties.GetValueOrDefault(pot.Keeper!) ?? Guides[pot.Keeper!], StringComparer.Ordinal);

    /// <summary>What is paid ahead of each period's assessment, by clause.</summary>
    public ImmutableArray<Advance> Advances => _document.Advances;

    /// <summary>What is owed for paying late; null where the terms ask for nothing.</summary>
    public LateSurcharge? Late => _document.Late;

    /// <summary>Section names as the document writes them and their section codes.</summary>
    public ImmutableSortedDictionary<string, string> Sections => _document.Sections;

    /// <summary>The monitoring and judging indicators, in the document's order.</summary>
    public ImmutableArray<Indicator> Indicators => _document.Indicators;

    /// <summary>First day of the term, inclusive.</summary>
    public DateOnly From => _document.From;

    /// <summary>Last day of the term, inclusive.</summary>
    public DateOnly To => _document.To;

    public Calendar Calendar => _document.Calendar;

    /// <summary>How the payments of a period are set off against each other.</summary>
    public NettingRule Netting => _document.Netting;

    /// <summary>Numbers of the agreements that this one names as standing beside it on the same section, indicator and period (coexists).</summary>
    public ImmutableArray<string> Coexists => _document.Coexists;

    /// <summary>What the parties owe each other beside money, by name in ordinal order; empty where they owe nothing else.</summary>
    public ImmutableArray<CooperationDuty> Cooperation => _document.Cooperation;

    /// <summary>What the money may be used for, in the document's order; those of the law where it names none.</summary>
    public ImmutableArray<string> Purposes => _document.Purposes;

    /// <summary>The class that the terms set a section for its target, by section code; where they hold it against several classes or none, it is not among them.</summary>
    public ImmutableSortedDictionary<string, WaterClass> TargetClasses => Terms.TargetClasses.Of(_document);

    /// <summary>What anybody may see of the agreement, words of <see cref="Disclosure"/> in their order; empty where nothing is public.</summary>
    public ImmutableArray<string> Disclosed => _document.Disclosed;

    /// <summary>The facts that somebody may state about a period, by name in ordinal order.</summary>
    public ImmutableArray<StatableFact> Stated => [.. _document.Stated.Select(fact => new StatableFact(fact))];

    /// <summary>Every period of the term in order.</summary>
    public ImmutableArray<Period> Periods => _document.Periods;

    /// <summary>Reads and checks a document. Never throws on bad input; reports every problem at once.</summary>
    public static TermsCheck Read(string json) => DocumentReader.Read(json);

    /// <summary>
    /// The section-months that the payments of a period rest on, each once, by section code and month; months of the year before are among
    /// them where a formula uses 上年均.
    /// </summary>
    public ImmutableArray<SectionMonth> Needs(Period period) => Observed.Months(_document, period);

    /// <summary>
    /// What the terms say about a period. Total: never throws on data; what is missing makes the payments that rest on it undetermined.
    /// Facts of other sections and months are not looked at; of several revisions the highest counts.
    /// </summary>
    public Assessment Assess(Period period, IReadOnlyCollection<MonthFacts> facts, IReadOnlyCollection<StatedFact>? stated = null) =>
        ExactAssessment.Of(_document, period, facts, stated ?? []);

    /// <summary>A period ready to be assessed on ever other data; any period of the document's rhythm, whether or not it lies in the term.</summary>
    public PreparedPeriod Prepare(Period period) => new(_document, period);

    /// <summary>
    /// The bounds of each payment while data is open: a missing month may stay missing or take any admissible value, a contested mean any
    /// value of its range. Evaluated by the same evaluator as <see cref="Assess"/>.
    /// </summary>
    public RangeAssessment AssessRange(
        Period period, IReadOnlyCollection<MonthFacts> facts, IReadOnlyCollection<ContestedMean>? contested = null, IReadOnlyCollection<StatedFact>? stated = null) =>
        RangeOutcomes.Assessment(_document, period, facts, stated ?? [], contested ?? []);

    /// <summary>The most that each party can owe for a period, whatever its data and whatever is stated; zero for a party that can owe nothing.</summary>
    public ImmutableSortedDictionary<string, Money> MostOwed(Period period) => Liability.Of(_document, period).ToImmutableSortedDictionary(party => party.Key, party => party.Value.Owed, StringComparer.Ordinal);

    /// <summary>As <see cref="MostOwed"/>, of what each party can receive.</summary>
    public ImmutableSortedDictionary<string, Money> MostReceived(Period period) => Liability.Of(_document, period).ToImmutableSortedDictionary(party => party.Key, party => party.Value.Received, StringComparer.Ordinal);

    /// <summary>
    /// Whether worse water can pay an upstream party more: for every section whose upstream party the document names, and every indicator that
    /// the payments rest on there. Looked for in made-up water, so an example is certain and its absence is not a proof.
    /// </summary>
    /// <param name="periods">Those that are looked at, such as <see cref="UnlikePeriods"/>; at least one.</param>
    public ImmutableArray<Monotonicity> Monotonicity(params IReadOnlyCollection<Period> periods) => Monotone.Of(_document, periods);

    /// <summary>Periods of the term, those together in which the same can be owed.</summary>
    public ImmutableArray<ImmutableArray<Period>> AlikePeriods => [.. _document.AlikePeriods()];

    /// <summary>One of each of <see cref="AlikePeriods"/>.</summary>
    public ImmutableArray<Period> UnlikePeriods => [.. _document.UnlikePeriods()];

    /// <summary>
    /// Pots that may be left with money or lack some after a period, because nothing shows that what is paid in and out always comes to the same
    /// once everything is set off. Empty where only parties owe each other in the end, and where somebody keeps the pot and its rest is carried over.
    /// </summary>
    public ImmutableArray<string> PotsLeftOver =>
    [
        .. PotsPaid.Where(pot => _document.Pots[pot] is not { Keeper: not null, IsCarriedOver: true })
            .Where(pot => _document.Netting != NettingRule.Multilateral || !_document.UnlikePeriods().All(period => Liability.IsEvenedOut(_document, period, pot))),
    ];

    /// <summary>Where the data may come from, in the order in which it counts; one of <see cref="DataSource.All"/> each.</summary>
    public ImmutableArray<string> Sources => _document.Data.Priority;
}
