using Basin.Exchange;
using Basin.Hosting;
using Basin.Rules;

namespace Basin.Services.Tests.Exchange;

public sealed class NoticeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);

    private static readonly Notice.Event.Issued Issued = new(
        "2026-1", Notice.CursorOf(2026, 1), "{}", "hash", "key", "signature", ["330000", "340000"], "XAJ", "2024", 1, Now);

    [Fact]
    public void A_notice_is_issued_once()
    {
        Notice.Decide(null, new Notice.Command.Issue(Issued)).Events.ShouldBe([Issued]);
        Notice.Decide(Found(), new Notice.Command.Issue(Issued)).Events.ShouldBeEmpty();
        Notice.Decide(Found(), new Notice.Command.Issue(Issued with { ContentSha256 = "other" })).Rejection!.Code.ShouldBe("notice-exists");
    }

    [Fact]
    public void Each_addressed_region_receipts_once_with_its_own_signature()
    {
        var receipt = new Notice.Command.Receipt("330000", "FIN", "k", "s", SignatureHolds: true, Now);
        var events = Notice.Decide(Found(), receipt).Events;
        events.ShouldHaveSingleItem().ShouldBeOfType<Notice.Event.Receipted>();
        var receipted = events.Aggregate(Found(), Notice.Apply)!;
        Notice.Decide(receipted, receipt).Events.ShouldBeEmpty();
        Notice.Decide(receipted, receipt with { Region = "340000" }).Events.Length.ShouldBe(1);
        Notice.Decide(receipted, receipt with { Region = "110000" }).Rejection!.Code.ShouldBe("not-addressed");
        Notice.Decide(Found(), receipt with { SignatureHolds = false }).Rejection!.Code.ShouldBe("signature-wrong");
        var foreign = Notice.Decide(Found(), receipt with { SignatureHolds = false, KeyIsGood = false }).Rejection!;
        (foreign.Code, foreign.Field, foreign.Value).ShouldBe(("not-your-key", "keyId", "k"));
        Notice.Decide(null, receipt).Rejection!.Kind.ShouldBe(Refusal.NotFound);
    }

    [Fact]
    public void Numbers_of_a_year_follow_each_other_without_a_gap()
    {
        NoticeRegister? register = null;
        foreach (var (count, first) in new[] { (1, 1), (3, 2), (1, 5) })
        {
            var taken = NoticeRegister.Take(register, 2026, count).Events.ShouldHaveSingleItem().ShouldBeOfType<NoticeRegister.NumbersTaken>();
            taken.FirstSerial.ShouldBe(first);
            register = NoticeRegister.Apply(register, taken);
        }

        NoticeRegister.Take(register, 2026, 0).Events.ShouldBeEmpty();
        Notice.NumberOf(2026, 12).ShouldBe("流域补偿〔2026〕12号");
        Notice.CursorOf(2027, 1).ShouldBeGreaterThan(Notice.CursorOf(2026, Notice.SerialsPerYearMax - 1));
    }

    [Theory]
    [InlineData(Notice.SerialsPerYearMax - 2, 1, true)]
    [InlineData(Notice.SerialsPerYearMax - 1, 1, false)]
    [InlineData(Notice.SerialsPerYearMax - 3, 2, true)]
    [InlineData(Notice.SerialsPerYearMax - 3, 3, false)]
    [InlineData(0, int.MaxValue, false)]
    public void No_serial_reaches_the_cursors_of_the_next_year(int last, int count, bool taken)
    {
        var register = last == 0 ? null : NoticeRegister.Apply(null, new NoticeRegister.NumbersTaken(2026, 1, last));
        if (!taken)
        {
            Should.Throw<InvalidOperationException>(() => NoticeRegister.Take(register, 2026, count, "100000")).Message.ShouldContain($"asked for {count}");
            return;
        }

        var after = NoticeRegister.Apply(register, NoticeRegister.Take(register, 2026, count, "100000").Events.ShouldHaveSingleItem())!;
        Notice.CursorOf(2026, after.LastSerial).ShouldBeLessThan(Notice.CursorOf(2027, 0));
    }

    private static Notice? Found() => Notice.Apply(null, Issued);
}
