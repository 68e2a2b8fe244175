using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// Whether every case is provided for once: a choice whose cases leave one open, and clauses of which one is meant to apply (oneOf, atMostOne)
/// while none or two do. Each problem shows a case, and water that brings it about where some is found.
/// </summary>
internal sealed class CaseCoverage(Document document, ProblemList problems, ProblemList remarks)
{
    private const int CasesMax = 5_000;

    // Of one document, so that no draft, however it is written, holds up whoever reads it: a case looked at costs its comparisons.
    private const long ComparisonsMax = 2_000_000;
    private const int OppositePairsMax = 500;
    private const int ShownCasesMax = 500;

    private long _comparisonsLeft = ComparisonsMax;
    private int _oppositePairsLeft = OppositePairsMax;

    public void Check()
    {
        foreach (var period in document.UnlikePeriods())
        {
            var probe = new Probe(document, period);
            foreach (var clause in document.Clauses.Where(clause => clause.IsChoice && clause.Arms[^1].When is not null)) CheckChoice(clause, period, probe);
            foreach (var group in document.Groups) CheckGroup(group, period, probe);
            RemarkContradictions(period, probe);
        }

        if (problems.IsEmpty) CheckShadows();
    }

    // A case that in no period and no way comes first to apply says nothing, and whoever wrote it thinks that it does.
    private void CheckShadows()
    {
        foreach (var clause in document.Clauses.Where(clause => clause.Arms.Any(arm => arm.When is not null)))
        {
            var applying = new HashSet<string>(StringComparer.Ordinal);
            foreach (var period in document.UnlikePeriods())
            {
                var all = All(new Cases(document, period, Conditions(clause)));
                if (all.Count == 0) return;
                foreach (var one in all) applying.UnionWith(clause.Arms.Where(arm => arm.When is null || one.Holds(arm.When)).Take(1).Select(arm => arm.Place));
            }

            foreach (var arm in clause.Arms.Where(arm => !applying.Contains(arm.Place)))
            {
                problems.Add(arm.Place, "unreachable", clause.IsChoice ? "这一情形永远不会适用：前面的情形已包括它，或其条件自相矛盾。" : "这一情形永远不会适用：其条件自相矛盾。");
            }
        }
    }

    private static IEnumerable<Condition> Conditions(Clause clause) => clause.Arms.Select(arm => arm.When).OfType<Condition>();

    private static bool Applies(Clause clause, Cases.Case one) => clause.Arms.Any(arm => arm.When is null || one.Holds(arm.When));

    // A choice may do without else where its cases are shown to be all there are.
    private void CheckChoice(Clause clause, Period period, Probe probe)
    {
        var place = $"{clause.Place}.choose";
        var cases = new Cases(document, period, Conditions(clause));
        var all = All(cases);
        if (all.Count == 0)
        {
            problems.Add(place, "choose-without-else", "情形过多，无法查明是否都有规定：选择(choose)最后一项应为 else。");
            return;
        }

        var open = all.Where(one => !Applies(clause, one)).ToList();
        if (open.Count == 0) return;
        var (shown, water) = Shown(cases, open, probe);
        problems.Add(place, "choose-without-else", $"{shown.Text}时没有规定{water}：应补上该情形，或以 else 收尾。");
    }

    private void CheckGroup(ClauseGroup group, Period period, Probe probe)
    {
        var listed = document.Clauses.Where(clause => group.Clauses.Contains(clause.No)).ToList();
        // Clauses that stand once for each of several elements are compared element by element.
        foreach (var element in listed.Select(clause => clause.Element).Distinct().Where(element => element is not null || listed.All(clause => clause.Element is null)))
        {
            CheckClauses(group, [.. listed.Where(clause => clause.Element is null || clause.Element == element)], period, probe);
        }
    }

    private void CheckClauses(ClauseGroup group, List<Clause> clauses, Period period, Probe probe)
    {
        var cases = new Cases(document, period, clauses.SelectMany(Conditions));
        var all = All(cases);
        if (all.Count == 0) remarks.Add(group.Place, "cases-unchecked", "情形过多，无法逐一查明是否恰有一条适用。");
        var isSure = cases.Numbers + cases.ObservedTruths <= 1;
        var both = all.Where(one => clauses.Count(clause => Applies(clause, one)) > 1).ToList();
        if (both.Count > 0)
        {
            var (shown, water) = Shown(cases, both, probe);
            var applying = string.Join("与", clauses.Where(clause => Applies(clause, shown)).Select(clause => clause.Name));
            Tell(group, isSure || water.Length > 0, "both-pay", $"{shown.Text}时{applying}同时适用{water}，而协议写明只适用其一。");
        }

        var none = group.IsExact ? all.Where(one => !clauses.Exists(clause => Applies(clause, one))).ToList() : [];
        if (none.Count == 0) return;
        var (open, found) = Shown(cases, none, probe);
        Tell(group, isSure || found.Length > 0, "case-uncovered", $"{open.Text}时{string.Join("、", clauses.Select(clause => clause.Name))}都不适用{found}，而协议写明应适用其一。");
    }

    // Where values hang together the case may be one that never occurs: then it is said, and does not keep the document from being signed.
    private void Tell(ClauseGroup group, bool isSure, string code, string sentence)
    {
        if (isSure) problems.Add(group.Place, code, sentence);
        else remarks.Add(group.Place, $"{code}-possible", $"不能排除：{sentence}");
    }

    // Two clauses that pay each other's payer under conditions that can hold at once look like two answers to one question.
    private void RemarkContradictions(Period period, Probe probe)
    {
        var conditional = document.Clauses.Where(clause => !clause.IsChoice && clause.Arms[0].When is not null).ToList();
        for (var one = 0; one < conditional.Count; one++)
        {
            for (var other = one + 1; other < conditional.Count; other++)
            {
                if (IsGrouped(conditional[one], conditional[other]) || !AreOpposite(conditional[one].Arms[0], conditional[other].Arms[0])) continue;
                if (_oppositePairsLeft-- <= 0)
                {
                    remarks.Add("clauses", "cases-unchecked", $"方向相反的条款超过{OppositePairsMax}对，未逐一查明是否同时适用。");
                    return;
                }

                var cases = new Cases(document, period, [.. Conditions(conditional[one]), .. Conditions(conditional[other])]);
                var all = All(cases);
                if (all.Count == 0) remarks.Add(conditional[other].Place, "cases-unchecked", $"情形过多，无法逐一查明{conditional[one].Name}与{conditional[other].Name}是否同时适用。");
                var both = all.Where(known => Applies(conditional[one], known) && Applies(conditional[other], known)).ToList();
                if (both.Count == 0) continue;
                var (shown, water) = Shown(cases, both, probe);
                if (cases.Numbers + cases.ObservedTruths > 1 && water.Length == 0) continue;
                remarks.Add(conditional[other].Place, "both-pay", $"{shown.Text}时{conditional[one].Name}与{conditional[other].Name}同时适用、方向相反{water}；若只应适用其一，可写入 oneOf 或 atMostOne。");
            }
        }
    }

    private bool IsGrouped(Clause one, Clause other) => document.Groups.Any(group => group.Clauses.Contains(one.No) && group.Clauses.Contains(other.No));

    private static bool AreOpposite(Arm one, Arm other) =>
        one.Payees.Intersect(other.Payers).Any() && other.Payees.Intersect(one.Payers).Any();

    // None where there are too many to look at.
    private List<Cases.Case> All(Cases cases)
    {
        var all = cases.All(CasesMax).ToList();
        var cost = (long)all.Count * cases.Leaves;
        if (cost > _comparisonsLeft) return [];
        _comparisonsLeft -= cost;
        return all;
    }

    // The case that is easiest to show: one for which water is found, else the first.
    private static (Cases.Case Case, string Water) Shown(Cases cases, List<Cases.Case> found, Probe probe)
    {
        var waters = probe.Samples.Select((water, sample) => (Water: water, Situation: cases.In(probe.Known(sample)))).ToList();
        foreach (var one in found.Take(ShownCasesMax))
        {
            foreach (var (water, situation) in waters)
            {
                if (one.Fits(situation)) return (one, $"（如{probe.Text(water)}）");
            }
        }

        return (found[0], "");
    }
}
