using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>
/// The evaluation report of an agreement and period (绩效评估报告): headings, sentences and tables, of which each form is only a printing, so that all of
/// them say the same.
/// </summary>
public sealed record EvaluationReport(string Title, string Agreement, string Period, ImmutableArray<EvaluationReport.Part> Parts)
{
    private const int MonthsPerYear = 12;
    private const string Unknown = "不能确定";

    /// <param name="Rows">As many fields each as there are columns.</param>
    public sealed record Part(string Heading, ImmutableArray<string> Sentences, ImmutableArray<string> Columns, ImmutableArray<ImmutableArray<string>> Rows)
    {
        public static Part Of(string heading, params IEnumerable<string> sentences) => new(heading, [.. sentences], [], []);

        public static Part Table(string heading, string ifEmpty, string[] columns, IEnumerable<IEnumerable<string>> rows)
        {
            ImmutableArray<ImmutableArray<string>> all = [.. rows.Select(row => row.ToImmutableArray())];
            return all.IsEmpty ? Of(heading, ifEmpty) : new(heading, [], [.. columns], all);
        }
    }

    /// <param name="found">A case that has been assessed.</param>
    /// <param name="signed">The terms it was assessed with, and <paramref name="terms"/> what they say.</param>
    /// <param name="months">The section-months that the assessment used.</param>
    /// <param name="before">What is known of the same months a year before.</param>
    public static EvaluationReport Of(Case found, KnownTerms signed, CheckedTerms terms, IReadOnlyList<KnownSectionMonth> months, IReadOnlyList<KnownSectionMonth> before)
    {
        var assessment = found.Assessment!;
        string Name(string section) => SectionRates.NameOf(terms, section);
        string Side(string side) => Sides.Name(found, side);
        return new(
            $"《{terms.Title}》{ChineseDates.Period(found.Period)}结算期绩效评估报告", found.Agreement, found.Period,
            [
                Part.Of(
                    "协议", $"协议编号：{found.Agreement}，第{signed.Revision}版，{Day(Case.ChinaDate(signed.SignedAt))}签署。", $"期限：{Day(terms.From)}至{Day(terms.To)}。",
                    $"签约方：{string.Join("、", terms.Parties.Select(party => $"{Sides.Name(party.Value)}（{party.Key}）"))}。", $"文本SHA-256：{signed.DocumentSha256}。"),
                Part.Table("数据来源与完整性", "没有数据。", ["断面", "来源", "月数", "有均值的月数", "应测读数", "有效读数", "有效率"], months.GroupBy(month => (month.Facts.Section, month.Facts.Source)).Select(source => Completeness(Name(source.Key.Section), source.Key.Source, [.. source]))),
                Part.Table("缺测", "各月各指标均有均值。", ["断面", "月份", "来源", "指标", "原因"], months.SelectMany(month => month.Facts.Means.Where(mean => mean.Value.Value is null).Select(mean => (string[])[Name(month.Facts.Section), $"{month.Facts.Month}", month.Facts.Source, mean.Key, mean.Value.Reason ?? Unknown]))),
                Part.Table("月均值", "没有数据。", ["断面", "月份", "来源", .. terms.Indicators.Select(indicator => indicator.Unit is { Length: > 0 } unit ? $"{indicator.Name}({unit})" : indicator.Name)], months.Select(month => Means(Name(month.Facts.Section), month.Facts, terms))),
                Part.Table("水质类别与同比", "没有数据。", ["断面", "月份", "类别", "上年同月", "变化"], Classes(months, before).Select(row => Classes(Name(row.Section), row))),
                Part.Table("达标情况", "没有数据。", ["断面", "目标类别", "已知月数", "达标月数", "达标率(%)"], SectionRates.Of(months, terms).Select(Rate)),
                Part.Table("评估值", "没有评估值。", ["名称", "数值", "单位"], AssessedValues.Of(assessment.Explanation).Select(value => (string[])[value.Name, ValueText.Of(value), value.Unit ?? ""])),
                Part.Table("条款付款", "各条款均不产生付款。", ["条款", "付款方", "收款方", "金额(元)"], assessment.Payments.Select(p => (string[])[p.Clause, Side(p.From), Side(p.To), p.AmountFen is { } fen ? Figures(fen) : Unknown])),
                Part.Table("不能确定的原因", "各项均已确定。", ["断面", "月份", "指标", "原因"], assessment.Gaps.Select(gap => (string[])[Name(gap.Section), gap.Month, gap.Indicator, gap.Reason])),
                Part.Table("补偿义务", "没有补偿义务。", ["序号", "条款", "付款方", "收款方", "金额(元)", "产生日", "付款期限", "通知书", "未付(元)"], found.Obligations.Select(o => (string[])
                    [$"{o.Number}", o.Clause, Side(o.From), Side(o.To), Figures(o.AmountFen), Day(o.ObligedOn), Day(o.DueOn), o.Notice ?? "", o.Waiver is null ? Figures(o.OutstandingFen) : "免收"])),
                Part.Table("付款", "没有付款记录。", ["义务序号", "凭证号", "金额(元)", "付款日", "登记日", "到账确认日", "退回原因"], found.Obligations.SelectMany(o => o.Payments.Select(p => (string[])
                    [$"{o.Number}", p.Reference, Figures(p.AmountFen), Day(p.PaidOn), Day(Case.ChinaDate(p.RecordedAt)), p.ConfirmedAt is { } at ? Day(Case.ChinaDate(at)) : "", p.Rejection ?? ""]))),
                Part.Table("异议与裁定", "没有异议。", ["序号", "提出方", "提出日", "针对评估", "理由", "结果", "裁定"], found.Objections.Select(o => (string[])
                    [$"{o.Number}", o.Party, Day(Case.ChinaDate(o.At)), $"{o.Assessment}", o.Reason, Outcome(o.Status), string.Join(" ", new[] { o.Ruling, o.Order }.OfType<string>())])),
                Part.Of("更正", Corrections(found)),
                Part.Of("保护地区的责任", JsonNode.Parse(signed.Document)!["duties"]!.AsArray().Select(duty => duty!.GetValue<string>())),
                Part.Of(
                    "证据所在", $"计算依据：/cases/{found.Agreement}/{found.Period}/explanation，SHA-256 {OwedNotice.ExplanationSha256(assessment)}。", $"计算规则：{assessment.RulesEdition}；第{assessment.Revision}次评估，{Day(Case.ChinaDate(assessment.At))}。",
                    "各月读数：监测服务 /sections/断面代码/months/月份；下表为评估所用的版本及其读数摘要。"),
                Part.Table("所用月度数据", "没有数据。", ["断面代码", "月份", "来源", "版本", "读数SHA-256"], assessment.Facts.Select(fact => (string[])[fact.Section, fact.Month, fact.Source ?? DataSource.Stations, $"{fact.Revision}", fact.ReadingsSha256])),
            ]);
    }

    /// <summary>A section in a month, and in the same month a year before.</summary>
    private sealed record ClassRow(string Section, YearMonth Month, Explained<SectionClass> Now, Explained<SectionClass>? Before);

    private static IEnumerable<ClassRow> Classes(IReadOnlyList<KnownSectionMonth> months, IReadOnlyList<KnownSectionMonth> before)
    {
        var (now, earlier) = (months.ToLookup(month => (month.Facts.Section, month.Facts.Month)), before.ToLookup(month => (month.Facts.Section, month.Facts.Month)));
        return now.OrderBy(month => month.Key.Section, StringComparer.Ordinal).ThenBy(month => month.Key.Month).Select(month =>
        {
            var same = earlier[(month.Key.Section, month.Key.Month.AddMonths(-MonthsPerYear))].Select(one => one.Facts).ToList();
            return new ClassRow(month.Key.Section, month.Key.Month, MonthClass.Of([.. month.Select(one => one.Facts)]), same.Count == 0 ? null : MonthClass.Of(same));
        });
    }

    private static string[] Classes(string section, ClassRow row) =>
    [
        section, $"{row.Month}", Shown(row.Now.Value), row.Before is { } before ? Shown(before.Value) : "尚无数据",
        row.Before is { } earlier && QualityChanges.OfSection(earlier, row.Now).Value.Grade is { } change ? QualityChanges.Word(change) : Unknown,
    ];

    private static string[] Rate(SectionRate rate)
    {
        var target = WaterClasses.Text(rate.Target);
        return [rate.Name, rate.IsAgreed ? target : $"{target}（协议未定唯一目标类别）", $"{rate.Compliance.Known}", $"{rate.Compliance.Kept}", rate.Compliance.PercentText ?? Unknown];
    }

    private static string[] Completeness(string section, string source, IReadOnlyList<KnownSectionMonth> months)
    {
        var means = months.SelectMany(month => month.Facts.Means.Values).ToList();
        var (expected, valid) = (means.Sum(mean => mean.Expected), means.Sum(mean => mean.Valid));
        return [section, source, $"{months.Count}", $"{months.Count(month => month.Facts.Means.Values.Any(mean => mean.Value is not null))}", $"{expected}", $"{valid}", expected == 0 ? Unknown : $"{Rounding.Of(valid * 100m / expected, 1)}%"];
    }

    private static IEnumerable<string> Means(string section, MonthFacts facts, CheckedTerms terms) =>
        [section, $"{facts.Month}", facts.Source, .. terms.Indicators.Select(indicator => facts.Means.TryGetValue(indicator.Name, out var mean) ? mean.Value is { } value ? $"{Rounding.Of(value, indicator.AssessmentDecimals)}" : Unknown : "未测")];

    private static IEnumerable<string> Corrections(Case found)
    {
        if (found.SettledOn is { } settled) yield return $"{Day(settled)}结算，此后更正{found.Corrections}次。";
        if (found.Restatement is { } noted) yield return $"结算后数据更正，已作第{noted.Assessment.Revision}次评估，{(found.Correction is null ? "未另行结算" : "差额待确认")}。";
        if (found is { SettledOn: null, Restatement: null }) yield return "尚未结算，没有更正。";
    }

    private static string Shown(SectionClass found) => found.Class is { } known ? WaterClasses.Text(known) : found.Reason ?? Unknown;

    private static string Outcome(ObjectionStatus status) => status switch
    {
        ObjectionStatus.Open => "处理中",
        ObjectionStatus.Withdrawn => "撤回",
        ObjectionStatus.Dismissed => "驳回",
        ObjectionStatus.Superseded => "已重新评估",
        _ => "支持",
    };

    private static string Figures(long fen) => new Money(fen).Figures();

    private static string Day(DateOnly? day) => day is { } known ? ChineseDates.Day(known.ToString("yyyy-MM-dd")) : "";
}
