using System.Text;
using Basin.Exchange;

namespace Basin.Services.Tests.Exchange;

public sealed class PaperLayoutTests
{
    private static readonly PaperStandard Standard = PaperStandard.Current;

    public static TheoryData<int> Kinds => [.. Enumerable.Range(0, NoticeSamples.Facts.Count)];

    [Fact]
    public void The_measures_are_those_of_the_standard()
    {
        (Standard.PageWidth, Standard.PageHeight, Standard.MarginTop, Standard.MarginLeft).ShouldBe((210_000, 297_000, 37_000, 28_000));
        (Standard.TextWidth, Standard.TextHeight, Standard.LinesPerPage, Standard.CharactersPerLine).ShouldBe((156_000, 225_000, 22, 28));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_character_stands_within_the_text_area_and_only_page_numbers_below_it(int kind)
    {
        foreach (var page in Pages(NoticeSamples.Facts[kind]))
        {
            foreach (var text in page.Texts)
            {
                text.Xs.Length.ShouldBe(text.Text.EnumerateRunes().Count());
                text.Xs.Min().ShouldBeGreaterThanOrEqualTo(Standard.MarginLeft, text.Text);
                text.End.ShouldBeLessThanOrEqualTo(Standard.MarginLeft + Standard.TextWidth, text.Text);
                (text.Baseline - text.Size * 88 / 100).ShouldBeGreaterThanOrEqualTo(Standard.MarginTop, text.Text);
                if (!text.Text.StartsWith('—')) (text.Baseline + text.Size * 12 / 100).ShouldBeLessThanOrEqualTo(Standard.MarginTop + Standard.TextHeight, text.Text);
            }

            foreach (var box in page.Boxes) (box.X >= Standard.MarginLeft && box.Y >= Standard.MarginTop && box.Y + box.Height <= Standard.MarginTop + Standard.TextHeight).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_two_texts_lie_upon_each_other(int kind)
    {
        foreach (var page in Pages(NoticeSamples.Facts[kind]))
            foreach (var line in page.Texts.GroupBy(text => text.Baseline).Select(line => line.OrderBy(text => text.Xs[0]).ToArray()))
                for (var i = 1; i < line.Length; i++) line[i].Xs[0].ShouldBeGreaterThanOrEqualTo(line[i - 1].End, line[i].Text);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_word_of_the_paper_is_printed_once(int kind)
    {
        var paper = NoticeSamples.Paper(NoticeSamples.Facts[kind]);
        var printed = string.Concat(Pages(NoticeSamples.Facts[kind]).SelectMany(page => page.Texts).Where(text => text.Size == Standard.BodySize).OrderBy(_ => 0).Select(text => text.Text)).Replace(" ", "", StringComparison.Ordinal);
        foreach (var paragraph in paper.Paragraphs) printed.ShouldContain(paragraph.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_signature_never_stands_on_a_page_alone()
    {
        for (var characters = 1; characters < 900; characters += 13)
        {
            var pages = Pages(new NoticeFacts.Announcement("关于公布情况的公告", [new string('水', characters)], []));
            var last = pages[^1];
            last.Circles.Length.ShouldBe(1);
            last.Texts.ShouldContain(text => text.Text.StartsWith('水'), $"{characters} characters");
            string.Concat(pages.SelectMany(page => page.Texts).Select(text => text.Text)).Count(c => c == '水').ShouldBe(characters);
        }
    }

    [Fact]
    public void A_title_of_two_lines_is_parted_behind_the_name_of_the_agreement() =>
        Pages(NoticeSamples.Facts[1])[0].Texts.Where(text => text.Size == Standard.TitleSize).Select(text => text.Text).ShouldBe(["关于《新安江流域水环境补偿协议》", "2024年结算期评估结果的通知"]);

    [Fact]
    public void A_title_without_such_a_name_is_parted_between_words()
    {
        foreach (var title in new[] { "关于公布九洲江流域上下游横向生态保护补偿协议2023年结算期补偿资金结算情况的公告", "关于《粤桂两省区九洲江流域上下游横向生态保护补偿协议》“产业转移”逾期未履行的催告通知书" })
        {
            var lines = PaperLayout.Of(NoticeSamples.Paper(NoticeSamples.Facts[0]) with { Title = title }, NoticeSamples.Width)[0].Texts.Where(text => text.Size == Standard.TitleSize).Select(text => text.Text).ToArray();
            string.Concat(lines).ShouldBe(title);
            foreach (var word in new[] { "生态保护补偿", "补偿资金", "结算期", "产业转移", "通知书" })
                lines.Count(line => line.Contains(word, StringComparison.Ordinal)).ShouldBe(title.Contains(word, StringComparison.Ordinal) ? 1 : 0, word);
        }
    }

    [Fact]
    public void A_mark_behind_a_hash_stays_with_its_last_digit()
    {
        var lines = LineBreaking.Of(new string('a', 40) + "。", _ => 10, 200, 200);
        lines.ShouldBe([new string('a', 20), new string('a', 19), "a。"]);
    }

    [Fact]
    public void A_line_neither_begins_with_a_closing_mark_nor_ends_with_an_opening_one_nor_parts_a_number()
    {
        var lines = LineBreaking.Of("人民币100,000,000.00元（大写：壹亿元整）。请于2026年1月10日前支付，逾期按约定处理（见附件）。", _ => 10, 100, 100);
        foreach (var line in lines) ("，。、；：）".Contains(line[0]) || "（《".Contains(line[^1])).ShouldBeFalse(line);
        string.Concat(lines).ShouldContain("100,000,000.00元");
        LineBreaking.Of("金额100,000.00元", _ => 10, 100, 120).ShouldBe(["金额", "100,000.00元"]);
        LineBreaking.Of("摘要" + new string('a', 25), _ => 10, 200, 200).ShouldBe(["摘要" + new string('a', 18), new string('a', 7)]);
        LineBreaking.Of(new string('a', 25), _ => 10, 100, 100).ShouldBe([new string('a', 10), new string('a', 10), new string('a', 5)]);
    }

    [Fact]
    public void The_paper_of_a_payment_says_everything_that_is_paid_by_whom_and_why()
    {
        var paper = NoticeSamples.Paper(NoticeSamples.Facts[0]);
        (paper.Mark, paper.Number, paper.Date).ShouldBe(("生态环境部", "流域补偿〔2026〕12号", "2026年1月10日"));
        paper.Addressees.ShouldBe("浙江省财政厅、皖财政部门");
        var text = string.Concat(paper.Paragraphs);
        foreach (var said in new[] { "100,000,000.32元", "壹亿元零叁角贰分", "2302102 生态保护补偿转移性支出", "1102102 生态保护补偿转移性收入", "第四条", "2024年结算期", "2026年2月9日" }) text.ShouldContain(said);
        paper.Verification.ShouldBe($"{NoticeSamples.PublicUrl}/verify/notices/2026-12?sha256={paper.Sha256}");
    }

    [Fact]
    public void A_notice_of_the_first_form_can_be_printed_too()
    {
        const string first = """{"agreement":"XAJ","amountCapitals":"壹亿元整","amountFen":"10000000000","amountFigures":"100,000,000.00元","assessment":1,"clause":"四","dueOn":"2026-02-09","id":"2026-1","issuedOn":"2026-01-10","issuer":null,"kind":"payment","number":"流域补偿〔2026〕1号","obligation":1,"obligedOn":"2026-01-10","payee":{"financeDepartment":null,"party":"皖","region":"340000"},"payer":{"financeDepartment":"浙江省财政厅","party":"浙","region":"330000"},"period":"2024","title":"关于协议2024结算期补偿资金的结算通知书"}""";
        var paper = NoticePaper.Of(first, NoticeSamples.Sha256(first), NoticeSamples.PublicUrl);
        paper.Addressees.ShouldBe("浙江省财政厅");
        PaperLayout.Of(paper, NoticeSamples.Width).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_notice_is_the_same_pdf_to_the_byte_with_its_fonts_inside(int kind)
    {
        if (Fonts() is not { } fonts)
        {
            Assert.Skip("No Chinese font is installed here (package fonts-noto-cjk).");
            return;
        }

        var content = NoticeSamples.Content(NoticeSamples.Facts[kind]);
        var printed = new PrintedNotices(new(fonts), NoticeSamples.PublicUrl);
        var pdf = printed.Pdf(content, NoticeSamples.Sha256(content));
        new PrintedNotices(new(Fonts()!), NoticeSamples.PublicUrl).Pdf(content, NoticeSamples.Sha256(content)).ShouldBe(pdf);
        var text = Encoding.Latin1.GetString(pdf);
        text.ShouldStartWith("%PDF-1.7");
        text.ShouldContain("/FontFile3");
        text.ShouldNotContain("/CreationDate");
        foreach (var (face, character) in PaperCharacters(kind)) fonts.Of(face, character).Glyph(character).ShouldNotBe(0, $"{character}");
    }

    private static IEnumerable<(PaperFace, Rune)> PaperCharacters(int kind) =>
        Pages(NoticeSamples.Facts[kind]).SelectMany(page => page.Texts).SelectMany(text => text.Text.EnumerateRunes().Select(rune => (text.Face, rune)));

    private static IReadOnlyList<PaperPage> Pages(NoticeFacts facts) => PaperLayout.Of(NoticeSamples.Paper(facts), NoticeSamples.Width);

    private static PaperFonts? Fonts()
    {
        try
        {
            return PaperFonts.Read(_ => null);
        }
        catch (Basin.Hosting.UnusableSettingException problem)
        {
            problem.Message.ShouldContain("fonts-noto-cjk");
            return null;
        }
    }
}
