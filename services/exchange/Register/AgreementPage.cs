using System.Globalization;
using System.Text.Json.Nodes;

namespace Basin.Exchange;

/// <summary>Everything that is public of one agreement on one page for people. Chinese first.</summary>
public static class AgreementPage
{
    /// <param name="head">As <see cref="ReadPublicAgreement"/> answers it.</param>
    /// <param name="terms">Null where the agreement does not disclose them; so are the next two.</param>
    /// <param name="history">The last page of it.</param>
    public static string Of(JsonObject head, Download? terms, Download? results, Download? payments, Download history)
    {
        var (page, address) = (new PublicPage(Plain(head["title"]), $"协议编号 Agreement {Plain(head["agreement"])}", back: true), Plain(head["address"]));
        page.Section("概况", "Overview").List(
            ("状态 Status", PublicPage.Text(head["status"])),
            ("签约方 Parties", string.Join("；", head["parties"]!.AsArray().Select(party => $"{PublicPage.Text(party!["province"])}（{PublicPage.Text(party["name"])}）"))),
            ("期限 Term", $"{Day(head["term"]!["from"])}至{Day(head["term"]!["to"])}"),
            ("流域 Basin", PublicPage.Text(head["basins"])),
            ("公开内容 Disclosed", string.Join("、", head["disclosure"]!.AsArray().Select(PublicPage.Text))),
            ("签署日 Signed", $"{Day(head["signedOn"])}，第{PublicPage.Text(head["revision"])}版"),
            ("文本 SHA-256", $"<code>{PublicPage.Text(head["documentSha256"])}</code>")).Forms(address).End();
        if (head["announcements"]!.AsArray() is { Count: > 0 } announcements) Announcements(page, announcements);
        if (results is not null) Results(page, results.Json, $"{address}/results", text => Named(text, terms?.Json["document"]?["sections"] as JsonObject));
        if (payments is not null) Payments(page, payments.Json, $"{address}/payments");
        if (terms is not null) page.Section("协议条款", "Terms").Folded("展开全文 Show the text", Plain(terms.Json["text"])).Forms($"{address}/terms").End();
        History(page, history.Json, $"{address}/history");
        return page.ToString();
    }

    private static void Announcements(PublicPage page, JsonArray announcements) => page.Section("公告", "Announcements").Table(
        ["文号 Number", "标题 Title", "成文日期 Date"],
        announcements.Select(one => new[] { PublicPage.Link(Plain(one!["paper"]), Plain(one["number"])), PublicPage.Text(one["title"]), Day(one["issuedOn"]) })).End();

    /// <param name="named">Writes the names of sections for their codes.</param>
    private static void Results(PublicPage page, JsonObject results, string address, Func<string, string> named)
    {
        page.Section("评估结果", "Results");
        if (results["periods"]!.AsArray().Count == 0) page.Note("尚无评估结果。 Nothing has been assessed yet.");
        foreach (var period in results["periods"]!.AsArray().Reverse())
        {
            var assessment = period!["assessment"]!;
            page.Heading($"{ChineseDates.Period(Plain(period["period"]))}　{Plain(period["status"])}");
            page.Note($"第{Plain(assessment["revision"])}次评估，{ChineseDates.Day(Plain(assessment["assessedOn"]))}{(period["settledOn"] is { } settled ? $"；{ChineseDates.Day(Plain(settled))}结算" : "")}{(period["restatement"] is { } noted ? $"；结算后数据更正，已作第{Plain(noted["revision"])}次评估" : "")}");
            page.Table(["评估值 Assessed", "数值 Value", "单位 Unit"], assessment["values"]!.AsArray().Select(value => new[] { PublicPage.Text(value!["name"]), PublicPage.Text(ValueText.Of(new(Plain(value["name"]), Plain(value["value"]), value["unit"]?.GetValue<string>()))), PublicPage.Text(value["unit"]) }));
            if (period["obligations"]!.AsArray() is { Count: > 0 } owed)
                page.Table(["补偿义务 Obligation", "付款方 Payer", "收款方 Payee", "金额（元） Amount", "状态 State"], owed.Select(o => new[]
                {
                    $"第{PublicPage.Text(o!["clause"])}条", PublicPage.Text(o["from"]), PublicPage.Text(o["to"]), $"\t{PublicPage.Yuan(o["amountFen"])}", PublicState.Standing(o),
                }));
            foreach (var gap in assessment["gaps"]!.AsArray()) page.Note($"不能确定：{named(Plain(gap))}");
            page.Folded("计算依据 How it came about", Plain(assessment["explanation"]));
        }

        page.Forms(address).End();
    }

    private static void Payments(PublicPage page, JsonObject payments, string address)
    {
        var owed = payments["periods"]!.AsArray().Reverse().SelectMany(period => period!["obligations"]!.AsArray().Select(o => (Period: period, Owed: o!))).ToList();
        page.Section("支付情况", "Payments");
        if (owed.Count == 0) page.Note("尚无到期的补偿义务。 Nothing is due yet.");
        else page.Table(
            ["结算期 Period", "条款 Clause", "付款方 Payer", "收款方 Payee", "应付（元） Owed", "付款期限 Last day", "未付（元） Unpaid", "已到账 Arrived"],
            owed.Select(row => new[]
            {
                PublicPage.Text(ChineseDates.Period(Plain(row.Period["period"]))), $"第{PublicPage.Text(row.Owed["clause"])}条", Side(row.Owed, "from"), Side(row.Owed, "to"),
                $"\t{PublicPage.Yuan(row.Owed["amountFen"])}", Day(row.Owed["dueOn"]), PublicState.IsWaived(row.Owed) ? "免收 Waived" : $"\t{PublicPage.Yuan(row.Owed["unpaidFen"])}",
                string.Join("<br>", row.Owed["payments"]!.AsArray().Select(payment => $"<span class=\"whole\">{Day(payment!["paidOn"])}</span> <span class=\"whole\">{PublicPage.Yuan(payment["amountFen"])}元</span>")),
            }));
        page.Forms(address).End();
    }

    private static void History(PublicPage page, JsonObject history, string address) => page.Section("变更记录", "Change history")
        .Note("每条记录与前一条以SHA-256相连：记下任何一条的摘要，就能发现此前的记录是否被改动。 Each entry is chained to the one before it.")
        .Table(
            ["序号 No.", "时间（UTC） Time", "事项 Event", "部分 Part", "结算期 Period", "本条SHA-256 Hash"],
            history["entries"]!.AsArray().Reverse().Select(entry => new[]
            {
                $"\t{PublicPage.Text(entry!["number"])}", Moment(Plain(entry["content"]?["at"])), entry["withheld"]!.GetValue<bool>() ? "不公开" : PublicPage.Text(entry["content"]!["kind"]),
                PublicPage.Text(entry["content"]?["part"]), PublicPage.Text(entry["content"]?["period"]), $"<code>{PublicPage.Text(entry["sha256"])}</code>",
            }))
        .Forms(address).End();

    /// <summary>By the terms, where they are public.</summary>
    private static string Named(string text, JsonObject? sections) =>
        sections?.Aggregate(text, (said, section) => Plain(section.Value!["code"]) is { Length: > 0 } code ? said.Replace(code, section.Key, StringComparison.Ordinal) : said) ?? text;

    private static string Moment(string at) =>
        DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? PublicPage.Whole(moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)) : PublicPage.Text(at);

    private static string Side(JsonNode owed, string side) => PublicPage.Text(owed[$"{side}Province"] ?? owed[side]);

    private static string Day(JsonNode? day) => PublicPage.Text(ChineseDates.Day(Plain(day)));

    private static string Plain(JsonNode? value) => Download.Field(value);
}
