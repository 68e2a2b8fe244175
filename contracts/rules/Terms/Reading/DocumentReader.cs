using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Reads a document and reports everything that is wrong with it at once.</summary>
internal sealed class DocumentReader
{
    private static readonly string[] s_standards = [Limits.Edition, Rounding.Edition, "环办〔2011〕22号", Indicators.Edition];

    // 《生态保护补偿条例》 art. 17: what a written agreement must state, and the fields that state it.
    private static readonly (string Field, int Item, string ItemText, string What)[] s_article17 =
    [
        ("scope", 1, "第一项", "补偿的具体范围"),
        ("targets", 2, "第二项", "生态保护预期目标"),
        ("duties", 3, "第三项", "生态保护地区的责任"),
        ("compensation", 4, "第四项", "补偿方式及相关安排"),
        ("term", 5, "第五项", "协议期限"),
        ("breach", 6, "第六项", "违反协议的处理"),
        ("other", 7, "第七项", "其他事项"),
    ];

    private readonly ProblemList _problems = new();
    private readonly Fields _document;
    private readonly string _canonical;

    // Null where the document lists none that can be read, which is a problem already.
    private List<string>? _standards;

    private DocumentReader(JsonElement root, string canonical) => (_document, _canonical) = (new(root, "", _problems), canonical);

    public static TermsCheck Read(string json)
    {
        if (json.Length > TermsLimits.DocumentCharactersMax) return Refused("too-long", $"文件有{json.Length}个字符，最多{TermsLimits.DocumentCharactersMax}个。");
        try
        {
            var canonical = CanonicalJson.Of(json);
            using var document = JsonDocument.Parse(canonical);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Refused("shape", "文件应为一个JSON对象。");
            return new DocumentReader(document.RootElement, canonical).Check();
        }
        catch (FormatException e)
        {
            return Refused("not-canonical", $"文件不能成为规范JSON(RFC 8785)：{e.Message}");
        }
    }

    private static TermsCheck Refused(string code, string sentence, string place = "") => new(null, [new(place, 0, 0, code, sentence)], []);

    private TermsCheck Check()
    {
        if (UnknownEdition() is { } refusal) return refusal;
        RequireArticle17();
        var title = _document.Text("title");
        var term = Term();
        var names = new NamesReader(_document, _problems).Read();
        names.IsMonthly = IsMonthly();
        if (term is { } span && span.From <= span.To && span.To.Year - span.From.Year < TermsLimits.TermYearsMax) names.Years = [.. Enumerable.Range(span.From.Year, span.To.Year - span.From.Year + 1)];
        var data = new DataRulesReader(_document, names, _problems).Read();
        var calendar = ReadCalendar();
        var formulas = new FormulaChecker(names, _problems);
        formulas.CheckDefinitions();
        var reader = new ClauseReader(names, formulas, _problems);
        var clauses = reader.Read(_document);
        var groups = reader.Groups(_document);
        foreach (var fact in names.Stated.Values.Where(fact => fact.Earlier is { } no && clauses.All(clause => clause.No != no)))
        {
            _problems.Add($"stated.{fact.Name}.earlier", "unknown-clause", $"没有第{fact.Earlier}条。");
        }

        var netting = Netting();
        var payments = new PaymentRulesReader(_document, names, _problems);
        var (advances, late) = (payments.Advances(), payments.Late());
        var coexists = _document.Has("coexists") ? _document.Texts("coexists") ?? [] : [];
        var cooperation = new CooperationReader(_document, names, term, _problems);
        var (duties, purposes) = (cooperation.Duties(), cooperation.Purposes());
        var disclosed = Disclosed();
        formulas.ReportUnused();
        RequireStandards(names.UsesClasses);
        _document.RefuseOthers();
        if (!_problems.IsEmpty) return new(null, _problems.ToImmutable(), []);

        var periods = PeriodCut.Of(term!.Value.From, term.Value.To, names.IsMonthly);
        var document = new Document(
            title!, names.Parties.ToImmutableSortedDictionary(StringComparer.Ordinal), names.Sections.ToImmutableSortedDictionary(StringComparer.Ordinal),
            [.. names.Indicators], term.Value.From, term.Value.To, calendar!, periods, data, clauses,
            groups, netting, names.Places.ToImmutableDictionary(StringComparer.Ordinal), [.. names.Stated.Values.OrderBy(fact => fact.Name, StringComparer.Ordinal)], [.. coexists])
        {
            Guides = names.Guides.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Pots = names.Pots.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Advances = advances,
            Late = late,
            Cooperation = duties,
            Purposes = purposes,
            Disclosed = disclosed,
        };
        PaymentBounds.Check(document, _problems);
        var remarks = new ProblemList();
        // Bounds first: cases are cut out of the ranges that were just found to be finite.
        if (_problems.IsEmpty) new CaseCoverage(document, _problems, remarks).Check();
        if (!_problems.IsEmpty) return new(null, _problems.ToImmutable(), []);
        var terms = new CheckedTerms(_canonical, document);
        foreach (var period in periods.Where(period => !names.IsMonthly && period.Months().Count() < data.ValidMonths).Take(1))
        {
            remarks.Add("data.validMonths", "short-period", $"{period.Id}期不足{data.ValidMonths}个月：该期每个月都须有数据，年均值才能确定。");
        }

        if (data.ValidDays is not null && !data.Priority.Contains(DataSource.Stations))
            remarks.Add("data.validDays", "days-of-samples", $"有效天数只对“{DataSource.Stations}”的数据计算，而数据来源(priority)中没有列入它：此项要求不起作用。");
        foreach (var pot in terms.PotsLeftOver) remarks.Add("clauses", "pot-left-over", $"资金“{pot}”一期的收支可能不等：条款没有保证付出的不多于收入，也没有写明管理方(keeper)和余额的结转(rest)。");
        return new(terms, [], remarks.ToImmutable());
    }

    // A document means what it meant under the editions it was signed with; under an edition that this program does not know nothing can be said about it.
    private TermsCheck? UnknownEdition()
    {
        var language = _document.Text("language");
        if (language != CheckedTerms.Language) return Refused("unknown-edition", $"本程序只认识条款语言版本“{CheckedTerms.Language}”，文件写的是“{language}”。", "language");
        _standards = _document.Texts("standards");
        var unknown = _standards?.FirstOrDefault(standard => !s_standards.Contains(standard));
        return unknown is null ? null : Refused("unknown-edition", $"本程序不认识标准“{unknown}”；认识的有{string.Join("、", s_standards)}。", "standards");
    }

    // Money is rounded in every document, so the edition for rounding is always needed; the limits only where water is classed.
    private void RequireStandards(bool usesClasses)
    {
        if (_standards is null) return;
        string[] required = usesClasses ? [Rounding.Edition, Limits.Edition] : [Rounding.Edition];
        foreach (var standard in required.Except(_standards))
        {
            _problems.Add("standards", "standard-missing", $"没有列出所依据的标准“{standard}”(standards)。");
        }
    }

    private void RequireArticle17()
    {
        foreach (var (field, item, itemText, what) in s_article17)
        {
            if (!_document.States(field)) _problems.Add(field, $"article-17-{item}", $"没有写明{what}({field})。依据《生态保护补偿条例》第十七条{itemText}。");
            else if (field == "duties") _document.Texts(field);
            else if (field != "term") _document.Text(field);
        }
    }

    private (DateOnly From, DateOnly To)? Term()
    {
        if (_document.ObjectOrNone("term") is not { } fields) return null;
        var (from, to) = (Day(fields, "from"), Day(fields, "to"));
        fields.RefuseOthers();
        if (from is not { } first || to is not { } last) return null;
        if (first > last) _problems.Add("term", "term", $"期限起于{first:yyyy-MM-dd}，止于{last:yyyy-MM-dd}，起止颠倒。");
        if (first.Day != 1 || last.AddDays(1).Day != 1) _problems.Add("term", "term", "期限应为整月：起于月初，止于月末。");
        if (last.Year - first.Year >= TermsLimits.TermYearsMax) _problems.Add("term", "term", $"期限最多跨{TermsLimits.TermYearsMax}个年度。");
        return (first, last);
    }

    private DateOnly? Day(Fields fields, string name)
    {
        if (fields.Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= YearMonth.YearMin and <= YearMonth.YearMax) return day;
        _problems.Add(fields.At(name), "date", $"“{text}”不是{YearMonth.YearMin}至{YearMonth.YearMax}年间的日期，应如 2020-01-01。");
        return null;
    }

    private bool IsMonthly()
    {
        var period = _document.Text("period");
        if (period is not (null or "年" or "月")) _problems.Add("period", "period", "结算期(period)应为“年”或“月”。");
        return period == "月";
    }

    private NettingRule Netting()
    {
        switch (_document.TextOrNone("netting"))
        {
            case null or "不轧差":
                return NettingRule.Gross;
            case "两两轧差":
                return NettingRule.Pairwise;
            case "多边轧差":
                return NettingRule.Multilateral;
            case var other:
                _problems.Add("netting", "word", $"“{other}”应为不轧差、两两轧差、多边轧差之一。");
                return NettingRule.Gross;
        }
    }

    private ImmutableArray<string> Disclosed()
    {
        if (!_document.Has("disclosure") || _document.Texts("disclosure") is not { } words) return [];
        foreach (var unknown in words.Except(Disclosure.All)) _problems.Add("disclosure", "word", $"“{unknown}”应为{string.Join("、", Disclosure.All)}之一。");
        foreach (var twice in words.GroupBy(word => word).Where(same => same.Count() > 1)) _problems.Add("disclosure", "twice", $"“{twice.Key}”写了两次。");
        return [.. Disclosure.All.Intersect(words)];
    }

    private Calendar? ReadCalendar()
    {
        if (_document.Object("calendar") is not { } fields) return null;
        int? Days(string name) => fields.Count(name, 0, TermsLimits.CalendarDaysMax);
        var (data, silence, pay) = (Days("dataDueDays"), Days("silenceDays"), Days("payDays"));
        var correction = fields.Has("correctionDays") ? Days("correctionDays") : null;
        fields.RefuseOthers();
        return data is null || silence is null || pay is null ? null : new(data.Value, silence.Value, pay.Value, correction);
    }
}
