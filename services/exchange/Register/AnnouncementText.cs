using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>The words of an announcement: what the case has settled, as far as the agreement discloses it.</summary>
public static class AnnouncementText
{
    /// <summary>Values that a paper names; the register has all of them.</summary>
    private const int ValuesMax = 6;

    private static readonly string[] Numerals = ["一", "二", "三", "四", "五"];

    /// <param name="settled">A case that is settled.</param>
    /// <param name="months">The section-months that the settled assessment used.</param>
    public static NoticeFacts.Announcement Of(Case settled, CheckedTerms terms, IReadOnlyCollection<KnownSectionMonth> months, DateOnly today)
    {
        var period = ChineseDates.Period(settled.Period);
        List<(string Heading, string Text)> parts =
        [
            ("协议和签约方", $"《{terms.Title}》由{string.Join("、", settled.Parties.Select(party => Sides.Name(party.Value)))}签订，期限为{Day(terms.From)}至{Day(terms.To)}，本次结算期为{period}。"),
            ("评估结果", $"{period}结算期第{settled.Assessment!.Revision}次评估于{Day(Case.ChinaDate(settled.Assessment.At))}完成，经各签约方确认，于{Day(settled.SettledOn!.Value)}结算。{Reached(SectionRates.Of(months, terms))}{Values(settled)}"),
            ("补偿义务", Owed(settled)),
        ];
        if (terms.Disclosed.Contains(Disclosure.Payments) && !settled.Standing.IsEmpty) parts.Add(("支付情况", Paid(settled, today)));
        return new(
            $"关于《{terms.Title}》{period}结算期评估和补偿结果的公告",
            [
                $"根据《生态保护补偿条例》第三十条和《{terms.Title}》（编号{settled.Agreement}）关于公开的约定，现将{period}结算期评估和补偿结果公告如下：",
                .. parts.Select((part, index) => $"{Numerals[index]}、{part.Heading}。{part.Text}"),
                "评估结果的计算依据和此后的更正，可在公开登记簿按协议编号查询。",
                "特此公告。",
            ],
            []);
    }

    private static string Reached(IEnumerable<SectionRate> rates) => string.Concat(rates.Where(rate => rate.Compliance is not { Known: 0, Unknown.IsEmpty: true }).Select(rate =>
    {
        var (known, kept, unknown) = (rate.Compliance.Known, rate.Compliance.Kept, rate.Compliance.Unknown.Length);
        var target = $"{WaterClasses.Text(rate.Target)}类{(rate.IsAgreed ? "" : "（协议未定唯一目标类别）")}";
        var judged = known == 0 ? "各月水质类别均不能确定" : $"水质类别能够确定的{known}个月中{kept}个月达标，达标率{rate.Compliance.PercentText}%";
        return $"{rate.Name}{(rate.Name.EndsWith("断面", StringComparison.Ordinal) ? "" : "断面")}水质目标为{target}，{judged}{(known > 0 && unknown > 0 ? $"，另有{unknown}个月不能确定" : "")}。";
    }));

    /// <summary>What the parties named or stated; what was observed of single months and indicators stands in the register.</summary>
    private static string Values(Case settled)
    {
        var named = AssessedValues.Of(settled.Assessment!.Explanation).Where(value => value.IsNamed).ToList();
        if (named.Count == 0) return "";
        return $"主要评估值：{string.Join("，", named.Take(ValuesMax).Select(value => $"{value.Name}为{ValueText.Of(value)}{value.Unit}"))}{(named.Count > ValuesMax ? $"；其余{named.Count - ValuesMax}项见公开登记簿" : "")}。";
    }

    private static string Owed(Case settled)
    {
        var standing = settled.Standing;
        if (standing.IsEmpty) return "各条款均不产生付款。";
        var owed = standing.Where(o => o.Waiver is null).ToList();
        var each = string.Join("；", standing.Select(o => $"{Clause(o)}，{Sides.Name(settled, o.From)}向{Sides.Name(settled, o.To)}支付人民币{Figures(o.AmountFen)}{(o.Waiver is null ? "" : "（已免收）")}"));
        return owed.Count > 1 ? $"{each}。合计人民币{Figures(owed.Sum(o => o.AmountFen))}。" : $"{each}。";
    }

    private static string Paid(Case settled, DateOnly today) =>
        $"截至{Day(today)}：{string.Join("；", settled.Standing.Select(o => $"{Clause(o)}应付{Figures(o.AmountFen)}，{(o.Waiver is null ? $"付款期限{Day(o.DueOn!.Value)}，已到账{Figures(o.ArrivedFen)}，未到账{Figures(o.OutstandingFen)}" : "已免收")}"))}。";

    private static string Clause(Obligation o) => $"第{o.Clause}条{o.Kind switch { ObligationKind.Advance => "（预付）", ObligationKind.Surcharge => "（逾期加收）", _ => "" }}";

    private static string Figures(long fen) => $"{new Money(fen).Figures()}元";

    private static string Day(DateOnly day) => ChineseDates.Day(day.ToString("yyyy-MM-dd"));
}
