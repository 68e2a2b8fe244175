using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using BenchmarkDotNet.Attributes;
using RulesEngine.Models;

namespace Basin.Benchmarks;

/// <summary>
/// One decision, side by side: the month's water at a section keeps class Ⅲ in three indicators, so the downstream side pays 40万元; or it does
/// not, so the upstream side does. The peer compares three decimals with three literals in a compiled lambda and says true or false; the terms
/// class the month's means after GB 3838 and give payer, payee and amount to the fen. Each side is given its input in its own form beforehand.
/// </summary>
[MemoryDiagnoser]
public class Decisions
{
    private const int Waters = 1_024;

    private const string Document =
        """
        { "language": "basin-terms/1", "standards": ["GB 3838-2002", "GB/T 8170-2008"], "title": "酉水", "scope": "里耶镇断面以上", "targets": "月均达到Ⅲ类",
          "indicators": ["高锰酸盐指数", "氨氮", "总磷"], "duties": ["保护"], "compensation": "逐月相互补偿", "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "月",
          "parties": { "渝": "500000", "湘": "430000" }, "sections": { "里耶": "500000-430000-LY" },
          "clauses": [ { "no": "一", "choose": [ { "when": "类别(里耶, 月均) <= Ⅲ", "pay": "40万元", "from": "湘", "to": "渝" }, { "else": true, "pay": "40万元", "from": "渝", "to": "湘" } ] } ],
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30 }, "breach": "b", "other": "o" }
        """;

    private readonly CheckedTerms _terms = CheckedTerms.Read(Document).Terms!;
    private readonly PeriodData[] _data = new PeriodData[Waters];
    private readonly Water[] _waters = new Water[Waters];
    private readonly RulesEngine.RulesEngine _oneRule = new(
        [new Workflow { WorkflowName = "month", Rules = [new Rule { RuleName = "met", Expression = "water.Permanganate <= 6 AND water.Ammonia <= 1 AND water.Phosphorus <= 0.2" }] }]);

    // A rule for each indicator below it: the peer's way of telling which condition failed.
    private readonly RulesEngine.RulesEngine _ruleForEach = new(
        [
            new Workflow
            {
                WorkflowName = "month",
                Rules =
                [
                    new Rule
                    {
                        RuleName = "met", Operator = "And",
                        Rules =
                        [
                            new Rule { RuleName = "permanganate", Expression = "water.Permanganate <= 6" },
                            new Rule { RuleName = "ammonia", Expression = "water.Ammonia <= 1" },
                            new Rule { RuleName = "phosphorus", Expression = "water.Phosphorus <= 0.2" },
                        ],
                    },
                ],
            },
        ]);

    private PreparedPeriod _prepared = null!;
    private int _next;

    /// <summary>What the peer is given.</summary>
    public sealed record Water(decimal Permanganate, decimal Ammonia, decimal Phosphorus);

    /// <summary>Fills both sides with the same water, part of which meets the target, and makes sure that they decide alike.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var period = _terms.Periods[0];
        _prepared = _terms.Prepare(period);
        var random = new Random(1);
        for (var index = 0; index < Waters; index++)
        {
            var water = _waters[index] = new(random.Next(1, 90) / 10m, random.Next(1, 130) / 100m, random.Next(1, 250) / 1000m);
            var means = ImmutableSortedDictionary.CreateRange<string, MonthMean>(
                StringComparer.Ordinal,
                [new("高锰酸盐指数", new(water.Permanganate, 180, 180, null)), new("氨氮", new(water.Ammonia, 180, 180, null)), new("总磷", new(water.Phosphorus, 180, 180, null))]);
            _data[index] = _prepared.Find([new("500000-430000-LY", period.FirstMonth, 1, WaterBody.River, means)]);
            var payer = Execute(_oneRule, water) ? "湘" : "渝";
            if (_prepared.Pay(_data[index]).Single().From != payer || _prepared.Assess(_data[index]).Payments.Single().From != payer)
                throw new InvalidOperationException("The two sides decide differently.");
        }
    }

    [Benchmark(Baseline = true, Description = "RulesEngine 6.0.1, one rule")]
    public bool OneRule() => Execute(_oneRule, _waters[Next()]);

    [Benchmark(Description = "RulesEngine 6.0.1, a rule for each indicator")]
    public bool RuleForEach() => Execute(_ruleForEach, _waters[Next()]);

    [Benchmark(Description = "Basin, without explanation")]
    public ImmutableArray<BarePayment> Paid() => _prepared.Pay(_data[Next()]);

    [Benchmark(Description = "Basin, with full explanation")]
    public Assessment Explained() => _prepared.Assess(_data[Next()]);

    private static bool Execute(RulesEngine.RulesEngine engine, Water water) => engine.ExecuteAllRulesAsync("month", new RuleParameter("water", water)).AsTask().Result[0].IsSuccess;

    private int Next() => _next = (_next + 1) % Waters;
}
