using System.Collections.Immutable;
using System.Text.Json;

namespace Basin.Rules.Terms;

/// <summary>
/// Reads payment clauses: a single payment with or without condition, or a choice among cases; either once, or once for each element of a set.
/// </summary>
internal sealed class ClauseReader(Names names, FormulaChecker formulas, ProblemList problems)
{
    private static readonly ImmutableArray<Loop> s_once = [Loop.None];
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);

    public ImmutableArray<Clause> Read(Fields document)
    {
        var items = document.Items("clauses") ?? [];
        if (items.Count == 0) problems.Add("clauses", "article-17-4", "没有支付条款(clauses)。依据《生态保护补偿条例》第十七条第四项，应写明补偿方式及安排。");
        return [.. items.SelectMany(item => Clauses(item.Item, item.Place))];
    }

    /// <summary>Lists of clause numbers of which one (oneOf) or at most one (atMostOne) is to apply. Called when all clauses are read.</summary>
    public ImmutableArray<ClauseGroup> Groups(Fields document) => [.. Groups(document, "oneOf", true), .. Groups(document, "atMostOne", false)];

    private IEnumerable<ClauseGroup> Groups(Fields document, string field, bool isExact)
    {
        if (!document.Has(field)) yield break;
        foreach (var (item, place) in document.Items(field) ?? [])
        {
            if (item.ValueKind != JsonValueKind.Array || item.EnumerateArray().Any(no => no.ValueKind != JsonValueKind.String) || item.GetArrayLength() < 2)
            {
                problems.Add(place, "shape", "应为至少两个条款编号。");
                continue;
            }

            ImmutableArray<string> numbers = [.. item.EnumerateArray().Select(no => no.GetString()!)];
            var unknown = numbers.FirstOrDefault(no => !_numbers.Contains(no));
            if (unknown is not null) problems.Add(place, "unknown-clause", $"没有第{unknown}条。");
            else if (numbers.Distinct().Count() < numbers.Length) problems.Add(place, "twice", "同一条款列了两次。");
            else yield return new(place, numbers, isExact);
        }
    }

    private List<Clause> Clauses(JsonElement item, string place)
    {
        if (!IsObject(item, place)) return [];
        var fields = new Fields(item, place, problems);
        var no = fields.Text("no");
        fields.TextOrNone("text");
        if (no is not null && !_numbers.Add(no)) problems.Add(fields.At("no"), "twice", $"第{no}条出现两次。");
        var loops = fields.TextOrNone("each") is { } each ? formulas.Each(fields.At("each"), each) : s_once;
        var clauses = new List<Clause>();
        foreach (var loop in loops ?? [])
        {
            var before = problems.Count;
            var arms = fields.Has("choose") ? Choice(fields, loop) : Single(fields, loop);
            if (no is not null && arms is not null) clauses.Add(new(no, loop.Variables.Values.SingleOrDefault()?.Label, place, arms.Value));
            // The same slip would be reported for every element; the first is enough.
            if (problems.Count > before) break;
        }

        if (loops is not null) fields.RefuseOthers();
        return clauses;
    }

    private ImmutableArray<Arm>? Single(Fields fields, Loop loop)
    {
        var when = fields.TextOrNone("when") is { } text ? formulas.When(fields.At("when"), text, loop) : null;
        var arm = Arm(fields, when, loop);
        return arm is null ? null : [arm];
    }

    // Whether the cases leave one open is looked at when all clauses are read (CaseCoverage).
    private ImmutableArray<Arm>? Choice(Fields clause, Loop loop)
    {
        var arms = ImmutableArray.CreateBuilder<Arm>();
        var items = clause.Items("choose") ?? [];
        if (items.Count == 0) problems.Add(clause.At("choose"), "empty", "选择(choose)不能为空。");
        foreach (var (item, place) in items)
        {
            if (!IsObject(item, place)) continue;
            var fields = new Fields(item, place, problems);
            if (Case(fields, place == items[^1].Place, loop) is { } arm) arms.Add(arm);
            fields.RefuseOthers();
        }

        return arms.Count == items.Count && items.Count > 0 ? arms.ToImmutable() : null;
    }

    private Arm? Case(Fields fields, bool isLast, Loop loop)
    {
        if (fields.Shape("else") == JsonValueKind.Undefined)
        {
            var when = fields.Text("when") is { } text ? formulas.When(fields.At("when"), text, loop) : null;
            return Arm(fields, when, loop) is { } arm && when is not null ? arm : null;
        }

        if (fields.Raw("else") != "true") problems.Add(fields.At("else"), "shape", "“else”只能为 true。");
        if (!isLast) problems.Add(fields.At("else"), "else-not-last", "“else”之后的情形永远不会适用。");
        return Arm(fields, null, loop);
    }

    private Arm? Arm(Fields fields, Condition? when, Loop loop)
    {
        var pay = fields.Text("pay") is { } text ? formulas.Amount(fields.At("pay"), text, loop) : null;
        var cap = fields.TextOrNone("cap") is { } limit ? formulas.Amount(fields.At("cap"), limit, loop) : null;
        var belowZero = ReadBelowZero(fields);
        // Several may pay one, or one may pay several; several to several would not say who pays whom.
        var sharersPay = fields.Shape("from") == JsonValueKind.Object;
        var (sole, shared) = sharersPay ? ("to", "from") : ("from", "to");
        var alone = fields.Text(sole) is { } account ? Account(fields.At(sole), account, loop) : null;
        var sharers = Sharers(fields, shared, loop);
        if (sharers.Any(sharer => sharer.Account == alone)) problems.Add(fields.At("to"), "to-itself", $"“{alone}”不能付给自己。");
        if (pay is null || alone is null || sharers.IsEmpty) return null;
        return new(fields.Place, when, pay, alone, sharers, sharersPay, belowZero, cap);
    }

    private ImmutableArray<Sharer> Sharers(Fields fields, string field, Loop loop)
    {
        if (fields.Shape(field) != JsonValueKind.Object) return fields.Text(field) is { } single && Account(fields.At(field), single, loop) is { } account ? [new(account, 1, "1")] : [];
        if (fields.Object(field) is not { } members) return [];
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, _) in members.All().ToList())
        {
            if (Account(members.At(name), name, loop) is { } member) accounts[name] = member;
        }

        if (accounts.Count == 0) problems.Add(members.Place, "empty", "没有收付款方。");
        if (accounts.Values.GroupBy(member => member).Any(group => group.Count() > 1)) problems.Add(members.Place, "twice", "同一收付款方列了两次。");
        return
        [
            .. ShareText.ReadAll(members, accounts.Keys, problems)
                .Select(share => new Sharer(accounts[share.Name], share.Share, share.Text))
                .OrderBy(sharer => names.Parties.GetValueOrDefault(sharer.Account, ""), StringComparer.Ordinal)
                .ThenBy(sharer => sharer.Account, StringComparer.Ordinal),
        ];
    }

    // A party or a pot; the element of a clause that stands for each; or the party above (上游) or below (下游) a section.
    private string? Account(string place, string text, Loop loop)
    {
        var name = loop.Find(text)?.Label ?? text;
        if (names.IsAccount(name)) return name;
        var side = text.StartsWith("上游", StringComparison.Ordinal) ? "上游" : text.StartsWith("下游", StringComparison.Ordinal) ? "下游" : null;
        if (side is not null && Beside(text[side.Length..].Trim()) is { } inner)
        {
            var section = loop.Find(inner)?.Label ?? inner;
            if (names.Places.TryGetValue(section, out var at) && (side == "上游" ? at.Upstream : at.Downstream) is { } party) return party;
            problems.Add(place, "no-such-side", $"断面“{section}”没有写明{side}({(side == "上游" ? "upstream" : "downstream")})。");
            return null;
        }

        problems.Add(place, "not-a-party", $"“{text}”既不是签约方，也不是资金。");
        return null;
    }

    private static string? Beside(string text) => text is ['(' or '（', .., ')' or '）'] ? text[1..^1].Trim() : null;

    private BelowZero ReadBelowZero(Fields fields)
    {
        switch (fields.TextOrNone("negative"))
        {
            case null:
                return BelowZero.Unstated;
            case "反向":
                return BelowZero.Turned;
            case "不付":
                return BelowZero.Nothing;
            default:
                problems.Add(fields.At("negative"), "negative", "“negative”应为“反向”或“不付”。");
                return BelowZero.Unstated;
        }
    }

    private bool IsObject(JsonElement item, string place)
    {
        if (item.ValueKind == JsonValueKind.Object) return true;
        problems.Add(place, "shape", "应为对象。");
        return false;
    }
}
