using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

public sealed class TermsDifferenceTests
{
    private static TermsDifference Changed(Action<JsonNode> change, string name = "xinanjiang-2")
    {
        var document = JsonNode.Parse(Agreements.Text(name))!;
        change(document);
        return TermsDifference.Of(Agreements.Text(name), document.ToJsonString());
    }

    [Fact]
    public void A_document_differs_from_itself_in_nothing_however_it_is_written()
    {
        var difference = TermsDifference.Of(Agreements.Text("xinanjiang-2"), Agreements.Read("xinanjiang-2").Canonical);
        difference.Changes.ShouldBeEmpty();
        difference.Unchanged.ShouldBeGreaterThan(25);
    }

    [Fact]
    public void A_changed_value_is_found_by_its_name_with_both_texts() =>
        Changed(document => document["values"]!["k0"]!["is"] = "0.90").Changes
            .ShouldBe([new("参数", "k0", "changed", "k0：0.89；来源：unconfirmed", "k0：0.90；来源：unconfirmed")]);

    [Fact]
    public void A_clause_is_found_by_its_number_though_others_moved_around_it()
    {
        var difference = Changed(document => document["clauses"]!.AsArray().Insert(0, JsonNode.Parse("""{ "no": "二", "pay": "1元", "from": "鲁", "to": "豫" }""")), "yulu-1");
        difference.Changes.ShouldBe([new("支付条款", "二", "added", null, "第二条\n计算：\n　　由鲁向豫支付：1元。")]);
    }

    [Fact]
    public void A_clause_taken_out_is_told_with_its_words()
    {
        var removed = Changed(document => document["clauses"]!.AsArray().RemoveAt(1), "yulu-1").Changes.ShouldHaveSingleItem();
        (removed.Key, removed.Kind, removed.New).ShouldBe(("四", "removed", null));
        removed.Old!.ShouldContain("限幅(降幅 * 100万元, -4000万元, 4000万元)");
    }

    [Fact]
    public void Clauses_in_another_order_are_another_document() =>
        Changed(document =>
        {
            var clauses = document["clauses"]!.AsArray();
            var first = clauses[0];
            clauses.RemoveAt(0);
            clauses.Add(first);
        }, "yulu-1").Changes.ShouldBe([new("支付条款", "", "reordered", "三、四", "四、三")]);

    [Fact]
    public void What_was_left_to_a_default_and_is_now_stated_has_changed() =>
        Changed(document => document["netting"] = "不轧差").Changes
            .ShouldBe([new("轧差", "轧差方式", "changed", "轧差方式：（未写明，按默认：不轧差）", "轧差方式：不轧差")]);

    [Fact]
    public void A_new_duty_is_added_and_leaves_the_others_as_they_were() =>
        Changed(document => document["duties"]!.AsArray().Insert(0, "浙江省参与监测。")).Changes
            .ShouldBe([new("生态保护地区的责任", "浙江省参与监测。", "added", null, "浙江省参与监测。")]);

    [Fact]
    public void The_text_says_what_changed_and_how_much_did_not()
    {
        var text = Changed(document =>
        {
            document["title"] = "新安江流域水环境补偿协议（第三轮）";
            document["define"]!["Q"] = "1";
        }).Text();
        text.ShouldStartWith("标题\n　　修改 changed\n　　　　原 old：新安江流域水环境补偿协议（第二轮）\n　　　　新 new：新安江流域水环境补偿协议（第三轮）\n");
        text.ShouldContain("定义\n　　Q　新增 added\n　　　　新 new：Q = 1\n");
        text.ShouldContain("新增 added 1，删除 removed 0，修改 changed 1，次序变更 reordered 0，未变 unchanged ");
    }

    [Fact]
    public void There_is_a_change_if_and_only_if_the_documents_differ() => Gen.Select(RandomDocuments.Any, RandomDocuments.Any, Gen.Int[0, 100]).Sample((one, other, pick) =>
    {
        var changed = one.DeepClone().AsObject();
        var (field, value) = other.ToList()[pick % other.Count];
        changed[field] = value?.DeepClone();
        var (before, after) = (one.ToJsonString(), changed.ToJsonString());
        TermsDifference.Of(before, before).Changes.ShouldBeEmpty();
        TermsDifference.Of(before, after).Changes.IsEmpty.ShouldBe(CanonicalJson.Of(before) == CanonicalJson.Of(after));
        TermsDifference.Of(before, after).Text().ShouldEndWith("\n");
    }, iter: 300);
}
