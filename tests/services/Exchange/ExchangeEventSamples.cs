using Basin.Exchange;
using Basin.Hosting;

namespace Basin.Services.Tests.Exchange;

public sealed class ExchangeEventSamples
{
    private const string Assessment =
        """{"revision":1,"termsRevision":1,"facts":[{"section":"JK","month":"2024-12","revision":2,"readingsSha256":"ab"}],"payments":[{"clause":"四","from":"浙","to":"皖","amountFen":10000000000}],"gaps":[{"section":"JK","month":"2024-11","indicator":"总磷","reason":"3 of 31"}],"explanation":{"rule":"terms.assess","name":null,"formula":null,"value":"1","unit":null,"citation":"四","because":[]},"rulesEdition":"basin-rules/1","at":"2026-01-10T02:00:00+00:00"}""";

    private const string AgreedDuty = """{"kind":"共建园区","by":"浙","for":"皖","what":"建成投产","proof":"竣工验收文件","no":"九","dueOn":"2026-06-30","silenceDays":30}""";

    private static readonly Dictionary<string, string> Literals = new()
    {
        ["case_opened.v1"] = """{"agreement":"XAJ","period":"2024","termsRevision":1,"parties":{"浙":"330000","皖":"340000"},"needs":["JK/2024-12"],"dataDueOn":"2025-01-20","silenceDays":15,"payDays":30,"at":"2026-01-10T02:00:00+00:00"}""",
        ["section_months_missing.v1"] = """{"agreement":"XAJ","period":"2024","missing":["JK/2024-12"],"at":"2026-01-10T02:00:00+00:00"}""",
        ["fact_stated.v1"] = """{"name":"重大污染事故","value":"是","by":"100000","at":"2026-01-10T02:00:00+00:00"}""",
        ["period_assessed.v1"] = $$"""{"assessment":{{Assessment}}}""",
        ["obligation_proposed.v1"] = """{"number":1,"assessment":1,"clause":"四","from":"浙","to":"皖","amountFen":10000000000}""",
        ["assessment_confirmed.v1"] = """{"assessment":1,"party":"皖","by":"340000-EE","bySilence":false,"at":"2026-01-10T02:00:00+00:00"}""",
        ["assessment_objected.v1"] = """{"number":1,"assessment":1,"party":"皖","reason":"三月数据有误","by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["objection_position_taken.v1"] = """{"number":1,"party":"皖","text":"建议剔除","evidence":[{"name":"记录.pdf","sha256":"ab"}],"by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["objection_escalated.v1"] = """{"number":1,"endsOn":"2026-03-11","by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["objection_reminded.v1"] = """{"number":1,"stage":"Negotiation","endsOn":"2026-02-09","at":"2026-01-10T02:00:00+00:00"}""",
        ["objection_upheld.v1"] = """{"number":1,"reason":"仪器故障","order":"剔除三月五日读数后重新公布","by":"100000","at":"2026-01-10T02:00:00+00:00"}""",
        ["undisputed_released.v1"] = """{"objection":1,"assessment":1,"obligations":1,"explanation":{"rule":"terms.range","name":null,"formula":null,"value":"1","unit":null,"citation":null,"because":[]},"at":"2026-01-10T02:00:00+00:00"}""",
        ["objection_withdrawn.v1"] = """{"number":1,"by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["objection_dismissed.v1"] = """{"number":1,"reason":"数据无误","by":"100000","at":"2026-01-10T02:00:00+00:00"}""",
        ["obligation_due.v1"] = """{"number":1,"obligedOn":"2026-01-10","dueOn":"2026-02-09","notice":"2026-1","at":"2026-01-10T02:00:00+00:00"}""",
        ["ruling_carried_out.v1"] = """{"number":1,"reason":"三月数据已剔除后重新公布","by":"100000","at":"2026-01-20T02:00:00+00:00"}""",
        ["obligation_demanded.v1"] = """{"number":2,"kind":"Surcharge","clause":"八","from":"浙","to":"皖","amountFen":1000000000,"obligedOn":"2026-02-10","dueOn":"2026-03-12","notice":"2026-2","lateFor":1,"at":"2026-02-10T02:00:00+00:00"}""",
        ["surcharge_waived.v1"] = """{"obligation":2,"reason":"已按期支付","by":"340000-FIN","at":"2026-02-11T02:00:00+00:00"}""",
        ["payment_proposed.v1"] = """{"obligation":1,"reference":"P-1","amountFen":10000000000,"paidOn":"2026-01-10","withheld":false,"by":"330000-FIN","person":"张三","at":"2026-01-10T02:00:00+00:00"}""",
        ["payment_returned.v1"] = """{"obligation":1,"reference":"P-1","reason":"金额有误","by":"330000-FIN","person":"李四","at":"2026-01-10T02:00:00+00:00"}""",
        ["payment_recorded.v1"] = """{"obligation":1,"reference":"P-1","amountFen":10000000000,"paidOn":"2026-01-10","by":"330000-FIN","at":"2026-01-10T02:00:00+00:00"}""",
        ["payment_confirmed.v1"] = """{"obligation":1,"reference":"P-1","by":"340000-FIN","at":"2026-01-10T02:00:00+00:00"}""",
        ["payment_rejected.v1"] = """{"obligation":1,"reference":"P-1","reason":"未到账","by":"340000-FIN","at":"2026-01-10T02:00:00+00:00"}""",
        ["case_closed.v1"] = """{"at":"2026-01-10T02:00:00+00:00"}""",
        ["restatement_noted.v1"] = $$"""{"assessment":{{Assessment}}}""",
        ["correction_opened.v1"] = """{"number":1,"assessment":2,"by":"100000","reason":"查实","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_opened.v1"] = $$"""{"agreement":"XAJ","name":"共建园区","period":"once","termsRevision":1,"parties":{"浙":"330000","皖":"340000"},"duty":{{AgreedDuty}},"at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_amended.v1"] = $$"""{"termsRevision":2,"parties":{"浙":"330000","皖":"340000"},"duty":{{AgreedDuty}},"at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_withdrawn.v1"] = """{"termsRevision":2,"at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_reported.v1"] = """{"number":1,"fulfilledOn":"2026-01-09","text":"已建成投产","evidence":[{"name":"竣工验收.pdf","sha256":"ab"}],"by":"330000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_accepted.v1"] = """{"report":1,"by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_refused.v1"] = """{"report":1,"reason":"缺少验收文件","by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_extension_asked.v1"] = """{"number":1,"dueOn":"2026-07-30","reason":"汛期延误","party":"浙","by":"330000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_extension_granted.v1"] = """{"number":1,"dueOn":"2026-07-30","by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_extension_denied.v1"] = """{"number":1,"reason":"无正当理由","by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_waived.v1"] = """{"reason":"情况变化","by":"340000-EE","at":"2026-01-10T02:00:00+00:00"}""",
        ["duty_reminded.v1"] = """{"reminder":"OnTheDay","dueOn":"2026-06-30","at":"2026-06-30T02:00:00+00:00"}""",
        ["fund_opened.v1"] = """{"fund":{"agreement":"XAJ","period":"2024","party":"皖","region":"340000"}}""",
        ["fund_use_reported.v1"] = """{"reference":"SY-1","amountFen":10000,"purpose":"污染治理","what":"河道治理工程","usedOn":"2026-01-09","evidence":[{"name":"合同.pdf","sha256":"ab"}],"by":"340000-FIN","at":"2026-01-10T02:00:00+00:00"}""",
        ["fund_use_reversed.v1"] = """{"reference":"SY-1","reason":"金额填写有误","by":"340000-FIN","at":"2026-01-10T02:00:00+00:00"}""",
        ["fund_use_questioned.v1"] = """{"number":1,"reference":"SY-1","reason":"与用途不符","party":"浙","by":"330000-FIN","at":"2026-01-10T02:00:00+00:00"}""",
        ["fund_question_answered.v1"] = """{"question":1,"text":"见附件","evidence":[],"by":"340000-FIN","at":"2026-01-10T02:00:00+00:00"}""",
        ["fund_order_made.v1"] = """{"number":1,"measure":"Recover","reference":"SY-1","reason":"挪作他用","amountFen":10000,"dueOn":"2026-02-09","by":"100000","at":"2026-01-10T02:00:00+00:00"}""",
        ["fund_order_lifted.v1"] = """{"order":1,"reason":"已改正","by":"100000","at":"2026-01-10T02:00:00+00:00"}""",
        ["fund_recovered.v1"] = """{"order":1,"reference":"SH-1","amountFen":10000,"paidOn":"2026-01-09","by":"100000","at":"2026-01-10T02:00:00+00:00"}""",
        ["notice_issued.v1"] = """{"id":"2026-1","cursor":2026000001,"content":"{}","contentSha256":"44136f","keyId":"k","signature":"s","regions":["330000","340000"],"agreement":"XAJ","period":"2024","obligation":1,"at":"2026-01-10T02:00:00+00:00"}""",
        ["notice_receipted.v1"] = """{"region":"330000","by":"330000-FIN","keyId":"k","signature":"s","at":"2026-01-10T02:00:00+00:00"}""",
        ["register_entered.v1"] = """{"agreement":"XAJ","number":1,"part":"评估结果","period":"2024","caseVersion":3,"content":"{}","contentSha256":"44136f","stateSha256":"ab","previousSha256":"00","sha256":"cd","at":"2026-01-10T02:00:00+00:00"}""",
        ["announcement_issued.v1"] = """{"agreement":"XAJ","period":"2024","assessment":1,"notice":"2026-4","by":"100000","at":"2026-01-10T02:00:00+00:00"}""",
        ["signature_suite_chosen.v1"] = """{"organisation":"330000-FIN","suite":"SM2","at":"2026-01-10T02:00:00+00:00"}""",
        ["notice_numbers_taken.v1"] = """{"year":2026,"firstSerial":1,"count":2}""",
    };

    [Fact]
    public void An_assessment_tells_what_was_stated_where_anything_was() =>
        Samples.ShouldReadBack(typeof(Basin.Exchange.Case.Assessed), Assessment[..^1] + ""","stated":[{"name":"重大污染事故","value":"是"}]}""");

    [Fact]
    public void An_assessment_tells_what_it_comes_to_after_netting() =>
        Samples.ShouldReadBack(typeof(Basin.Exchange.Case.Assessed), Assessment[..^1] + ""","owed":[{"clause":"四","from":"浙","to":"皖","amountFen":10000000000}]}""");

    [Fact]
    public void A_restatement_tells_what_its_difference_came_from() =>
        Samples.ShouldReadBack(
            typeof(Basin.Exchange.Case.Event.RestatementNoted),
            $$"""{"assessment":{{Assessment}},"parts":[{"month":"2024-03","indicator":"总磷","clause":"四","from":"浙","to":"皖","amountFen":-100}]}""");

    [Fact]
    public void An_objection_tells_what_is_contested_and_until_when_it_is_negotiated() =>
        Samples.ShouldReadBack(
            typeof(Basin.Exchange.Case.Event.Objected),
            """{"number":1,"assessment":1,"party":"皖","reason":"三月数据有误","by":"340000-EE","at":"2026-01-10T02:00:00+00:00","subject":{"kind":"Month","section":"JK","month":"2024-03","indicator":"总磷"},"evidence":[{"name":"记录.pdf","sha256":"ab"}],"endsOn":"2026-02-09"}""");

    [Fact]
    public void A_notice_tells_its_signatures_in_further_suites_where_there_are_any() =>
        Samples.ShouldReadBack(
            typeof(Notice.Event.Issued),
            """{"id":"2026-1","cursor":2026000001,"content":"{}","contentSha256":"44136f","keyId":"k","signature":"s","regions":["330000","340000"],"agreement":"XAJ","period":"2024","obligation":1,"at":"2026-01-10T02:00:00+00:00","furtherSignatures":[{"suite":"SM2","keyId":"k2","signature":"s2"}]}""");

    [Fact]
    public void A_fact_that_was_used_tells_its_source_where_it_is_no_automatic_station() =>
        Samples.ShouldReadBack(typeof(Basin.Exchange.Case.UsedFact), """{"section":"JK","month":"2024-12","revision":2,"readingsSha256":"ab","source":"采测分离"}""");

    [Fact]
    public void An_entry_about_the_scope_tells_what_is_public_from_then_on() =>
        Samples.ShouldReadBack(
            typeof(Basin.Exchange.PublicRecord.Event.Entered),
            """{"agreement":"XAJ","number":1,"part":"公开范围","period":"","caseVersion":0,"content":"{}","contentSha256":"44136f","stateSha256":"ab","previousSha256":"00","sha256":"cd","at":"2026-01-10T02:00:00+00:00","termsRevision":2,"disclosed":["条款"]}""");

    [Fact]
    public void Every_recorded_event_reads_back_as_it_was_written()
    {
        var events = Store.EventTypes(typeof(Notice).Assembly).ToList();
        events.Select(e => e.Name).ShouldBe(Literals.Keys, ignoreOrder: true);
        foreach (var (type, name) in events) Samples.ShouldReadBack(type, Literals[name]);
    }
}
