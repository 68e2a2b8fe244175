using Basin.Exchange;
using Basin.Hosting;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Services.Tests.Exchange.Ledger;

public sealed class SeenPositionsTests
{
    [Theory]
    [InlineData("finance", "330000", "party:330000")]
    [InlineData("finance", "100000", "pot:XAJ:共同资金")]
    [InlineData("finance", "340000", "party:340000")]
    [InlineData("bureau", "360000", "")]
    [InlineData("superior", "100000", "party:330000 party:340000 pot:OTHER:共同资金 pot:XAJ:共同资金")]
    public void A_region_sees_its_own_positions_and_those_of_pots_it_keeps(string role, string region, string seen)
    {
        var owed = new GrossLeg(Account.Party("330000"), Account.Party("340000"), new(1000), PostingKind.ObligationDue, new("XAJ", "2024", 4, 1, "2026-1"));
        var found = LedgerEntryTests.Given() with { Rules = PayingRules.None with { Pots = PayingRules.None.Pots.Add("共同资金", "100000") } };
        var net = NetPositions.Of(
            Account.Clearing("XAJ"), new(2026, 2, 10),
            [
                owed with { To = Account.Pot("XAJ", "共同资金") }, owed with { From = Account.Pot("XAJ", "共同资金") },
                owed with { To = Account.Pot("OTHER", "共同资金"), Cause = new("OTHER", "2024", 4, 1, "2026-3") },
            ]);
        var caller = new Caller("X", "某厅", role, region, "k", "X");
        string.Join(' ', ReadNetPositions.Seen(net, caller, [found]).Select(position => position.Account.Id)).ShouldBe(seen);
    }
}
