using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Basin.Exchange;

/// <summary>
/// What stands on the paper of a notice: made from its canonical content alone, so that whoever has the content prints the same paper. Contents of the
/// first notices, which lacked some fields, can be printed too.
/// </summary>
public static class NoticePaper
{
    /// <param name="content">The canonical content.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="publicUrl">Where the exchange is reached by everybody, without a slash at the end.</param>
    public static PaperText Of(string content, string sha256, string publicUrl)
    {
        var n = new Fields(JsonNode.Parse(content)!.AsObject());
        var kind = n.Text("kind");
        var issuer = n.Text("issuer.name");
        var (paragraphs, attachments) = Body(kind, n);
        return new(
            issuer.Length > 0 ? issuer : NoticeKind.Chinese(kind),
            n.Text("number"),
            n.Text("title"),
            Addressees(kind, n),
            paragraphs,
            attachments,
            issuer.Length > 0 ? issuer : "（发文机关）",
            ChineseDates.Day(n.Text("issuedOn")),
            string.Join("，", n.List("copies").Select(copy => copy!.GetValue<string>())),
            VerificationAddress(publicUrl, n.Text("id"), sha256),
            sha256);
    }

    public static string VerificationAddress(string publicUrl, string id, string sha256) => $"{publicUrl}/verify/notices/{Uri.EscapeDataString(id)}?sha256={sha256}";

    private static string Addressees(string kind, Fields n)
    {
        if (kind == NoticeKind.Announcement) return "";
        var named = string.Join("、", n.List("addressees").Select(name => name!.GetValue<string>()));
        return named.Length > 0 ? named : string.Join("、", new[] { n.Text("payer.financeDepartment"), n.Text("payee.financeDepartment") }.Where(name => name.Length > 0));
    }

    private static (ImmutableArray<string> Paragraphs, ImmutableArray<string> Attachments) Body(string kind, Fields n) => kind switch
    {
        NoticeKind.Assessment => Assessment(n),
        NoticeKind.Difference => Difference(n),
        NoticeKind.Advance => Advance(n),
        NoticeKind.Surcharge => Surcharge(n),
        NoticeKind.Receipt => Receipt(n),
        NoticeKind.Overdue => Overdue(n),
        NoticeKind.Withholding => Withholding(n),
        NoticeKind.Objection => Objection(n),
        NoticeKind.ObjectionReminder => ObjectionReminder(n),
        NoticeKind.Ruling => Ruling(n),
        NoticeKind.DutyOverdue => DutyOverdue(n),
        NoticeKind.FundOrder => FundOrder(n),
        NoticeKind.Announcement => ([.. n.List("paragraphs").Select(p => p!.GetValue<string>())], [.. n.List("attachments").Select(a => a!.GetValue<string>())]),
        _ => Payment(n),
    };

    private static (ImmutableArray<string>, ImmutableArray<string>) Payment(Fields n) => (
    [
        $"根据《生态保护补偿条例》和{Agreement(n)}，{(n.Text("objection") is { Length: > 0 } objection ? $"对{Period(n)}结算期评估结果的异议（第{objection}号）正在处理，其中无争议的部分先行支付" : $"{Period(n)}结算期的评估结果已经各签约方确认{Silent(n)}")}。现将补偿资金结算事项通知如下：",
        $"一、补偿金额。人民币{n.Text("amountFigures")}（大写：{n.Text("amountCapitals")}）。{SetOff(n)}",
        .. Sides(n),
        $"四、结算依据。{Agreement(n)}第{n.Text("clause")}条，{Period(n)}结算期第{n.Text("assessment")}次评估，补偿义务序号{n.Text("obligation")}。",
        $"五、日期。结算期为{Period(n)}；补偿义务产生于{n.Day("obligedOn")}；付款期限为{n.Day("dueOn")}，当日付款有效。",
        "六、签收与付款。请收到本通知后以本单位密钥签收，付款后登记付款记录，由收款方确认到账。",
        "特此通知。",
    ], Basis(n));

    private static string Silent(Fields n) => n.List("silent").Select(party => party!.GetValue<string>()).ToArray() is { Length: > 0 } silent
        ? $"（其中{string.Join("、", silent)}逾期未表示意见，按协议约定视为确认）" : "";

    private static string SetOff(Fields n)
    {
        var setOff = n.Text("setOffFigures") is { Length: > 0 } noticed ? $"按本次评估共应付{n.Text("assessedFigures")}，此前已通知支付的{noticed}已经扣除。" : "";
        var returned = n.Text("returnedFigures") is { Length: > 0 } back
            ? $"其中{back}为退回款：此前已通知{n.Text("payee.party")}向{n.Text("payer.party")}支付的款项，多于按本次评估应付的金额。" : "";
        return setOff + returned;
    }

    private static (ImmutableArray<string>, ImmutableArray<string>) Advance(Fields n) => (
    [
        $"根据{Agreement(n)}第{n.Text("clause")}条，{Period(n)}结算期的部分补偿资金应当在评估之前预付。现将预付事项通知如下：",
        $"一、预付金额。人民币{n.Text("amountFigures")}（大写：{n.Text("amountCapitals")}）。",
        .. Sides(n),
        $"四、清算。{Period(n)}结算期评估确认后按评估结果清算，多退少补。补偿义务序号{n.Text("obligation")}。",
        $"五、日期。结算期为{Period(n)}；预付义务产生于{n.Day("obligedOn")}；付款期限为{n.Day("dueOn")}，当日付款有效。",
        "六、签收与付款。请收到本通知后以本单位密钥签收，付款后登记付款记录，由收款方确认到账。",
        "特此通知。",
    ], [$"协议文本（编号{n.Text("agreement")}，摘要 {Short(n.Text("documentSha256"))}）"]);

    private static (ImmutableArray<string>, ImmutableArray<string>) Surcharge(Fields n) => (
    [
        $"编号{n.Text("notice")}的通知书所通知的补偿资金（补偿义务序号{n.Text("lateFor")}），付款期限为{n.Day("wasDueOn")}。{(n.Text("graceDays") == "0" ? "期限" : $"期限及宽限期{n.Text("graceDays")}日")}届满时，仍有人民币{n.Text("unpaidFigures")}未付。根据{Agreement(n)}第{n.Text("clause")}条，现将逾期加收事项通知如下：",
        $"一、加收金额。按未付金额{n.Text("unpaidFigures")}的{n.Text("rate")}加收{(n.Text("demandedFigures") is { Length: > 0 } demanded ? $"，扣除已另行通知的{demanded}" : "")}，计人民币{n.Text("amountFigures")}（大写：{n.Text("amountCapitals")}）。",
        .. Sides(n),
        $"四、日期。结算期为{Period(n)}；加收义务产生于{n.Day("obligedOn")}；付款期限为{n.Day("dueOn")}，当日付款有效。",
        "五、其他。原通知书继续有效，未付的补偿资金仍应支付。款项已按期支付而登记在后的，可由收款方或者共同上级免收。",
        "特此通知。",
    ], [$"协议文本（编号{n.Text("agreement")}，摘要 {Short(n.Text("documentSha256"))}）"]);

    private static (ImmutableArray<string>, ImmutableArray<string>) Difference(Fields n) => (
    [
        $"{Period(n)}结算期结算后，{n.Text("reason").TrimEnd('。')}。按更正后的数据第{n.Text("assessment")}次评估，与已结算的第{n.Text("assessmentBefore")}次评估相比存在差额。根据{Agreement(n)}，现将差额结算事项通知如下：",
        $"一、差额。人民币{n.Text("amountFigures")}（大写：{n.Text("amountCapitals")}）。更正前{Towards(n, "settled")}，更正后{Towards(n, "corrected")}{(n.Text("setOffFigures") is { Length: > 0 } setOff ? $"，其中无争议的{setOff}已另行通知支付" : "")}。",
        .. Sides(n),
        $"四、差额构成。{string.Join("；", n.List("parts").Select(p => new Fields(p!.AsObject())).Select(p => $"{ChineseDates.Period(p.Text("month"))}{p.Text("indicator")}，第{p.Text("clause")}条，{p.Text("amountFigures")}"))}。",
        $"五、日期。结算期为{Period(n)}；补偿义务产生于{n.Day("obligedOn")}；付款期限为{n.Day("dueOn")}，当日付款有效。",
        "六、其他。原结算通知书继续有效，本通知只结算差额。请收到后以本单位密钥签收。",
        "特此通知。",
    ], Basis(n));

    private static (ImmutableArray<string>, ImmutableArray<string>) Assessment(Fields n)
    {
        var payments = n.List("payments").Select(p => new Fields(p!.AsObject())).ToArray();
        string[] result = payments.Length == 0
            ? ["一、评估结果。各条款均不产生付款。"]
            : ["一、评估结果。" + string.Join("；", payments.Select(Result)) + "。"];
        var gaps = n.List("gaps").Select(gap => gap!.GetValue<string>()).ToArray();
        string[] reasons = gaps.Length == 0 ? [] : [$"二、不能确定的原因。{string.Join("；", gaps)}。不能确定的金额不作零计，待数据补齐后重新评估。"];
        string[] confirm = n.Text("silenceEndsOn").Length == 0 ? [] : [$"{(gaps.Length == 0 ? "二" : "三")}、确认与异议。请于{n.Day("silenceEndsOn")}（含当日）前确认或提出异议；逾期未表示意见的，按协议约定视为确认。"];
        return ([$"根据{Agreement(n)}，{Period(n)}结算期已于{n.Day("assessedOn")}完成第{n.Text("assessment")}次评估。现将评估结果通知如下：", .. result, .. reasons, .. confirm, "特此通知。"], Basis(n));
    }

    private static string Result(Fields p) => p.Text("amountFigures").Length == 0
        ? $"第{p.Text("clause")}条，{p.Text("from")}付{p.Text("to")}，金额不能确定"
        : $"第{p.Text("clause")}条，{p.Text("from")}付{p.Text("to")}，人民币{p.Text("amountFigures")}（大写：{p.Text("amountCapitals")}）";

    private static (ImmutableArray<string>, ImmutableArray<string>) Receipt(Fields n) => (
    [
        $"{n.Text("receiptedBy")}（行政区划代码{n.Text("receiptedRegion")}）已于{n.Day("receiptedOn")}收到{n.Text("noticeNumber")}《{NoticeKind.Chinese(n.Text("noticeKind"))}》，并以本单位密钥对通知内容签名。",
        $"一、签收的内容。摘要（SHA-256）：{n.Text("noticeSha256")}。",
        $"二、签收密钥。{n.Text("receiptKeyId")}。",
        $"三、签名值。{n.Text("receiptSignature")}。",
        "特此回执。",
    ], []);

    private static (ImmutableArray<string>, ImmutableArray<string>) Overdue(Fields n) => (
    [
        $"{n.Text("noticeNumber")}通知的补偿资金，付款期限为{n.Day("dueOn")}。截至{n.Day("asOf")}，仍有人民币{n.Text("unpaidFigures")}（大写：{n.Text("unpaidCapitals")}）未见付款记录。根据{Agreement(n)}第{n.Text("clause")}条，现催告如下：",
        $"一、未付金额。应付{n.Text("amountFigures")}，未付{n.Text("unpaidFigures")}。",
        .. Sides(n),
        "四、付款。请付款方立即付款并登记付款记录；已经付款的，请登记并由收款方确认。协议约定逾期责任的，从其约定。",
        "特此通知。",
    ], []);

    private static (ImmutableArray<string>, ImmutableArray<string>) Withholding(Fields n) => (
    [
        $"编号{n.Text("notice")}的通知书所通知的补偿资金（补偿义务序号{n.Text("obligation")}），付款期限为{n.Day("wasDueOn")}，逾期未付。根据{Agreement(n)}第{n.Text("clause")}条，已由共同的上级机关扣缴。现将有关事项通知如下：",
        $"一、扣缴金额。人民币{n.Text("amountFigures")}（大写：{n.Text("amountCapitals")}），凭证号{n.Text("reference")}，扣缴日期{n.Day("paidOn")}。",
        .. Sides(n),
        $"四、效力。扣缴的金额视为付款方已付、收款方已收{(n.Text("unpaidFen") == "0" ? "，本项补偿义务已经付清" : $"；仍有{n.Text("unpaidFigures")}未付，应继续支付")}。",
        "特此通知。",
    ], [$"协议文本（编号{n.Text("agreement")}，摘要 {Short(n.Text("documentSha256"))}）"]);

    private static (ImmutableArray<string>, ImmutableArray<string>) Objection(Fields n)
    {
        string[] contested = n.Text("subject") is { Length: > 0 } subject ? [$"异议事项。{subject}。"] : [];
        string[] evidence = n.List("evidence").Select(file => new Fields(file!.AsObject())).Select(file => $"{file.Text("name")}（SHA-256：{file.Text("sha256")}）").ToArray() is { Length: > 0 } files
            ? [$"证据材料。{string.Join("；", files)}。"] : [];
        var end = n.Text("endsOn").Length > 0 ? $"，协商期限至{n.Day("endsOn")}（含当日）" : "";
        return (
        [
            $"{n.Text("party")}于{n.Day("objectedOn")}对{Agreement(n)}{Period(n)}结算期第{n.Text("assessment")}次评估提出异议（第{n.Text("objection")}号）。现将有关事项通知如下：",
            .. Itemised(
            [
                .. contested, $"异议理由。{Quoted(n.Text("reason"))}", .. evidence,
                $"处理。依照《生态保护补偿条例》第十八条，由各签约方协商解决{end}；协商不成的，由共同的上级机关协调，必要时作出决定。异议处理期间，本次评估暂不确认；无争议的部分另行通知，先行支付。",
            ]),
            "特此通知。",
        ], []);
    }

    private static (ImmutableArray<string>, ImmutableArray<string>) ObjectionReminder(Fields n)
    {
        var (stage, end) = (n.Text("stage"), n.Day("endsOn"));
        return (
        [
            $"{n.Text("party")}于{n.Day("objectedOn")}对{Agreement(n)}{Period(n)}结算期第{n.Text("assessment")}次评估提出的异议（第{n.Text("objection")}号）尚未办结。依照《生态保护补偿条例》第十八条，现提醒如下：",
            n.Text("passed") == "true" ? $"一、期限。{stage}期限已于{end}届满，截至{n.Day("asOf")}仍无结果。" : $"一、期限。异议现处于{stage}阶段，期限至{end}（含当日）。",
            stage == "协商"
                ? "二、办理。请各签约方在期限内协商，并登记各自意见；期限届满未达成一致的，转由共同的上级机关协调。"
                : "二、办理。请共同的上级机关组织协调；协调不成的，依法作出裁定。",
            "三、办结之前。本次评估不予确认；无争议的部分照常支付。",
            "特此通知。",
        ], []);
    }

    private static (ImmutableArray<string>, ImmutableArray<string>) Ruling(Fields n)
    {
        var order = n.Text("order");
        string[] contested = n.Text("subject") is { Length: > 0 } subject ? [$"异议事项。{subject}。"] : [];
        return (
        [
            $"{n.Text("party")}于{n.Day("objectedOn")}对{Agreement(n)}{Period(n)}结算期第{n.Text("assessment")}次评估提出异议（第{n.Text("objection")}号）。依照《生态保护补偿条例》第十八条，现裁定如下：",
            .. Itemised(
            [
                .. contested, $"异议理由。{Quoted(n.Text("reason"))}",
                order.Length > 0
                    ? $"裁定。支持异议，在下列要求执行完毕之前评估结果不予确认：{Quoted(order)}"
                    : $"裁定。驳回异议，第{n.Text("assessment")}次评估结果维持不变。",
                $"裁定理由。{Quoted(n.Text("ruling"))}",
                $"效力。本裁定于{n.Day("ruledOn")}作出，对各签约方有约束力。{(order.Length > 0 ? "裁定执行完毕后，由各签约方另行确认。" : "确认期限自裁定之日起重新计算。")}",
            ]),
            "特此通知。",
        ], []);
    }

    private static (ImmutableArray<string>, ImmutableArray<string>) DutyOverdue(Fields n) => (
    [
        $"{Agreement(n)}{(n.Text("clause") is { Length: > 0 } clause ? $"第{clause}条" : "")}约定，{n.Text("by")}应于{n.Day("dueOn")}前（含当日）以{n.Text("way")}的方式对{n.Text("for")}履行“{n.Text("duty")}”。截至{n.Day("asOf")}，未见履行报告。现催告如下：",
        $"一、应当履行的内容。{Sentence(n.Text("what"))}",
        n.Text("proof") is { Length: > 0 } proof ? $"二、证明材料。{Sentence(proof)}" : "二、证明材料。请附能够证明履行的材料。",
        $"三、履行。请{n.Text("by")}立即履行并报告，由{n.Text("for")}验收；确需延期的，由双方商定。",
        "特此通知。",
    ], []);

    private static (ImmutableArray<string>, ImmutableArray<string>) FundOrder(Fields n)
    {
        string[] amount = n.Text("amountFigures") is { Length: > 0 } figures ? [$"金额为人民币{figures}（大写：{n.Text("amountCapitals")}）"] : [];
        string[] due = n.Text("dueOn").Length > 0 ? [$"期限为{n.Day("dueOn")}（含当日）"] : [];
        return (
        [
            $"依照《生态保护补偿条例》第三十一条，对{n.Text("party")}使用{Agreement(n)}{Period(n)}结算期补偿资金{(n.Text("reference") is { Length: > 0 } reference ? $"（使用报告{reference}）" : "")}的情况，现决定如下：",
            $"一、处理。{string.Join("，", [n.Text("measure"), .. amount, .. due])}。",
            $"二、理由。{Quoted(n.Text("reason"))}",
            $"三、效力。本决定（第{n.Text("order")}号）于{n.Day("orderedOn")}作出，不改变已经确认的补偿义务；暂缓、核减、停止拨付的，由付款方在以后各期付款时执行。",
            "特此通知。",
        ], []);
    }

    private static IEnumerable<string> Sides(Fields n) =>
    [
        $"二、付款方。{Department(n, "payer")}{Account(n, "payer", "支出科目")}。",
        $"三、收款方。{Department(n, "payee")}{Account(n, "payee", "收入科目")}。",
    ];

    private static string Account(Fields n, string side, string name) => n.Text($"{side}BudgetAccount") is { Length: > 0 } account ? $"，{name}：{account}" : "";

    /// <summary>Items with their numbers before them.</summary>
    private static IEnumerable<string> Itemised(IEnumerable<string> items) => items.Select((item, index) => $"{"一二三四五六七八九"[index]}、{item}");

    /// <summary>Who owed whom: an amount below zero went from the payee of the difference to its payer.</summary>
    private static string Towards(Fields n, string which)
    {
        var figures = n.Text($"{which}Figures");
        var (payer, payee) = (n.Text("payer.party"), n.Text("payee.party"));
        return figures.StartsWith('-') ? $"{payee}应付{payer}{figures[1..]}" : $"{payer}应付{payee}{figures}";
    }

    private static string Department(Fields n, string side)
    {
        var (name, party) = (n.Text($"{side}.financeDepartment"), n.Text($"{side}.party"));
        return $"{(name.Length > 0 ? name : $"{party}财政部门")}（{(n.Text($"{side}.isParty") == "false" ? "" : "签约方")}“{party}”，行政区划代码{n.Text($"{side}.region")}）";
    }

    private static ImmutableArray<string> Basis(Fields n) =>
        [$"计算依据（摘要 {Short(n.Text("explanationSha256"))}）", $"协议文本（编号{n.Text("agreement")}，摘要 {Short(n.Text("documentSha256"))}）"];

    /// <summary>The first digits of a hash, for the eye; the whole stands in the content.</summary>
    private static string Short(string sha256) => sha256.Length <= 16 ? sha256 : sha256[..16];

    private static string Agreement(Fields n) => n.Text("agreementTitle") is { Length: > 0 } title ? $"《{title}》" : $"协议{n.Text("agreement")}";

    private static string Period(Fields n) => ChineseDates.Period(n.Text("period"));

    /// <summary>Words of a party or of the superior, so that nobody takes them for the paper's own.</summary>
    private static string Quoted(string text) => $"“{text.ReplaceLineEndings(" ").Trim().Replace('“', '‘').Replace('”', '’')}”。";

    private static string Sentence(string text) => text.ReplaceLineEndings(" ").Trim() is var line && line.Length > 0 && line[^1] is '。' or '！' or '？' or '.' ? line : line + "。";

    /// <summary>A field that is not there is empty text.</summary>
    private sealed class Fields(JsonObject content)
    {
        public string Text(string path)
        {
            JsonNode? node = content;
            foreach (var name in path.Split('.')) node = (node as JsonObject)?[name];
            return node?.ToString() ?? "";
        }

        public string Day(string path) => ChineseDates.Day(Text(path));

        public IEnumerable<JsonNode?> List(string name) => content[name] as JsonArray ?? [];
    }
}
