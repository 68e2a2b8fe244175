using System.Text.Json.Nodes;
using Basin.Registry;
using Basin.Rules.Terms;

namespace Basin.Services.Tests.Registry;

public sealed class AgreementOverlapsTests
{
    private const string Jiekou = "340000-330000-JK";

    [Fact]
    public void The_same_water_is_told_with_number_title_section_indicators_and_months()
    {
        var overlap = AgreementOverlaps.Between(Agreement("A-2"), Agreement("A-1")).ShouldHaveSingleItem();
        (overlap.No, overlap.Title, overlap.Section, overlap.From, overlap.To, overlap.Coexists)
            .ShouldBe(("A-1", "新安江流域水环境补偿协议（第一轮）", Jiekou, "2012-01", "2014-12", false));
        overlap.Indicators.ShouldBe(["高锰酸盐指数", "氨氮", "总氮", "总磷"]);
    }

    [Theory]
    [InlineData("A-1", "A-2", true)]
    [InlineData("A-1", "A-9", false)]
    [InlineData("A-9", "A-2", false)]
    public void They_stand_beside_each_other_only_when_each_names_the_other(string inNew, string inOld, bool coexist) =>
        AgreementOverlaps.Between(Agreement("A-2", inNew), Agreement("A-1", inOld)).ShouldHaveSingleItem().Coexists.ShouldBe(coexist);

    [Fact]
    public void Other_months_are_no_overlap() =>
        AgreementOverlaps.Between(Agreement("A-2"), Of("A-1", document => document["term"] = new JsonObject { ["from"] = "2015-01-01", ["to"] = "2015-12-31" })).ShouldBeEmpty();

    [Fact]
    public void A_document_that_cannot_be_read_is_taken_to_pay_for_everything_at_its_sections()
    {
        var overlap = AgreementOverlaps.Between(Agreement("A-2", "A-1"), Agreement("A-1", "A-2") with { Document = "{}" }).ShouldHaveSingleItem();
        (overlap.Section, overlap.From, overlap.To, overlap.Coexists).ShouldBe((Jiekou, "2012-01", "2014-12", false));
        overlap.Indicators.ShouldBeEmpty();
        AgreementOverlaps.Between(Agreement("A-2"), Agreement("A-1") with { Document = "{}", From = new(2015, 1, 1), To = new(2015, 12, 31) }).ShouldBeEmpty();
    }

    private static Agreement Agreement(string no, params string[] coexists) =>
        Of(no, document => document["coexists"] = new JsonArray([.. coexists.Select(other => (JsonNode?)other)]));

    private static Agreement Of(string no, Action<JsonNode> change)
    {
        var document = JsonNode.Parse(File.ReadAllText(Delivered("xinanjiang-1.json")))!;
        change(document);
        var terms = CheckedTerms.Read(document.ToJsonString()).Terms.ShouldNotBeNull();
        return new(
            no, 1, terms.Canonical, terms.Sha256, terms.Title, [.. terms.Parties.Select(party => new Agreement.Party(party.Key, party.Value))],
            [.. terms.Sections.Select(section => new Agreement.SectionName(section.Key, section.Value))], terms.From, terms.To, "340000-EE", DateTimeOffset.UnixEpoch, [], null);
    }

    private static string Delivered(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "deploy", "agreements", name);
    }
}
