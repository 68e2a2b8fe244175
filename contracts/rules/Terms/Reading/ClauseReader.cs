using System.Collections.Immutable;
using System.Text.Json;

namespace Basin.Rules.Terms;

/// <summary>Reads payment clauses: a single payment with or without condition, or a choice that ends with else.</summary>
internal sealed class ClauseReader(Names names, FormulaChecker formulas, ProblemList problems)
{
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);

    public ImmutableArray<Clause> Read(Fields document)
    {
        var items = document.Items("clauses") ?? [];
        if (items.Count == 0) problems.Add("clauses", "article-17-4", "没有支付条款(clauses)。依据《生态保护补偿条例》第十七条第四项，应写明补偿方式及安排。");
        return [.. items.Select(item => Clause(item.Item, item.Place)).OfType<Clause>()];
    }

    private Clause? Clause(JsonElement item, string place)
    {
        if (!IsObject(item, place)) return null;
        var fields = new Fields(item, place, problems);
        var no = fields.Text("no");
        fields.TextOrNone("text");
        if (no is not null && !_numbers.Add(no)) problems.Add(fields.At("no"), "twice", $"第{no}条出现两次。");
        var arms = fields.Has("choose") ? Choice(fields) : Single(fields);
        fields.RefuseOthers();
        return no is null || arms is null ? null : new(no, place, arms.Value);
    }

    private ImmutableArray<Arm>? Single(Fields fields)
    {
        var when = fields.TextOrNone("when") is { } text ? formulas.When(fields.At("when"), text) : null;
        var arm = Arm(fields, when);
        return arm is null ? null : [arm];
    }

    private ImmutableArray<Arm>? Choice(Fields clause)
    {
        var arms = ImmutableArray.CreateBuilder<Arm>();
        var items = clause.Items("choose") ?? [];
        foreach (var (item, place) in items)
        {
            if (!IsObject(item, place)) continue;
            var fields = new Fields(item, place, problems);
            var isLast = place == items[^1].Place;
            if (Case(fields, isLast) is { } arm) arms.Add(arm);
            fields.RefuseOthers();
        }

        var last = items.Count == 0 ? default : items[^1].Item;
        var closes = last.ValueKind == JsonValueKind.Object && last.TryGetProperty("else", out _);
        if (!closes) problems.Add(clause.At("choose"), "choose-without-else", "选择(choose)最后一项应为 else,使每种情形都有规定。");
        return arms.Count == items.Count ? arms.ToImmutable() : null;
    }

    private Arm? Case(Fields fields, bool isLast)
    {
        if (fields.Shape("else") == JsonValueKind.Undefined)
        {
            var when = fields.Text("when") is { } text ? formulas.When(fields.At("when"), text) : null;
            return Arm(fields, when) is { } arm && when is not null ? arm : null;
        }

        if (fields.Raw("else") != "true") problems.Add(fields.At("else"), "shape", "“else”只能为 true。");
        if (!isLast) problems.Add(fields.At("else"), "else-not-last", "“else”之后的情形永远不会适用。");
        return Arm(fields, null);
    }

    private Arm? Arm(Fields fields, Condition? when)
    {
        var pay = fields.Text("pay") is { } text ? formulas.Amount(fields.At("pay"), text) : null;
        var cap = fields.TextOrNone("cap") is { } limit ? formulas.Amount(fields.At("cap"), limit) : null;
        var from = fields.Text("from") is { } account ? Account(fields.At("from"), account) : null;
        var to = Recipients(fields);
        var belowZero = ReadBelowZero(fields);
        if (to.Any(recipient => recipient.Account == from)) problems.Add(fields.At("to"), "to-itself", $"“{from}”不能付给自己。");
        if (pay is null || from is null || to.IsEmpty) return null;
        return new(fields.Place, when, pay, from, to, belowZero, cap);
    }

    private ImmutableArray<Recipient> Recipients(Fields fields)
    {
        if (fields.Shape("to") != JsonValueKind.Object) return fields.Text("to") is { } single && Account(fields.At("to"), single) is { } account ? [new(account, 1)] : [];
        var members = fields.Object("to")!;
        var recipients = new List<Recipient>();
        foreach (var (name, value) in members.All().ToList())
        {
            if (Account(members.At(name), name) is null) continue;
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) problems.Add(members.At(name), "share", "份额应为整数。");
            else if (ShareText.Read(members.At(name), members.Raw(name), problems) is { } share) recipients.Add(new(name, share));
        }

        if (recipients.Count == 0) problems.Add(members.Place, "empty", "没有收款方。");
        return [.. recipients.OrderBy(recipient => names.Parties.GetValueOrDefault(recipient.Account, ""), StringComparer.Ordinal).ThenBy(recipient => recipient.Account, StringComparer.Ordinal)];
    }

    private string? Account(string place, string name)
    {
        if (names.IsAccount(name)) return name;
        problems.Add(place, "not-a-party", $"“{name}”既不是签约方，也不是资金。");
        return null;
    }

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
