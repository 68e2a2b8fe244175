using System.Text.Json.Nodes;
using Basin.Registry;
using Basin.Rules.Terms;

namespace Basin.Services.Tests.Registry;

public sealed class DraftAgreementTests
{
    private static TermsCheck Check(string name, Action<JsonNode>? change = null)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent!;
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.FullName, "deploy", "agreements", $"{name}.json")))!;
        change?.Invoke(document);
        var check = CheckedTerms.Read(document.ToJsonString());
        check.Problems.ShouldBeEmpty();
        return check;
    }

    [Fact]
    public void A_pot_that_always_comes_out_even_leaves_nothing_for_the_exchange_to_settle_with_it() =>
        DraftAgreement.NotServed(Check("chishui").Terms!).ShouldBeEmpty();

    [Theory]
    [InlineData("netting is not asked for", "netting")]
    [InlineData("a share stays in the pot", "clauses")]
    public void A_pot_that_may_keep_money_is_a_problem_because_only_parties_settle(string why, string changed)
    {
        var terms = Check("chishui", document =>
        {
            if (changed == "netting") document["netting"] = "两两轧差";
            else document["clauses"]!.AsArray().RemoveAt(5);
        }).Terms!;
        var problem = DraftAgreement.NotServed(terms).ShouldHaveSingleItem(why);
        problem.Code.ShouldBe("pot-not-settled");
        problem.Sentence.ShouldContain("共同资金");
    }

    [Fact]
    public void Samples_alone_can_be_all_that_counts() =>
        DraftAgreement.NotServed(Check("xinanjiang-2", document => document["data"]!["priority"] = new JsonArray("联合监测")).Terms!).ShouldBeEmpty();

    [Fact]
    public void An_agreement_can_rest_on_volumes_and_on_its_own_rules_of_validity() =>
        DraftAgreement.NotServed(Check("xinanjiang-2", document =>
        {
            (document["data"]!["validShare"], document["data"]!["validDays"]) = ("0.75", 20);
            document["clauses"]![0]!["choose"]![0]!["when"] = "水量(街口) >= 1亿m³";
        }).Terms!).ShouldBeEmpty();

    [Fact]
    public void A_draft_is_told_what_it_means()
    {
        var meaning = DraftMeaning.Of(Check("xinanjiang-2"));
        var most = meaning.Most.ShouldHaveSingleItem();
        most.Periods.ShouldBe(["2015", "2016", "2017"]);
        most.Parties.Select(party => $"{party.Party} {party.OwesFigures} {party.ReceivesFigures}").ShouldBe(["浙 200,000,000.00 100,000,000.00", "皖 100,000,000.00 200,000,000.00"], ignoreOrder: true);
        meaning.WorseWater.Select(water => water.Indicator).ShouldBe(["高锰酸盐指数", "氨氮", "总氮", "总磷"]);
        meaning.WorseWater.ShouldAllBe(water => water.Upstream == "皖" && water.Compared > 100 && water.Example == null);
    }

    [Fact]
    public void Water_whose_worsening_pays_the_upstream_party_more_is_shown()
    {
        var check = Check("xinanjiang-2", document =>
        {
            var arms = document["clauses"]![0]!["choose"]!;
            (arms[0]!["pay"], arms[1]!["pay"]) = ("补偿额", "高档补偿额");
        });
        DraftMeaning.Of(check).WorseWater.ShouldContain(water => water.Example != null && water.Example.Contains("净收由100,000,000.00元增为200,000,000.00元"));
    }
}
