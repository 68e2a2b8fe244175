using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>The words of an announcement: what the case has settled, as far as the agreement discloses it.</summary>
public static class AnnouncementText
{
    /// <summary>Values that a paper names; the register has all of them.</summary>
    private const int ValuesMax = 12;

    /// <param name="settled">A case that is settled.</param>
    public static NoticeFacts.Announcement Of(Case settled, CheckedTerms terms, DateOnly today)
    {
        var (assessment, period) = (settled.Assessment!, ChineseDates.Period(settled.Period));
        var values = AssessedValues.Of(assessment.Explanation);
        var shown = string.Join("；", values.Take(ValuesMax).Select(value => $"{value.Name}为{value.Value}{value.Unit}"));
        var rest = values.Length > ValuesMax ? $"；其余{values.Length - ValuesMax}项见公开登记簿" : "";
        var standing = settled.Standing;
        List<string> paragraphs =
        [
            $"根据《生态保护补偿条例》第三十条和《{terms.Title}》（编号{settled.Agreement}）关于公开的约定，现将{period}结算期评估和补偿结果公告如下：",
            $"一、签约方。{string.Join("、", settled.Parties.Select(party => $"{Regions.NameOf(party.Value)}（{party.Key}）"))}。",
            $"二、评估结果。{period}结算期第{assessment.Revision}次评估于{Day(Case.ChinaDate(assessment.At))}完成，经各签约方确认，于{Day(settled.SettledOn!.Value)}结算。{(values.IsEmpty ? "" : $"{shown}{rest}。")}",
            standing.IsEmpty ? "三、补偿义务。各条款均不产生付款。" : $"三、补偿义务。{string.Join("；", standing.Select(o => $"第{o.Clause}条，{Name(settled, o.From)}付{Name(settled, o.To)}人民币{Figures(o.AmountFen)}"))}。",
        ];
        if (terms.Disclosed.Contains(Disclosure.Payments) && !standing.IsEmpty)
            paragraphs.Add($"四、支付情况。截至{Day(today)}：{string.Join("；", standing.Select(o => $"第{o.Clause}条应付{Figures(o.AmountFen)}，付款期限{Day(o.DueOn!.Value)}，已到账{Figures(o.ArrivedFen)}"))}。");
        paragraphs.Add("评估结果的计算依据和此后的更正，可在公开登记簿按协议编号查询。");
        paragraphs.Add("特此公告。");
        return new($"关于《{terms.Title}》{period}结算期评估和补偿结果的公告", [.. paragraphs], []);
    }

    private static string Name(Case c, string party) => c.Parties.TryGetValue(party, out var region) ? Regions.NameOf(region) : $"“{party}”";

    private static string Figures(long fen) => $"{new Money(fen).Figures()}元";

    private static string Day(DateOnly day) => ChineseDates.Day(day.ToString("yyyy-MM-dd"));
}
