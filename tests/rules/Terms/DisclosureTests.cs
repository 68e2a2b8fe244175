using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

public sealed class DisclosureTests
{
    private static string With(params string[] words) => Changed(document => document["disclosure"] = new JsonArray([.. words.Select(word => (JsonNode?)word)]));

    private static string Changed(Action<JsonNode> change)
    {
        var document = JsonNode.Parse(Agreements.Text("yulu-1"))!;
        change(document);
        return document.ToJsonString();
    }

    [Fact]
    public void An_agreement_that_says_nothing_discloses_nothing() => Agreements.Read("yulu-1").Disclosed.ShouldBeEmpty();

    [Fact]
    public void An_agreement_discloses_what_it_names() => Agreements.Checked(With("支付情况", "条款")).Disclosed.ShouldBe(["条款", "支付情况"]);

    [Fact]
    public void An_agreement_may_say_that_nothing_is_public() => Agreements.Checked(With()).Disclosed.ShouldBeEmpty();

    [Theory]
    [InlineData("评估", "word")]
    [InlineData("条款", "twice")]
    public void A_word_that_means_nothing_or_stands_twice_keeps_it_from_being_signed(string second, string code) =>
        CheckedTerms.Read(With("条款", second)).Problems.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            problem => problem.Place.ShouldBe("disclosure"), problem => problem.Code.ShouldBe(code), problem => problem.Sentence.ShouldContain(second));

    [Fact]
    public void The_text_says_what_is_public_and_a_withdrawal_is_a_difference()
    {
        TermsText.Of(With("条款", "评估结果")).ShouldContain("、公开内容\n　　条款、评估结果\n");
        TermsDifference.Of(With("条款", "评估结果"), With("条款")).Changes.ShouldBe([new("公开内容", "", "changed", "条款、评估结果", "条款")]);
    }

    [Theory]
    [InlineData("yulu-1", "410000-370000-LZ", WaterClass.III)]
    [InlineData("yulu-2", "410000-370000-LZ", WaterClass.III)]
    [InlineData("xinanjiang-1", "340000-330000-JK", null)]
    [InlineData("youshui", "500000-430000-LYZ", WaterClass.III)]
    public void The_one_class_that_a_section_is_held_against_is_its_target(string name, string section, WaterClass? target) =>
        (Agreements.Read(name).TargetClasses.TryGetValue(section, out var found) ? found : (WaterClass?)null).ShouldBe(target);

    [Fact]
    public void A_ladder_of_classes_sets_no_target() => Agreements.Read("chuhe").TargetClasses.ShouldBeEmpty();
}
