using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>Reads what is paid beside the clauses: ahead of an assessment (advances), and for being late (late).</summary>
internal sealed class PaymentRulesReader(Fields document, Names names, ProblemList problems)
{
    private static readonly Money s_amountMax = new((long)TermsLimits.PaymentYuanMax * 100);

    public ImmutableArray<Advance> Advances()
    {
        if (document.ObjectOrNone("advances") is not { } members) return [];
        var advances = ImmutableArray.CreateBuilder<Advance>();
        foreach (var (no, _) in members.All().ToList())
        {
            if (members.Object(no) is not { } fields) continue;
            if (Advance(no, fields) is { } advance) advances.Add(advance);
            fields.RefuseOthers();
        }

        return [.. advances.OrderBy(advance => advance.Clause, StringComparer.Ordinal)];
    }

    public LateSurcharge? Late()
    {
        if (document.ObjectOrNone("late") is not { } fields) return null;
        var (no, rate) = (fields.Text("no"), fields.Text("rate"));
        var grace = fields.Has("graceDays") ? fields.Count("graceDays", 0, TermsLimits.CalendarDaysMax) : 0;
        fields.RefuseOthers();
        if (no is null || rate is null || grace is not { } days) return null;
        if (LateSurcharge.Of(no, rate, days) is { } late) return late;
        problems.Add(fields.At("rate"), "rate", $"“{rate}”应为大于0%、不大于100%的百分比，如“10%”。");
        return null;
    }

    private Advance? Advance(string no, Fields fields)
    {
        var (from, to) = (Account(fields, "from"), Account(fields, "to"));
        var amount = fields.Text("pay") is { } text ? WrittenAmount.Read(fields.At("pay"), text, problems) : null;
        var days = fields.Has("dueDays") ? fields.Count("dueDays", 0, TermsLimits.CalendarDaysMax) : 0;
        if (from is not null && from == to) problems.Add(fields.At("to"), "to-itself", $"“{from}”不能付给自己。");
        if (amount is { } money && (money <= Money.Zero || money > s_amountMax))
            problems.Add(fields.At("pay"), "amount", $"预付金额应大于零，不大于{TermsLimits.PaymentYuanMax.ToString("#,##0", CultureInfo.InvariantCulture)}元。");
        return from is null || to is null || amount is null || days is null ? null : new(no, from, to, amount.Value, days.Value);
    }

    private string? Account(Fields fields, string field)
    {
        if (fields.Text(field) is not { } name) return null;
        if (names.IsAccount(name)) return name;
        problems.Add(fields.At(field), "not-a-party", $"“{name}”既不是签约方，也不是资金或引导资金出资单位。");
        return null;
    }
}
