using System.Collections.Immutable;
using System.Text.Json;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Reads what formulas may name: parties, sections, indicators, pots, values, tables and named formulas.</summary>
internal sealed class NamesReader(Fields document, ProblemList problems)
{
    private const int RegionCodeLength = 6;
    private const int SectionCodeLengthMax = 64;
    private readonly Names _names = new();
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public Names Read()
    {
        foreach (var (name, code) in Named("parties")) Party(name, code);
        foreach (var (name, code) in Named("sections")) Section(name, code);
        if (_names.Parties.Count < 2 && document.Has("parties")) problems.Add("parties", "too-few", "签约方至少两个。");
        ReadIndicators();
        if (document.ObjectOrNone("funds") is { } funds) ReadMembers(funds, ReadPot);
        if (document.ObjectOrNone("values") is { } values) ReadMembers(values, ReadValue);
        if (document.ObjectOrNone("define") is { } definitions) ReadDefinitions(definitions);
        return _names;
    }

    private List<(string Name, string Text)> Named(string field) => document.Object(field)?.AllTexts().ToList() ?? [];

    private void Party(string name, string code)
    {
        if (code.Length != RegionCodeLength || !Fields.IsDigits(code)) problems.Add($"parties.{name}", "region-code", $"“{code}”不是六位行政区划代码(GB/T 2260)。");
        if (_names.Parties.ContainsValue(code)) problems.Add($"parties.{name}", "twice", $"行政区划代码{code}用了两次。");
        if (Takes("parties", name)) _names.Parties[name] = code;
    }

    private void Section(string name, string code)
    {
        if (code.Length > SectionCodeLengthMax || !code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) problems.Add($"sections.{name}", "section-code", $"“{code}”不是断面编码。");
        if (_names.Sections.ContainsValue(code)) problems.Add($"sections.{name}", "twice", $"断面编码{code}用了两次。");
        if (Takes("sections", name)) _names.Sections[name] = code;
    }

    private bool Takes(string field, string name)
    {
        if (!Words.IsName(name) || Indicators.TryFind(name, out _)) problems.Add($"{field}.{name}", "name", $"“{name}”不能用作名称：应以文字开头，只含文字、数字和下划线，且不是语言用词或指标名。");
        else if (!_taken.Add(name)) problems.Add($"{field}.{name}", "twice", $"名称“{name}”用了两次。");
        else return true;
        return false;
    }

    private void ReadIndicators()
    {
        if (!document.Has("indicators"))
        {
            problems.Add("indicators", "article-17-2", "缺少监测评判指标(indicators)。依据《生态保护补偿条例》第十七条第二项。");
            return;
        }

        foreach (var indicator in IndicatorList(document, "indicators")) _names.Indicators.Add(indicator);
        _names.ClassIndicators.AddRange(_names.Indicators);
    }

    /// <summary>Indicators named in an array, each once.</summary>
    public List<Indicator> IndicatorList(Fields fields, string field)
    {
        var list = new List<Indicator>();
        foreach (var (name, index) in (fields.Texts(field) ?? []).Select((name, index) => (name, index)))
        {
            var place = $"{fields.At(field)}[{index}]";
            if (!Indicators.TryFind(name, out var indicator)) problems.Add(place, "unknown-indicator", $"没有指标“{name}”。");
            else if (list.Contains(indicator)) problems.Add(place, "twice", $"指标“{name}”列了两次。");
            else list.Add(indicator);
        }

        if (list.Count == 0) problems.Add(fields.At(field), "empty", $"“{field}”不能为空。");
        return list;
    }

    private static void ReadMembers(Fields members, Action<string, Fields> read)
    {
        foreach (var (name, _) in members.All())
        {
            if (members.Object(name) is not { } fields) continue;
            read(name, fields);
            fields.RefuseOthers();
        }
    }

    private void ReadValue(string name, Fields fields)
    {
        var taken = Takes("values", name);
        // A number that decides money without saying where it comes from cannot be checked by the other side.
        if (!fields.Has("source")) problems.Add(fields.At("source"), "source-missing", $"“{name}”没有写明来源(source)。");
        var source = fields.TextOrNone("source");
        var unit = ReadUnit(fields);
        if (fields.Has("by")) ReadTable(name, fields, unit, source, taken);
        else if (fields.Text("is") is { } text && Value(fields.At("is"), text, unit) is { } value && taken) _names.Values[name] = new(name, value.Kind, value.Number, source);
    }

    private Unit? ReadUnit(Fields fields)
    {
        if (!fields.Has("unit")) return new("", Kind.Ratio, 1);
        if (fields.Text("unit") is not { } name) return null;
        if (Units.TryFind(name, out var unit)) return unit;
        problems.Add(fields.At("unit"), "unknown-unit", $"没有单位“{name}”。");
        return null;
    }

    private (Kind Kind, decimal Number)? Value(string place, string text, Unit? unit)
    {
        if (unit is null) return null;
        if (Words.ClassOf(text) is { } known && unit.Name.Length == 0) return (new Kind.Class(), (int)known);
        if (DecimalText.TryParse(text, out var number) && decimal.Abs(number) <= decimal.MaxValue / decimal.Max(unit.Scale, 1)) return (unit.Kind, number * unit.Scale);
        problems.Add(place, "number", $"“{text}”不是数。");
        return null;
    }

    private void ReadTable(string name, Fields fields, Unit? unit, string? source, bool taken)
    {
        var (keys, texts) = (fields.Texts("by"), fields.Texts("is"));
        if (keys is null || texts is null) return;
        if (keys.Count != texts.Count || keys.Count == 0)
        {
            problems.Add(fields.At("is"), "table", $"表“{name}”有{keys.Count}个名称(by)和{texts.Count}个值(is)，应一一对应且不为空。");
            return;
        }

        var values = ImmutableDictionary.CreateBuilder<string, decimal>(StringComparer.Ordinal);
        var order = ImmutableArray.CreateBuilder<string>();
        for (var index = 0; index < keys.Count; index++)
        {
            // Keys are indicators' standard names however they are written, so that a loop over indicators finds them.
            var key = Indicators.TryFind(keys[index], out var indicator) ? indicator.Name : keys[index];
            if (values.ContainsKey(key)) problems.Add($"{fields.At("by")}[{index}]", "twice", $"表“{name}”中“{key}”出现两次。");
            if (Value($"{fields.At("is")}[{index}]", texts[index], unit) is not { } value) continue;
            values[key] = value.Number;
            order.Add(key);
        }

        if (taken && unit is not null && order.Count == keys.Count) _names.Tables[name] = new(name, unit.Kind, order.ToImmutable(), values.ToImmutable(), source);
    }

    private void ReadPot(string name, Fields fields)
    {
        var taken = Takes("funds", name);
        var contributions = Parts(fields, "in", (place, text) => Contribution(place, text));
        var shares = Parts(fields, "out", (place, text) => ShareText.Read(place, text, problems));
        if (contributions is null || shares is null || contributions.Count == 0 || shares.Count == 0 || !taken) return;
        if (contributions.Values.Sum(money => (decimal)money.Fen) > long.MaxValue)
        {
            problems.Add(fields.At("in"), "too-large", "出资合计过大。");
            return;
        }

        var total = contributions.Values.Aggregate(Money.Zero, (sum, money) => sum + money);
        // The remainder of the division goes by region code, which the order of members in canonical JSON cannot change.
        var order = shares.Keys.OrderBy(party => _names.Parties[party], StringComparer.Ordinal).ToList();
        var parts = Allot.Split(total, [.. order.Select(party => shares[party])]);
        _names.Pots[name] = new(name, contributions, order.Zip(parts).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal), total);
    }

    private ImmutableSortedDictionary<string, T>? Parts<T>(Fields pot, string field, Func<string, string, T?> read)
        where T : struct
    {
        if (pot.Object(field) is not { } members) return null;
        var parts = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var (party, value) in members.All().ToList())
        {
            if (!_names.Parties.ContainsKey(party)) problems.Add(members.At(party), "not-a-party", $"“{party}”不是签约方。");
            else if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) problems.Add(members.At(party), "shape", "应为文字或整数。");
            else if (read(members.At(party), members.Raw(party)) is { } part) parts[party] = part;
        }

        if (parts.Count == 0) problems.Add(members.Place, "empty", $"“{field}”不能为空。");
        return parts.ToImmutable();
    }

    private Money? Contribution(string place, string text)
    {
        if (FormulaText.Parse(place, text, problems) is not { } syntax) return null;
        if (syntax is Syntax.Number { Unit: { } unit } number && unit.Kind == Kind.Amount && number.Value < decimal.MaxValue / unit.Scale
            && Money.TryHalfEven(number.Value * unit.Scale, out var money) && money.Yuan == number.Value * unit.Scale) return money;
        problems.Add(place, "amount", $"“{text}”不是金额，应如“2000万元”。");
        return null;
    }

    private void ReadDefinitions(Fields definitions)
    {
        foreach (var (head, text) in definitions.AllTexts().ToList())
        {
            var (name, parameters) = Head(head);
            if (Takes("define", name) && AreParameters(head, parameters)) _names.Definitions[name] = (text, parameters, FormulaText.Parse($"define.{name}", text, problems));
        }
    }

    // 超标额(断面, 因子): the name, and in brackets what is filled in where it is used.
    private static (string Name, ImmutableArray<string> Parameters) Head(string head)
    {
        var open = head.IndexOfAny(['(', '（']);
        var closes = head.EndsWith(')') || head.EndsWith('）');
        if (open < 0 || !closes) return (head, []);
        return (head[..open].Trim(), [.. head[(open + 1)..^1].Split([',', '，', '、']).Select(parameter => parameter.Trim())]);
    }

    private bool AreParameters(string head, ImmutableArray<string> parameters)
    {
        // 断面 and 指标 are the natural names of parameters, although they also name sets.
        var wrong = parameters.FirstOrDefault(parameter => !Words.IsName(parameter) && parameter is not ("断面" or "指标"));
        var twice = parameters.GroupBy(parameter => parameter).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (wrong is not null) problems.Add($"define.{head}", "name", $"“{wrong}”不能用作参数的名称。");
        if (twice is not null) problems.Add($"define.{head}", "twice", $"参数“{twice}”写了两次。");
        return wrong is null && twice is null;
    }
}
