using Basin.Exchange;
using CsCheck;

namespace Basin.Services.Tests.Exchange;

public sealed class NoticeFormTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.String[Gen.Char["浙皖,\"\n\r\t <>&;'|=~/〔〕0a"], 0, 12], Gen.Const(""), Gen.Const("null"), Gen.Const("true"), Gen.Const("007"));

    [Fact]
    public void Every_kind_reads_back_from_csv_and_xml_as_the_same_canonical_content()
    {
        foreach (var content in NoticeSamples.Facts.Select(NoticeSamples.Content))
        {
            NoticeCsv.Read(NoticeCsv.Of(content, NoticeSamples.Sha256(content))).ShouldBe(content);
            NoticeXml.Read(NoticeXml.Of(content, NoticeSamples.Sha256(content))).ShouldBe(content);
        }
    }

    [Fact]
    public void Whatever_people_wrote_comes_through_both_forms_unchanged() => Gen.Select(Texts, Texts, Gen.Long[1, long.MaxValue / 4], Gen.Int[1, 99]).Sample((reason, party, fen, number) =>
    {
        foreach (NoticeFacts facts in new NoticeFacts[]
        {
            new NoticeFacts.Ruling(number, number, party, reason, party + reason, new(2026, 1, 10), new(2026, 1, 11)),
            new NoticeFacts.Payment(number, reason, "浙", "皖", fen, number, "", new(2026, 1, 10), new(2026, 1, 11)),
            new NoticeFacts.Announcement(reason, [party, reason], []),
        })
        {
            var content = NoticeSamples.Content(facts);
            NoticeCsv.Read(NoticeCsv.Of(content, NoticeSamples.Sha256(content))).ShouldBe(content);
            NoticeXml.Read(NoticeXml.Of(content, NoticeSamples.Sha256(content))).ShouldBe(content);
        }
    }, iter: 300);

    [Fact]
    public void A_form_that_was_changed_does_not_read_back()
    {
        var content = NoticeSamples.Content(NoticeSamples.Facts[0]);
        var hash = NoticeSamples.Sha256(content);
        Should.Throw<FormatException>(() => NoticeCsv.Read(NoticeCsv.Of(content, hash).Replace("10000000032", "10000000033", StringComparison.Ordinal))).Message.ShouldContain(hash);
        Should.Throw<FormatException>(() => NoticeXml.Read(NoticeXml.Of(content, hash).Replace("10000000032", "10000000033", StringComparison.Ordinal))).Message.ShouldContain(hash);
        Should.Throw<FormatException>(() => NoticeCsv.Read("a,b\r\n1,2\r\n"));
        Should.Throw<FormatException>(() => NoticeXml.Read("<!DOCTYPE x [<!ENTITY a 'b'>]><notice xmlns='urn:basin:notice:1'>&a;</notice>"));
        Should.Throw<FormatException>(() => NoticeXml.Read("<other/>"));
    }

    [Fact]
    public void The_parts_of_a_difference_sum_to_it()
    {
        var difference = (NoticeFacts.Difference)NoticeSamples.Facts[2];
        Should.Throw<ArgumentException>(() => NoticeSamples.Content(difference with { Parts = [difference.Parts[0]] }));
        Should.Throw<ArgumentException>(() => NoticeSamples.Content(difference with { CorrectedFen = 0 }));
    }
}
