using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Exchange;

public sealed class StatisticsTests
{
    [Fact]
    public void Sections_basins_and_provinces_each_have_their_rate_change_and_place()
    {
        var table = ComplianceTable.Of(2024, [Section("A", "XAJ", "340000", "Ⅱ Ⅳ", "Ⅳ Ⅳ"), Section("B", "XAJ", "340000", "Ⅲ -", "Ⅱ Ⅱ"), Section("C", "DJ", "360000", "- -", "Ⅱ Ⅱ")]);
        Rows(table, "sections").ShouldBe(["A 50.0 50.0 2", "B 100.0 0.0 1", "C   "]);
        Rows(table, "basins").ShouldBe(["DJ   ", "XAJ 66.7 33.3 1"]);
        Rows(table, "provinces").ShouldBe(["安徽省 66.7 33.3 1", "江西省   "]);
        table.Json["sections"]![1]!["unknown"]![0]!["month"]!.GetValue<string>().ShouldBe("2024-02");
        (table.Rows.Count, table.Rows.Select(row => row.Length).Distinct().Single()).ShouldBe((3 + 2 + 2 + 1, table.Columns.Length));
    }

    [Fact]
    public void The_table_of_a_section_says_what_it_is_held_against()
    {
        var row = ComplianceTable.Of(2024, [Section("A", "XAJ", "340000", "Ⅱ", "Ⅱ")]).Rows[0];
        row[..5].ShouldBe(["断面", "A", "街口", "Ⅲ", "协议XAJ"]);
    }

    [Fact]
    public void A_region_sees_its_own_row_and_the_proof_over_all()
    {
        var legs = Entries.ObligationDue(Account.Party("330000"), Account.Party("340000"), Account.Clearing("XAJ"), new(100))
            .Select(leg => new LegSum(leg.Account, "XAJ", 2024, new(2025, 3, 31), leg.Book, PostingKind.ObligationDue, leg.Amount < Money.Zero, leg.Amount)).ToList();
        var own = ReadFunds.Of(legs, "340000", new(2025, 4, 1));
        own.Json["balanced"]!.GetValue<bool>().ShouldBeTrue();
        own.Rows.ShouldHaveSingleItem().ShouldBe(["XAJ", "2024", "party:340000", "安徽省", "0", "0", "0", "0", "100", "0", "100"]);
        ReadFunds.Of(legs, null, new(2025, 4, 1)).Rows[0].ShouldBe(["XAJ", "2024", "party:330000", "浙江省", "100", "0", "100", "100", "0", "0", "0"]);
    }

    [Fact]
    public void A_report_says_the_same_in_every_form()
    {
        var report = Report();
        report.Parts.Single(part => part.Heading == "付款").Rows.ShouldHaveSingleItem()[1].ShouldBe("P-1");
        report.Parts.Single(part => part.Heading == "水质类别与同比").Rows.ShouldHaveSingleItem()[2..].ShouldBe(["Ⅰ", "Ⅲ", "有所好转"]);
        var (text, html, json) = (ReportForms.Text(report), ReportForms.Html(report), ReportForms.Json(report).ToJsonString(NoticeView.Json));
        foreach (var part in report.Parts)
        {
            ReportForms.English(part.Heading).ShouldNotBeEmpty(part.Heading);
            if (part.Heading != "月均值") part.Columns.ShouldAllBe(column => ReportForms.English(column).Length > 0, part.Heading);
        }

        foreach (var said in report.Parts.SelectMany(part => part.Rows.SelectMany(row => row).Concat(part.Sentences).Append(part.Heading)))
        {
            text.ShouldContain(said.ReplaceLineEndings(" "));
            html.ShouldContain(System.Net.WebUtility.HtmlEncode(said));
            json.ShouldContain(said);
        }
    }

    [Fact]
    public void A_table_says_each_heading_in_both_languages_and_at_each_field_and_parts_no_date_code_or_amount()
    {
        string[] row = ["2025年12月31日", PublicPage.Link("/x", "JZM-2024"), "\t1,000.00", "河道治理工程按合同支付", "", "2025-12-31"];
        var page = new PublicPage("表", "", back: false).Table(["日期 Day", "编号 Number", "金额（元） Amount", "说明", "空 Empty", "日 Day"], [row]).ToString();
        page.ShouldContain("<th scope=\"col\">日期<small>Day</small></th>");
        page.ShouldContain("<th scope=\"col\" class=\"number\">金额（元）<small>Amount</small></th><th scope=\"col\">说明</th>");
        page.ShouldContain("<td class=\"whole\" data-label=\"日期 Day\"><span>2025年12月31日</span></td><td class=\"whole\" data-label=\"编号 Number\"><span><a href=\"/x\">JZM-2024</a></span></td>");
        page.ShouldContain("<td class=\"number\" data-label=\"金额（元） Amount\"><span>1,000.00</span></td><td data-label=\"说明\">");
        page.ShouldContain("<td class=\"none\" data-label=\"空 Empty\">");
        page.ShouldContain("<td class=\"whole\" data-label=\"日 Day\">");
    }

    [Fact]
    public void A_printed_report_holds_everything_within_the_margins_and_repeats_the_head_of_a_table_on_its_next_page()
    {
        var report = Report();
        var payments = report.Parts.Single(part => part.Heading == "付款");
        var many = payments with { Rows = [.. Enumerable.Range(1, 200).Select(number => payments.Rows[0].SetItem(1, $"凭证-{number}"))] };
        var pages = ReportPaper.Of(report with { Parts = report.Parts.Replace(payments, many) }, (_, rune) => rune.IsAscii ? 520 : 1000);
        var (standard, texts) = (PaperStandard.Current, pages.SelectMany(page => page.Texts).ToList());
        texts.ShouldAllBe(text => text.Xs[0] >= standard.MarginLeft && text.End <= standard.MarginLeft + standard.TextWidth);
        pages.ShouldAllBe(page => page.Rules.All(rule => rule.Y <= standard.MarginTop + standard.TextHeight) && page.Texts.All(text => text.Baseline < standard.PageHeight));
        texts.Count(text => text.Text == "凭证号").ShouldBeGreaterThan(1);
        var printed = string.Concat(texts.Select(text => text.Text)).Replace(" ", "", StringComparison.Ordinal);
        foreach (var said in report.Parts.Select(part => part.Heading).Append("凭证-1").Append("凭证-200").Append("—1—")) printed.ShouldContain(said);
    }

    [Fact]
    public void Nothing_of_a_document_is_markup_on_a_page() =>
        new PublicPage("<b>", "&", back: true).Section("<i>", "").Table(["<u>"], [[PublicPage.Text("<script>")]]).Folded("<a>", "</pre>").ToString()
            .ShouldSatisfyAllConditions(page => page.ShouldNotContain("<script"), page => page.ShouldNotContain("<b>"), page => page.ShouldNotContain("<i>"), page => page.ShouldNotContain("<u>"), page => page.ShouldContain("&lt;/pre&gt;"));

    [Fact]
    public void The_whole_country_is_named_and_is_no_code()
    {
        var legs = Entries.ObligationDue(Account.Party("100000"), Account.Pot("JZJ-2023", "引导资金"), Account.Clearing("JZJ"), new(100))
            .Select(leg => new LegSum(leg.Account, "JZJ", 2024, new(2025, 3, 31), leg.Book, PostingKind.ObligationDue, leg.Amount < Money.Zero, leg.Amount)).ToList();
        ReadFunds.Of(legs, null, new(2025, 4, 1)).Rows.Select(row => row[3]).ShouldBe(["中央", "引导资金"]);
    }

    private static EvaluationReport Report()
    {
        var terms = DisclosedTerms.Of();
        var signed = new KnownTerms("XAJ/1", "XAJ", 1, terms.Canonical, terms.Sha256, RegisterCases.Now);
        return EvaluationReport.Of(RegisterCases.After(RegisterCases.Paid), signed, terms, [Known(2024, 1.2m)], [Known(2023, 5.8m)]);
    }

    internal static KnownSectionMonth Known(int year, decimal permanganate, int month = 12)
    {
        var facts = new MonthFacts("340000-330000-JK", new(year, month), 1, WaterBody.River, ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("高锰酸盐指数", new MonthMean(permanganate, 30, 31, null))]));
        return new(KnownSectionMonth.IdOf(facts), KnownSectionMonth.KeyOf(facts.Section, facts.Month), facts, "ab", RegisterCases.Now);
    }

    private static SectionYear Section(string code, string basin, string region, string now, string before)
    {
        ImmutableArray<TargetMonth> Months(string classes, int year) =>
            [.. classes.Split(' ').Select((text, month) => new TargetMonth(code, new(year, month + 1), WaterClasses.TryParse(text, out var found) ? found : null, WaterClass.III, text == "-" ? "未测" : null))];
        return new(new(code, 1, region, "330000", basin, "街口"), Regions.NameOf(region), WaterClass.III, "协议XAJ", Months(now, 2024), Months(before, 2023));
    }

    private static string[] Rows(Download table, string member) =>
        [.. table.Json[member]!.AsArray().Select(row => $"{row!["code"]} {row["percent"]} {row["change"]?["points"]} {row["place"]}")];
}
