using System.Collections.Immutable;
using System.Text.Json;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /simulate</c>: what a draft would have meant over past months, on means that the caller supplies or on those that the exchange knows.
/// Nothing is stored. The superior and auditors try any document; others only one that their own region is a party to, and on the exchange's
/// own facts only where monitoring would let them read every section that the payments rest on.
/// </summary>
public static class SimulateTerms
{
    /// <summary>Known section-months that one simulation draws on.</summary>
    public const int KnownMonthsMax = 20_000;

    /// <summary>Stated facts of one request.</summary>
    public const int StatedMax = 10_000;

    /// <summary>
    /// Work that an analysis may take at most, by <see cref="PeriodAnalysis.OperationsMost"/>: half a minute of one processor, usually a tenth of it.
    /// </summary>
    public const long AnalysisOperationsMax = 10_000_000;

    /// <summary>Simulations that are computed at once; others wait their turn, so that settling never waits for trying out.</summary>
    private const int AtOnceMax = 1;

    private static readonly SemaphoreSlim s_turn = new(AtOnceMax);

    /// <param name="Document">The agreement's document, a JSON object; it need not be registered.</param>
    /// <param name="From">First month, such as <c>2020-01</c>, inclusive.</param>
    /// <param name="To">Last month, inclusive; at most 20 calendar years in all.</param>
    /// <param name="Months">Means to try it on; absent for those that the exchange knows, each in its latest revision.</param>
    /// <param name="Stated">Facts that no station measures.</param>
    /// <param name="Analyse">Whether to say where money turns round, what a hundredth moves and what missing months could change.</param>
    public sealed record Body(
        JsonElement Document, string From, string To, IReadOnlyList<SuppliedMonths.Body>? Months = null, IReadOnlyList<StatedFact>? Stated = null, bool Analyse = false);

    /// <param name="Facts">The section-months of the exchange that were used; empty where the caller supplied them.</param>
    public sealed record Answer(SimulationView Simulation, IReadOnlyList<Case.UsedFact> Facts);

    public static void MapSimulateTerms(this IEndpointRouteBuilder app) =>
        app.MapPost("/simulate", Post).RequireRole(Sees.Roles).WithTags("simulation")
            .WithSummary("模拟协议 Simulate a draft over past months; analyse=true adds break-even means, sensitivity and missing months")
            .Produces<Answer>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Post(Body body, Caller caller, IDocumentStore store, CancellationToken cancel)
    {
        var check = CheckedTerms.Read(body.Document.GetRawText());
        if (check.Terms is not { } terms) return check.Problems.ToResult();
        if (Refuse(terms, body, caller) is { } refused) return refused.ToResult();
        var (from, to) = (YearMonth.Parse(body.From), YearMonth.Parse(body.To));
        if (body.Months is not null)
        {
            var (supplied, rejections) = SuppliedMonths.Read(body.Months);
            return rejections.Count > 0 ? rejections.ToResult() : await Simulated(terms, from, to, supplied, body, [], cancel);
        }

        var needs = Needs(terms, from, to);
        if (needs.Length > KnownMonthsMax)
            return new Rejection(Refusal.NotAllowed, "too-many-months", $"The range needs {needs.Length} section-months; the limit is {KnownMonthsMax}.", "to", body.To).ToResult();
        await using var session = store.QuerySession();
        var sections = needs.Select(need => need.Section).Distinct().ToArray();
        var known = (await session.LoadManyAsync<KnownSection>(cancel, sections)).ToDictionary(section => section.Id);
        if (NotReadable(sections, known, caller) is { } hidden) return hidden.ToResult();
        var latest = await KnownMonths.Latest(session, [.. needs.Select(need => KnownSectionMonth.KeyOf(need.Section, need.Month))], cancel);
        var facts = KnownMonths.Counting(latest, terms.Sources);
        return await Simulated(
            terms, from, to, [.. facts.Select(fact => fact.Facts)], body,
            [.. facts.Select(Case.UsedFact.Of)], cancel);
    }

    /// <summary>What can be refused before any fact is looked at.</summary>
    public static Rejection? Refuse(CheckedTerms terms, Body body, Caller caller)
    {
        if (!YearMonth.TryParse(body.From, out var from)) return NotAMonth("from", body.From);
        if (!YearMonth.TryParse(body.To, out var to)) return NotAMonth("to", body.To);
        if (from > to) return new(Refusal.NotAllowed, "invalid-range", $"The range begins in {from} and ends in {to}.", "to", body.To);
        if (to.Year - from.Year >= Simulation.YearsMax) return new(Refusal.NotAllowed, "range-too-long", $"{from} to {to} spans {to.Year - from.Year + 1} calendar years; the limit is {Simulation.YearsMax}.", "to", body.To);
        if (body.Stated?.Count > StatedMax) return new(Refusal.NotAllowed, "too-many-facts", $"{body.Stated.Count} facts are stated; the limit is {StatedMax}.", "stated");
        if (!Sees.Everything(caller) && !terms.Parties.ContainsValue(caller.Region))
            return new(Refusal.Forbidden, "not-your-agreement", $"{caller.Organisation} is of {caller.Region}, which is no party of this document ({string.Join(", ", terms.Parties.Values)}).", "document.parties");
        return RefusedStatement.Of(terms, from, to, body.Stated ?? []) is [var statement, ..]
            ? new(Refusal.NotAllowed, "invalid-statement", statement.Sentence, $"stated[{statement.Index}].{statement.Field}", statement.Value)
            : null;
    }

    /// <summary>The section-months that the payments of the whole range rest on.</summary>
    public static ImmutableArray<SectionMonth> Needs(CheckedTerms terms, YearMonth from, YearMonth to) =>
        [.. Simulation.Cut(terms, from, to).SelectMany(period => terms.Needs(period)).Distinct()];

    /// <summary>The first section whose months the caller may not draw on; one that the registry has not stated is open to nobody but those who see everything.</summary>
    public static Rejection? NotReadable(IReadOnlyList<string> sections, IReadOnlyDictionary<string, KnownSection> known, Caller caller)
    {
        if (Sees.Everything(caller)) return null;
        foreach (var code in sections)
        {
            if (!known.TryGetValue(code, out var section)) return new(Refusal.NotFound, "unknown-section", $"The registry has not stated a section '{code}'; supply its months instead.", "document.sections", code);
            if (!section.MayBeReadBy(caller.Region))
                return new(Refusal.Forbidden, "not-your-section", $"{caller.Organisation} ({caller.Role} of {caller.Region}) may not draw on section {code}, which lies between {section.UpstreamRegion} and {section.DownstreamRegion}.", "document.sections", code);
        }

        return null;
    }

    /// <summary>Simulates, and analyses within the limit.</summary>
    public static (SimulationView? View, Rejection? Rejection) Simulate(
        CheckedTerms terms, YearMonth from, YearMonth to, ImmutableArray<MonthFacts> facts, IReadOnlyList<StatedFact>? stated, bool analyse)
    {
        var simulation = Simulation.Of(terms, from, to, facts, stated);
        if (!analyse) return (SimulationView.Of(simulation), null);
        var operations = simulation.Periods.Sum(period => PeriodAnalysis.OperationsMost(terms, period));
        if (operations > AnalysisOperationsMax)
            return (null, new(Refusal.NotAllowed, "analysis-too-long", $"The analysis may take {operations} operations; the limit is {AnalysisOperationsMax}. Take a shorter range, or leave the analysis out.", "analyse", "true"));
        return (SimulationView.Of(simulation, [.. simulation.Periods.Select(period => PeriodAnalysis.Of(terms, period))]), null);
    }

    private static async Task<IResult> Simulated(
        CheckedTerms terms, YearMonth from, YearMonth to, ImmutableArray<MonthFacts> facts, Body body, ImmutableArray<Case.UsedFact> used, CancellationToken cancel)
    {
        await s_turn.WaitAsync(cancel);
        try
        {
            var (view, rejection) = Simulate(terms, from, to, facts, body.Stated, body.Analyse);
            return rejection?.ToResult() ?? TypedResults.Ok(new Answer(view!, used));
        }
        finally
        {
            s_turn.Release();
        }
    }

    private static Rejection NotAMonth(string field, string value) =>
        new(Refusal.Malformed, "invalid-month", "A month is written as 2020-05, from 1990-01 to 2200-12.", field, value);
}
