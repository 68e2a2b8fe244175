using System.Text.Json.Nodes;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>
/// The content of a notice: what is hashed, signed, receipted, printed and turned into other forms. One builder for each kind, pure; amounts and dates
/// are text, only counts are numbers.
/// </summary>
public static class NoticeContent
{
    public static JsonObject Of(NoticeHead head, NoticeFacts facts)
    {
        var (kind, title, addressees, copies, about) = facts switch
        {
            NoticeFacts.Assessment f => (NoticeKind.Assessment, $"关于{Subject(head)}评估结果的通知", Bureaus(head), Finances(head), Of(head, f)),
            NoticeFacts.Payment f => (NoticeKind.Payment, $"关于{Subject(head)}补偿资金的结算通知书", Finances(head, f.From, f.To), Bureaus(head, f.From, f.To), Of(head, f)),
            NoticeFacts.Difference f => (NoticeKind.Difference, $"关于{Subject(head)}补偿资金差额的结算通知书", Finances(head, f.From, f.To), Bureaus(head, f.From, f.To), Of(head, f)),
            NoticeFacts.Advance f => (NoticeKind.Advance, $"关于{Subject(head)}预付补偿资金的通知书", Finances(head, f.From, f.To), Bureaus(head, f.From, f.To), Of(head, f)),
            NoticeFacts.Surcharge f => (NoticeKind.Surcharge, $"关于{Subject(head)}补偿资金逾期加收的通知书", Finances(head, f.From, f.To), Bureaus(head, f.From, f.To), Of(head, f)),
            NoticeFacts.Receipt f => (NoticeKind.Receipt, $"关于签收{f.Number}的回执", Finances(head), [], Of(f)),
            NoticeFacts.Overdue f => (NoticeKind.Overdue, $"关于{Subject(head)}补偿资金逾期未付的催告通知书", Finances(head, f.From), Finances(head, f.To), Of(head, f)),
            NoticeFacts.Withholding f => (NoticeKind.Withholding, $"关于{Subject(head)}逾期补偿资金的扣缴通知书", Finances(head, f.From, f.To), Bureaus(head, f.From, f.To), Of(head, f)),
            NoticeFacts.Objection f => (NoticeKind.Objection, $"关于对{Subject(head)}评估结果提出异议的通知", Bureaus(head), Finances(head), Of(head, f)),
            NoticeFacts.ObjectionReminder f => (NoticeKind.ObjectionReminder, $"关于办理{Subject(head)}评估异议的提醒通知", Acting(head, f), Finances(head), Of(f)),
            NoticeFacts.Ruling f => (NoticeKind.Ruling, $"关于{Subject(head)}评估异议的裁定通知书", Bureaus(head), Finances(head), Of(head, f)),
            NoticeFacts.Announcement f => (NoticeKind.Announcement, f.Subject, [], [], Of(f)),
            NoticeFacts.DutyOverdue f => (NoticeKind.DutyOverdue, $"关于《{head.AgreementTitle}》“{f.Name}”逾期未履行的催告通知书", Bureaus(head, f.From), Bureaus(head, f.To), Of(f)),
            NoticeFacts.FundOrder f => (NoticeKind.FundOrder, $"关于{Subject(head)}{f.Party}补偿资金使用的处理决定书", Finances(head, f.Party), Bureaus(head), Of(f)),
            _ => throw new ArgumentOutOfRangeException(nameof(facts), facts, "unknown kind of notice"),
        };
        var content = new JsonObject
        {
            ["kind"] = kind,
            ["number"] = head.Number,
            ["id"] = Notice.IdOf(head.Year, head.Serial),
            ["title"] = title,
            // In whose name the exchange settles: the common superior, who admits the organisations.
            ["issuer"] = head.Issuer is null ? null : new JsonObject { ["code"] = head.Issuer.Code, ["name"] = head.Issuer.Name },
            ["addressees"] = Names(addressees),
            ["copies"] = Names(copies),
            ["agreement"] = head.Agreement,
            ["agreementTitle"] = head.AgreementTitle,
            ["documentSha256"] = head.DocumentSha256,
            ["period"] = head.Period,
            ["issuedOn"] = Day(head.IssuedOn),
        };
        foreach (var (name, value) in about) content[name] = value?.DeepClone();
        return content;
    }

    /// <summary><c>《…协议》2024年结算期</c>.</summary>
    private static string Subject(NoticeHead head) => $"《{head.AgreementTitle}》{ChineseDates.Period(head.Period)}结算期";

    private static JsonObject Of(NoticeHead head, NoticeFacts.Assessment f) => new()
    {
        ["assessment"] = f.Revision,
        ["assessedOn"] = Day(f.AssessedOn),
        ["payments"] = new JsonArray([.. f.Payments.Select(p => new JsonObject
        {
            ["clause"] = p.Clause, ["from"] = p.From, ["to"] = p.To,
            ["amountFen"] = p.AmountFen?.ToString(), ["amountFigures"] = p.AmountFen is { } fen ? Figures(fen) : null, ["amountCapitals"] = p.AmountFen is { } money ? new Money(money).Capitals() : null,
        })]),
        ["gaps"] = Names(f.Gaps.Select(gap => gap.Split(' ', 2) is [var section, var rest] ? $"{head.NameOf(section)} {rest}" : gap)),
        ["explanationSha256"] = f.ExplanationSha256,
        ["rulesEdition"] = f.RulesEdition,
        ["silenceEndsOn"] = f.SilenceEndsOn is { } day ? Day(day) : null,
    };

    private static JsonObject Of(NoticeHead head, NoticeFacts.Payment f)
    {
        var content = Owed(head, f.Obligation, f.Clause, f.From, f.To, f.AmountFen, f.ObligedOn, f.DueOn);
        content["assessment"] = f.AssessmentNo;
        content["explanationSha256"] = f.ExplanationSha256;
        if (f.ObjectionNo is { } objection) content["objection"] = objection;
        if (f.Silent is { } silent) content["silent"] = Names(silent);
        if (f.ReturnedFen is { } returned) (content["returnedFen"], content["returnedFigures"]) = (returned.ToString(), Figures(returned));
        if (f.SetOffFen is not { } setOff) return content;
        content["setOffFen"] = setOff.ToString();
        content["setOffFigures"] = Figures(setOff);
        content["assessedFigures"] = Figures(checked(f.AmountFen + setOff - (f.ReturnedFen ?? 0)));
        return content;
    }

    private static JsonObject Of(NoticeHead head, NoticeFacts.Advance f) => Owed(head, f.Obligation, f.Clause, f.From, f.To, f.AmountFen, f.ObligedOn, f.DueOn);

    private static JsonObject Of(NoticeHead head, NoticeFacts.Surcharge f)
    {
        var content = Owed(head, f.Obligation, f.Clause, f.From, f.To, f.AmountFen, f.ObligedOn, f.DueOn);
        content["lateFor"] = f.LateFor;
        content["notice"] = f.Notice;
        content["wasDueOn"] = Day(f.WasDueOn);
        content["graceDays"] = f.GraceDays;
        content["unpaidFen"] = f.UnpaidFen.ToString();
        content["unpaidFigures"] = Figures(f.UnpaidFen);
        content["rate"] = f.Rate;
        if (f.DemandedFen is not { } demanded) return content;
        content["demandedFen"] = demanded.ToString();
        content["demandedFigures"] = Figures(demanded);
        return content;
    }

    /// <summary>What every notice says by which something falls due.</summary>
    private static JsonObject Owed(NoticeHead head, int obligation, string clause, string from, string to, long fen, DateOnly obligedOn, DateOnly dueOn)
    {
        var content = new JsonObject
        {
            ["clause"] = clause,
            ["obligation"] = obligation,
            ["amountFen"] = fen.ToString(),
            ["amountFigures"] = Figures(fen),
            ["amountCapitals"] = new Money(fen).Capitals(),
            ["obligedOn"] = Day(obligedOn),
            ["dueOn"] = Day(dueOn),
        };
        return WithSides(content, head, from, to);
    }

    /// <summary>Payer and payee; the provinces' budget accounts are those of parties only.</summary>
    private static JsonObject WithSides(JsonObject content, NoticeHead head, string from, string to)
    {
        (content["payer"], content["payee"]) = (Party(head, from), Party(head, to));
        if (Named(head, from).IsParty) content["payerBudgetAccount"] = $"{BudgetAccount.Expenditure}";
        if (Named(head, to).IsParty) content["payeeBudgetAccount"] = $"{BudgetAccount.Income}";
        return content;
    }

    private static JsonObject Of(NoticeHead head, NoticeFacts.Difference f)
    {
        var whole = f.AmountFen + (f.SetOffFen ?? 0);
        if (f.CorrectedFen - f.SettledFen != whole) throw new ArgumentException($"{f.CorrectedFen} less {f.SettledFen} is not {whole}.", nameof(f));
        if (f.Parts.Sum(part => part.AmountFen) != whole) throw new ArgumentException($"The parts sum to {f.Parts.Sum(part => part.AmountFen)}, not to {whole}.", nameof(f));
        var content = Of(head, new NoticeFacts.Payment(f.Obligation, f.Clause, f.From, f.To, f.AmountFen, f.AssessmentNow, f.ExplanationSha256, f.ObligedOn, f.DueOn));
        content["assessmentBefore"] = f.AssessmentBefore;
        content["settledFen"] = f.SettledFen.ToString();
        content["settledFigures"] = Figures(f.SettledFen);
        content["correctedFen"] = f.CorrectedFen.ToString();
        content["correctedFigures"] = Figures(f.CorrectedFen);
        content["reason"] = f.Reason;
        if (f.SetOffFen is { } setOff) (content["setOffFen"], content["setOffFigures"]) = (setOff.ToString(), Figures(setOff));
        content["parts"] = new JsonArray([.. f.Parts.Select(p => new JsonObject
        {
            ["month"] = p.Month, ["indicator"] = p.Indicator, ["clause"] = p.Clause, ["amountFen"] = p.AmountFen.ToString(), ["amountFigures"] = Figures(p.AmountFen),
        })]);
        return content;
    }

    private static JsonObject Of(NoticeFacts.Receipt f) => new()
    {
        ["notice"] = f.Notice, ["noticeNumber"] = f.Number, ["noticeKind"] = f.NoticeKind, ["noticeSha256"] = f.ContentSha256,
        ["receiptedBy"] = f.By, ["receiptedRegion"] = f.Region, ["receiptKeyId"] = f.KeyId, ["receiptSignature"] = f.Signature, ["receiptedOn"] = Day(f.ReceiptedOn),
    };

    private static JsonObject Of(NoticeHead head, NoticeFacts.Overdue f) => WithSides(
        new()
        {
            ["notice"] = f.Notice, ["noticeNumber"] = f.Number, ["clause"] = f.Clause, ["obligation"] = f.Obligation,
            ["amountFen"] = f.AmountFen.ToString(), ["amountFigures"] = Figures(f.AmountFen),
            ["unpaidFen"] = f.UnpaidFen.ToString(), ["unpaidFigures"] = Figures(f.UnpaidFen), ["unpaidCapitals"] = new Money(f.UnpaidFen).Capitals(),
            ["dueOn"] = Day(f.DueOn), ["asOf"] = Day(f.AsOf),
        },
        head, f.From, f.To);

    private static JsonObject Of(NoticeHead head, NoticeFacts.Withholding f) => WithSides(
        new()
        {
            ["clause"] = f.Clause, ["obligation"] = f.Obligation, ["reference"] = f.Reference, ["paidOn"] = Day(f.PaidOn), ["notice"] = f.Notice, ["wasDueOn"] = Day(f.WasDueOn),
            ["amountFen"] = f.AmountFen.ToString(), ["amountFigures"] = Figures(f.AmountFen), ["amountCapitals"] = new Money(f.AmountFen).Capitals(),
            ["unpaidFen"] = f.UnpaidFen.ToString(), ["unpaidFigures"] = Figures(f.UnpaidFen),
        },
        head, f.From, f.To);

    private static JsonObject Of(NoticeHead head, NoticeFacts.Objection f)
    {
        var content = new JsonObject { ["objection"] = f.Number, ["assessment"] = f.AssessmentNo, ["party"] = f.Party, ["reason"] = f.Reason, ["objectedOn"] = Day(f.ObjectedOn), ["subject"] = Words(head, f.Subject) };
        if (f.Evidence is { IsEmpty: false } evidence) content["evidence"] = new JsonArray([.. evidence.Select(file => new JsonObject { ["name"] = file.Name, ["sha256"] = file.Sha256 })]);
        if (f.EndsOn is { } end) content["endsOn"] = Day(end);
        return content;
    }

    /// <summary>What is contested, as it stands on the paper.</summary>
    private static string Words(NoticeHead head, ObjectionSubject? subject) => subject switch
    {
        { Kind: Contested.Month } s => $"{head.NameOf(s.Section!)}断面{ChineseDates.Period(s.Month!)}{s.Indicator ?? "各项指标"}的月度数据",
        { Kind: Contested.Reading } s => $"{head.NameOf(s.Section!)}断面自动站{s.Station}{ChineseDates.Minute(s.Time!.Value)}的{s.Indicator}读数",
        { Kind: Contested.Formula } s => $"协议第{s.Clause}条的适用",
        { Kind: Contested.Incident } s => $"“{s.Fact}”的认定",
        _ => "评估结果整体",
    };

    private static JsonObject Of(NoticeFacts.ObjectionReminder f) => new()
    {
        ["objection"] = f.Number, ["assessment"] = f.AssessmentNo, ["party"] = f.Party, ["stage"] = f.Stage == ObjectionStage.Negotiation ? "协商" : "协调",
        ["objectedOn"] = Day(f.ObjectedOn), ["endsOn"] = Day(f.EndsOn), ["asOf"] = Day(f.AsOf), ["passed"] = f.AsOf > f.EndsOn,
    };

    private static JsonObject Of(NoticeHead head, NoticeFacts.Ruling f)
    {
        var content = new JsonObject
        {
            ["objection"] = f.Number, ["assessment"] = f.AssessmentNo, ["party"] = f.Party, ["reason"] = f.Reason, ["ruling"] = f.Decision,
            ["objectedOn"] = Day(f.ObjectedOn), ["ruledOn"] = Day(f.RuledOn), ["subject"] = Words(head, f.Subject),
        };
        if (f.Order is { } order) content["order"] = order;
        return content;
    }

    private static JsonObject Of(NoticeFacts.Announcement f) => new() { ["paragraphs"] = Names(f.Paragraphs), ["attachments"] = Names(f.Attachments) };

    private static JsonObject Of(NoticeFacts.DutyOverdue f)
    {
        var content = new JsonObject
        {
            ["duty"] = f.Name, ["way"] = f.Way, ["by"] = f.From, ["for"] = f.To, ["what"] = f.What, ["dueOn"] = Day(f.DueOn), ["asOf"] = Day(f.AsOf),
        };
        if (f.Proof is { } proof) content["proof"] = proof;
        if (f.Clause is { } clause) content["clause"] = clause;
        return content;
    }

    private static JsonObject Of(NoticeFacts.FundOrder f)
    {
        var content = new JsonObject { ["order"] = f.Number, ["party"] = f.Party, ["measure"] = Chinese(f.Measure), ["reason"] = f.Reason, ["orderedOn"] = Day(f.OrderedOn) };
        if (f.Reference is { } reference) content["reference"] = reference;
        if (f.DueOn is { } due) content["dueOn"] = Day(due);
        if (f.AmountFen is { } fen) (content["amountFen"], content["amountFigures"], content["amountCapitals"]) = (fen.ToString(), Figures(fen), new Money(fen).Capitals());
        return content;
    }

    /// <summary>The words of 生态保护补偿条例 art. 31.</summary>
    private static string Chinese(FundMeasure measure) => measure switch
    {
        FundMeasure.Correct => "责令改正",
        FundMeasure.Slow => "暂缓拨付",
        FundMeasure.Cut => "核减",
        FundMeasure.Stop => "停止拨付",
        FundMeasure.Recover => "收回",
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "unknown measure"),
    };

    private static JsonObject Party(NoticeHead head, string name)
    {
        var party = Named(head, name);
        var side = new JsonObject { ["party"] = party.Party, ["region"] = party.Region, ["financeDepartment"] = party.Finance };
        if (!party.IsParty) side["isParty"] = false;
        return side;
    }

    private static NoticeParty Named(NoticeHead head, string name) => head.Parties.Single(p => p.Party == name);

    /// <summary>Of the named in that order, or of all; who stands for several of them is named once.</summary>
    private static IEnumerable<string> Finances(NoticeHead head, params string[] parties) => Chosen(head, parties).Select(p => p.Finance ?? $"{p.Party}财政部门").Distinct();

    private static IEnumerable<string> Bureaus(NoticeHead head, params string[] parties) => Chosen(head, parties).Where(p => p.IsParty).Select(p => p.Bureau ?? $"{p.Party}生态环境部门").Distinct();

    /// <summary>Who has to act on an objection: the parties, and from coordination on the common superior too.</summary>
    private static IEnumerable<string> Acting(NoticeHead head, NoticeFacts.ObjectionReminder f) =>
        f.Stage == ObjectionStage.Coordination && head.Issuer is { } superior ? Bureaus(head).Prepend(superior.Name) : Bureaus(head);

    private static IEnumerable<NoticeParty> Chosen(NoticeHead head, string[] parties) => parties.Length == 0 ? head.Parties : parties.Select(name => Named(head, name));

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);

    private static string Figures(long fen) => new Money(fen).Figures() + "元";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd");
}
