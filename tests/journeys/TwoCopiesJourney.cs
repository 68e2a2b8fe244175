using System.Net;

namespace Basin.Journeys;

/// <summary>Two copies of a service, and two people who do the same thing in the same moment.</summary>
[Collection(HardTimes.Name)]
public sealed class TwoCopiesJourney(HardTimes times)
{
    private const string Half = "5000000000", Whole = "10000000000";

    private readonly Stack _stack = times.Stack;

    [Fact]
    public async Task Two_closers_state_a_month_once()
    {
        await using var other = await _stack.StartAnother("monitoring");
        using var scenario = await Scenario.Signed(_stack, "closers");
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 1, 6));
        // The two closers by themselves, and two bureaus who ask for it, each at another copy.
        for (var month = 1; month <= 6; month++)
        {
            var path = $"/sections/{scenario.Section}/months/{scenario.Year}-{month:D2}/close";
            var answers = await Task.WhenAll(scenario.UpstreamBureau.Post(_stack.Monitoring, path), scenario.DownstreamBureau.Post(other, path), scenario.Superior.Post(other, path));
            answers.Select(answer => answer.ShouldBeOk().Text).Distinct().Count().ShouldBe(1, "all are answered the same revision");
        }

        await Eventually.Holds(async () => (await _stack.Rows<string>("monitoring", $"select id from mt_doc_touchedmonth where id like '{scenario.Section}/{scenario.Year}-%'")).Count == 0, "every month that was touched is stated");
        // A revision is for other readings than the one before: a month may have been closed before its readings came.
        (await _stack.Rows<string>(
            "monitoring",
            $"select stream_id || ' ' || (data->'result'->>'readingsSha256') from mt_events where type in ('section_month_closed.v1', 'section_month_restated.v1') and stream_id like 'section-month/{scenario.Section}/%'"))
            .ShouldBeUnique("the same readings are stated once");
    }

    [Fact]
    public async Task Two_payers_at_once_never_pay_more_than_is_owed_nor_twice()
    {
        await using var other = await _stack.StartAnother("exchange");
        using var scenario = await Scenario.Signed(_stack, "payers");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
        await scenario.CaseIn("due");
        var payments = $"{scenario.CasePath}/obligations/1/payments";
        ServiceProcess[] copies = [_stack.Exchange, other];

        // The same payment at both copies: one payment.
        var same = await AtOnce(8, turn => scenario.DownstreamFinance.Post(copies[turn % 2], payments, Payment("SAME", Half)));
        same.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await AtOnce(8, turn => scenario.DownstreamApprover.Post(copies[turn % 2], $"{payments}/SAME/approval", Approval(Half)))).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await Unpaid(scenario)).ShouldBe(Half);

        // Eight different ones of the other half: one of them fits.
        var different = await AtOnce(8, turn => scenario.DownstreamFinance.Post(copies[turn % 2], payments, Payment($"OTHER-{turn}", Half)));
        different.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(1);
        foreach (var refused in different.Where(answer => answer.Status != HttpStatusCode.OK)) refused.ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "more-than-owed");
        var taken = Array.FindIndex(different, answer => answer.Status == HttpStatusCode.OK);
        (await AtOnce(4, turn => scenario.DownstreamApprover.Post(copies[turn % 2], $"{payments}/OTHER-{taken}/approval", Approval(Half)))).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);

        // Confirmed at both copies at once: posted once, and the case closes once.
        (await AtOnce(8, turn => scenario.UpstreamFinance.Post(copies[turn % 2], $"{payments}/{(turn < 4 ? "SAME" : $"OTHER-{taken}")}/confirmation"))).ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        await scenario.CaseIn("closed");
        (await _stack.Rows<long>("exchange", $"select (select sum(leg) from unnest(amounts_fen) leg where leg > 0)::bigint from ledger_postings where agreement = '{scenario.Agreement}' and kind = 1 order by number"))
            .ShouldBe([3 * long.Parse(Half), 3 * long.Parse(Half)], "two payments, each with its three debits");
        (await _stack.Scalar<long>("exchange", $"select count(*) from mt_events where type = 'case_closed.v1' and stream_id = 'case/{scenario.Agreement}/{scenario.Period}'")).ShouldBe(1);
        (await _stack.Scalar<long>("exchange", $"select count(*) from mt_doc_noticelisting where data->>'agreement' = '{scenario.Agreement}' and data->>'kind' = 'payment'")).ShouldBe(1);
    }

    private static object Approval(string amountFen) => new { amountFen, paidOn = "2026-01-05" };

    private static object Payment(string reference, string amountFen) => new { reference, amountFen, paidOn = "2026-01-05" };

    private static Task<Answer[]> AtOnce(int times, Func<int, Task<Answer>> call) => Task.WhenAll(Enumerable.Range(0, times).Select(turn => Task.Run(() => call(turn))));

    private async Task<string> Unpaid(Scenario scenario) =>
        (await scenario.Auditor.Get(_stack.Exchange, scenario.CasePath)).ShouldBeOk().Json["obligations"]![0]!["unpaid"]!["fen"]!.GetValue<string>();
}
