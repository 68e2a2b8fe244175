using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>Reads the facts that somebody is to state about each period (stated).</summary>
internal sealed class StatedReader(Names names, ProblemList problems)
{
    private const int FirstYear = YearMonth.YearMin;
    private const int LastYear = YearMonth.YearMax;

    private static readonly string[] s_statedByPeople = ["by", "otherwise", "incident"];

    /// <summary>Null where the declaration has problems.</summary>
    public Statable? Read(string name, Fields fields)
    {
        var earlier = fields.TextOrNone("earlier");
        var by = earlier is null || fields.Has("by") ? By(fields) : [];
        var source = fields.TextOrNone("source");
        var declared = Kinded(name, fields, by, source);
        var (text, incident) = (fields.TextOrNone("otherwise"), fields.TextOrNone("incident"));
        if (incident is not null && !Incident(fields, incident, text, declared)) return null;
        if (earlier is not null) return Earlier(fields, earlier, declared);
        declared = declared is null || incident is null ? declared : declared with { Incident = names.Sections[incident] };
        if (declared is null || text is null) return declared;
        if (declared.TryRead(text, out var value, out var reason)) return declared with { Otherwise = value };
        problems.Add(fields.At("otherwise"), "stated-value", $"{reason}。");
        return null;
    }

    // What is so when an incident is confirmed is not so while none is: no other fact could be said of an incident alone.
    private bool Incident(Fields fields, string section, string? otherwise, Statable? declared)
    {
        if (!names.Sections.ContainsKey(section)) problems.Add(fields.At("incident"), "not-a-section", $"“{section}”不是断面。");
        else if (declared is { Kind: not Kind.Truth }) problems.Add(fields.At("incident"), "incident-kind", "由污染事件认定的事项，类型(kind)应为“是否”。");
        else if (otherwise != Statable.No) problems.Add(fields.At("incident"), "incident-otherwise", $"由污染事件认定的事项，应写明未认定时(otherwise)为“{Statable.No}”。");
        else return true;
        return false;
    }

    // What follows from the periods before is nobody's to state, and always known once they are settled.
    private Statable? Earlier(Fields fields, string clause, Statable? declared)
    {
        if (declared is not null && declared.Unit?.Kind != Kind.Amount) problems.Add(fields.At("earlier"), "earlier-kind", "前期累计的事项，类型(kind)应为“数值”，单位(unit)应为金额单位。");
        foreach (var other in s_statedByPeople.Where(fields.Has)) problems.Add(fields.At(other), "earlier-stated", $"前期累计的事项由以前各期得出，不能写明“{other}”。");
        return declared is null ? null : declared with { Earlier = clause };
    }

    private Statable? Kinded(string name, Fields fields, ImmutableArray<string> by, string? source)
    {
        switch (fields.Text("kind"))
        {
            case null:
                return null;
            case "是否":
                return new(name, new Kind.Truth(), null, 0, 1, by, null, source);
            case "日期":
                return new(name, new Kind.Date(), null, new DateOnly(FirstYear, 1, 1).DayNumber, new DateOnly(LastYear, 12, 31).DayNumber, by, null, source);
            case "数值":
                return Number(name, fields, by, source);
            case var other:
                problems.Add(fields.At("kind"), "word", $"“{other}”应为是否、日期、数值之一。");
                return null;
        }
    }

    // Without a range nothing could be said of what a party may come to owe.
    private Statable? Number(string name, Fields fields, ImmutableArray<string> by, string? source)
    {
        var unit = fields.Has("unit") ? Unit(fields) : Units.None;
        var (from, to) = (fields.Text("from"), fields.Text("to"));
        if (unit is null || from is null || to is null) return null;
        var open = new Statable(name, unit.Kind, unit, decimal.MinValue, decimal.MaxValue, by, null, source);
        if (!open.TryRead(from, out var least, out var reason)) problems.Add(fields.At("from"), "number", $"{reason}。");
        else if (!open.TryRead(to, out var most, out reason)) problems.Add(fields.At("to"), "number", $"{reason}。");
        else if (least > most) problems.Add(fields.At("to"), "stated-range", $"“{name}”的范围{from}至{to}上下颠倒。");
        else return open with { Least = least, Most = most };
        return null;
    }

    private Unit? Unit(Fields fields)
    {
        if (fields.Text("unit") is not { } name) return null;
        if (Units.TryFind(name, out var unit)) return unit;
        problems.Add(fields.At("unit"), "unknown-unit", $"没有单位“{name}”。");
        return null;
    }

    private ImmutableArray<string> By(Fields fields)
    {
        var listed = fields.Texts("by") ?? [];
        foreach (var (who, index) in listed.Select((who, index) => (who, index)))
        {
            if (who != Statable.Superior && !names.Parties.ContainsKey(who)) problems.Add($"{fields.At("by")}[{index}]", "not-a-party", $"“{who}”既不是签约方，也不是“{Statable.Superior}”。");
        }

        if (listed.Count == 0 && fields.Shape("by") == System.Text.Json.JsonValueKind.Array) problems.Add(fields.At("by"), "empty", "应写明由谁认定(by)。");
        return [.. listed];
    }
}
