using System.Collections.Immutable;
using System.Globalization;

namespace Basin.Rules.Terms;

/// <summary>Reads what the parties owe each other beside money (cooperation), and what money may be used for (purposes).</summary>
internal sealed class CooperationReader(Fields document, Names names, (DateOnly From, DateOnly To)? term, ProblemList problems)
{
    public ImmutableArray<CooperationDuty> Duties()
    {
        if (document.ObjectOrNone("cooperation") is not { } members) return [];
        var duties = ImmutableArray.CreateBuilder<CooperationDuty>();
        foreach (var (name, _) in members.All().ToList())
        {
            if (members.Object(name) is not { } fields) continue;
            if (!Words.IsName(name)) problems.Add(members.At(name), "name", $"“{name}”不能用作名称：应以文字开头，只含文字、数字和下划线，且不是语言用词。");
            if (Duty(name, fields) is { } duty) duties.Add(duty);
            fields.RefuseOthers();
        }

        return duties.ToImmutable();
    }

    public ImmutableArray<string> Purposes()
    {
        if (!document.Has("purposes")) return FundPurposes.OfLaw;
        var purposes = document.Texts("purposes") ?? [];
        foreach (var (purpose, index) in purposes.Select((purpose, index) => (purpose, index)).Where(one => purposes.IndexOf(one.purpose) < one.index))
            problems.Add($"purposes[{index}]", "twice", $"用途“{purpose}”列了两次。");
        if (document.Items("purposes") is { Count: 0 }) problems.Add("purposes", "empty", "“purposes”不能为空。");
        return [.. purposes];
    }

    private CooperationDuty? Duty(string name, Fields fields)
    {
        var (kind, by, to, what) = (Kind(fields), Party(fields, "by"), Party(fields, "for"), fields.Text("what"));
        if (by is not null && by == to) problems.Add(fields.At("for"), "same-party", $"义务方与受益方同为“{by}”。");
        var dues = Dues(fields);
        var (proof, no) = (fields.TextOrNone("proof"), fields.TextOrNone("no"));
        var silence = fields.Has("silenceDays") ? fields.Count("silenceDays", 1, TermsLimits.CalendarDaysMax) : null;
        return kind is null || by is null || to is null || what is null || dues.IsEmpty ? null : new(name, kind, by, to, what, dues, proof, silence, no);
    }

    private string? Kind(Fields fields)
    {
        if (fields.Text("kind") is not { } kind) return null;
        if (CooperationDuty.Kinds.Contains(kind)) return kind;
        problems.Add(fields.At("kind"), "word", $"“{kind}”应为{string.Join("、", CooperationDuty.Kinds)}之一。");
        return null;
    }

    private string? Party(Fields fields, string field)
    {
        if (fields.Text(field) is not { } party) return null;
        if (names.Parties.ContainsKey(party)) return party;
        problems.Add(fields.At(field), "not-a-party", $"“{party}”不是签约方。");
        return null;
    }

    private ImmutableArray<DutyDue> Dues(Fields fields)
    {
        if (fields.Text("due") is not { } text) return [];
        if (YearlyDay.TryParse(text, out var yearly)) return InTerm(fields, text, [.. names.Years.Select(year => new DutyDue($"{year:D4}", yearly.In(year)))]);
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return InTerm(fields, text, [new(DutyDue.Once, day)]);
        problems.Add(fields.At("due"), "date", $"“{text}”应为一个日期，如 2024-12-31，或每年的一天，如 12-31。");
        return [];
    }

    // What is owed after the term would be owed under no agreement.
    private ImmutableArray<DutyDue> InTerm(Fields fields, string text, ImmutableArray<DutyDue> dues)
    {
        if (term is not { } span || names.Years.Count == 0) return dues;
        ImmutableArray<DutyDue> within = [.. dues.Where(due => due.On >= span.From && due.On <= span.To)];
        if (within.IsEmpty) problems.Add(fields.At("due"), "outside-term", $"期限“{text}”不在协议期限{span.From:yyyy-MM-dd}至{span.To:yyyy-MM-dd}之内。");
        return within;
    }
}
