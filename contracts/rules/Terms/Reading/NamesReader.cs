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
        if (document.Object("sections") is { } sections) ReadSections(sections);
        if (_names.Parties.Count < 2 && document.Has("parties")) problems.Add("parties", "too-few", "签约方至少两个。");
        ReadIndicators();
        if (document.ObjectOrNone("guides") is { } guides) ReadGuides(guides);
        if (document.ObjectOrNone("funds") is { } funds) ReadMembers(funds, ReadPot);
        if (document.ObjectOrNone("stated") is { } stated) ReadMembers(stated, ReadStated);
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

    // Who gives guiding support (条例 art. 16) pays like a party and neither signs nor confirms.
    private void ReadGuides(Fields guides)
    {
        foreach (var (name, code) in guides.AllTexts().ToList())
        {
            if (code.Length != RegionCodeLength || !Fields.IsDigits(code)) problems.Add(guides.At(name), "region-code", $"“{code}”不是六位行政区划代码(GB/T 2260)。");
            if (_names.Parties.ContainsValue(code) || _names.Guides.ContainsValue(code)) problems.Add(guides.At(name), "twice", $"行政区划代码{code}用了两次。");
            if (Takes("guides", name)) _names.Guides[name] = code;
        }
    }

    // A section is its code alone, or an object with the code and what the agreement says of the place.
    private void ReadSections(Fields sections)
    {
        foreach (var (name, value) in sections.All().ToList())
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                if (sections.Text(name) is { } plain) Section(name, plain);
                continue;
            }

            var fields = sections.Object(name)!;
            var place = new SectionPlace(PartyOrNone(fields, "upstream"), PartyOrNone(fields, "downstream"), Water(fields));
            if (place.Upstream is not null && place.Upstream == place.Downstream) problems.Add(fields.At("downstream"), "same-party", $"上游与下游同为“{place.Upstream}”。");
            if (fields.Text("code") is { } code && Section(name, code)) _names.Places[name] = place;
            fields.RefuseOthers();
        }
    }

    private string? PartyOrNone(Fields fields, string field)
    {
        if (fields.TextOrNone(field) is not { } party) return null;
        if (_names.Parties.ContainsKey(party)) return party;
        problems.Add(fields.At(field), "not-a-party", $"“{party}”不是签约方。");
        return null;
    }

    private WaterBody? Water(Fields fields)
    {
        switch (fields.TextOrNone("water"))
        {
            case null:
                return null;
            case "河流":
                return WaterBody.River;
            case "湖库":
                return WaterBody.Lake;
            case var other:
                problems.Add(fields.At("water"), "word", $"“{other}”应为河流、湖库之一。");
                return null;
        }
    }

    private bool Section(string name, string code)
    {
        if (code.Length > SectionCodeLengthMax || !code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')) problems.Add($"sections.{name}", "section-code", $"“{code}”不是断面编码。");
        if (_names.Sections.ContainsValue(code)) problems.Add($"sections.{name}", "twice", $"断面编码{code}用了两次。");
        if (!Takes("sections", name)) return false;
        _names.Sections[name] = code;
        _names.Places[name] = SectionPlace.Unstated;
        return true;
    }

    private bool Takes(string field, string name)
    {
        if (!Words.IsName(name) || IsIndicator(field, name)) problems.Add($"{field}.{name}", "name", $"“{name}”不能用作名称：应以文字开头，只含文字、数字和下划线，且不是语言用词或指标名。");
        else if (!_taken.Add(name)) problems.Add($"{field}.{name}", "twice", $"名称“{name}”用了两次。");
        else return true;
        return false;
    }

    // Indicators that came later leave their names to the values, formulas and pots of documents that do not list them.
    private bool IsIndicator(string field, string name) =>
        Indicators.TryFind(name, out var indicator) && (field is "parties" or "sections" || !indicator.YieldsItsNames || _names.Indicators.Contains(indicator));

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

    private void ReadStated(string name, Fields fields)
    {
        var taken = Takes("stated", name);
        if (new StatedReader(_names, problems).Read(name, fields) is { } declared && taken) _names.Stated[name] = declared;
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
        if (!fields.Has("unit")) return Units.None;
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
        var kinds = new HashSet<Kind>();
        for (var index = 0; index < keys.Count; index++)
        {
            // Keys are indicators' standard names however they are written, so that a loop over indicators finds them.
            var key = Indicators.TryFind(keys[index], out var indicator) ? indicator.Name : keys[index];
            if (values.ContainsKey(key)) problems.Add($"{fields.At("by")}[{index}]", "twice", $"表“{name}”中“{key}”出现两次。");
            if (Value($"{fields.At("is")}[{index}]", texts[index], unit) is not { } value) continue;
            values[key] = value.Number;
            order.Add(key);
            kinds.Add(value.Kind);
        }

        if (kinds.Count > 1) problems.Add(fields.At("is"), "kind-mismatch", $"表“{name}”的值有数也有水质类别，应为同一种。");
        if (kinds.Count != 1 || order.Count != keys.Count) return;
        CheckTotal(fields, name, unit!, kinds.Single(), values.Values.Sum());
        if (taken) _names.Tables[name] = new(name, kinds.Single(), order.ToImmutable(), values.ToImmutable(), source);
    }

    // Weights and the like: the document says what they come to, so that a slip in one of them shows.
    private void CheckTotal(Fields fields, string name, Unit unit, Kind kind, decimal sum)
    {
        if (fields.TextOrNone("total") is not { } text) return;
        if (kind is Kind.Class) problems.Add(fields.At("total"), "total", $"表“{name}”的值是水质类别，没有合计。");
        else if (Value(fields.At("total"), text, unit) is { } total && total.Number != sum)
            problems.Add(fields.At("total"), "total", $"表“{name}”各值合计{DecimalText.Of(sum / unit.Scale)}{unit.Name}，不是{text}{unit.Name}。");
    }

    private void ReadPot(string name, Fields fields)
    {
        var taken = Takes("funds", name);
        var contributions = fields.Object("in") is { } payers ? Contributions(payers) : [];
        var (keeper, rest) = (KeeperOrNone(fields), RestOrNone(fields));
        var shares = fields.Object("out") is { } takers ? ShareText.ReadAll(takers, Members(takers), problems).ToDictionary(share => share.Name, share => share.Share) : [];
        if (contributions.Count == 0 || shares.Count == 0 || !taken) return;
        if (contributions.Values.Sum(money => (decimal)money.Fen) > long.MaxValue)
        {
            problems.Add(fields.At("in"), "too-large", "出资合计过大。");
            return;
        }

        var total = contributions.Values.Aggregate(Money.Zero, (sum, money) => sum + money);
        // The remainder of the division goes by region code, which the order of members in canonical JSON cannot change.
        var order = shares.Keys.OrderBy(party => _names.Parties[party], StringComparer.Ordinal).ToList();
        var parts = Allot.Split(total, [.. order.Select(party => shares[party])]);
        _names.Pots[name] = new(name, contributions.ToImmutableSortedDictionary(StringComparer.Ordinal), order.Zip(parts).ToImmutableSortedDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal), total, keeper, rest);
    }

    private Dictionary<string, Money> Contributions(Fields members)
    {
        var contributions = new Dictionary<string, Money>(StringComparer.Ordinal);
        foreach (var party in Members(members, guidesToo: true))
        {
            if (members.Text(party) is { } text && WrittenAmount.Read(members.At(party), text, problems) is { } money) contributions[party] = money;
        }

        return contributions;
    }

    // The members of a pot's part that are parties, or guides, who put in and take nothing out.
    private List<string> Members(Fields members, bool guidesToo = false)
    {
        var names = members.All().Select(member => member.Name).ToList();
        bool IsOne(string name) => _names.Parties.ContainsKey(name) || (guidesToo && _names.Guides.ContainsKey(name));
        if (names.Count == 0) problems.Add(members.Place, "empty", "不能为空。");
        foreach (var name in names.Where(name => !IsOne(name))) problems.Add(members.At(name), "not-a-party", $"“{name}”不是签约方。");
        return [.. names.Where(IsOne)];
    }

    // Whose finance department pays out of the pot and confirms what is paid into it.
    private string? KeeperOrNone(Fields fields)
    {
        if (fields.TextOrNone("keeper") is not { } keeper) return null;
        if (_names.Parties.ContainsKey(keeper) || _names.Guides.ContainsKey(keeper)) return keeper;
        problems.Add(fields.At("keeper"), "not-a-party", $"“{keeper}”既不是签约方，也不是引导资金出资单位，不能管理资金。");
        return null;
    }

    private bool RestOrNone(Fields fields)
    {
        if (fields.TextOrNone("rest") is not { } rest) return false;
        if (rest == Pot.CarriedOver) return true;
        problems.Add(fields.At("rest"), "word", $"“{rest}”应为{Pot.CarriedOver}。");
        return false;
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
