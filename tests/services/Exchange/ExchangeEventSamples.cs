using Basin.Exchange;
using Basin.Hosting;

namespace Basin.Services.Tests.Exchange;

public sealed class ExchangeEventSamples
{
    private const string Assessment =
        """{"revision":1,"termsRevision":1,"facts":[{"section":"JK","month":"2024-12","revision":2,"readingsSha256":"ab"}],"payments":[{"clause":"四","from":"浙","to":"皖","amountFen":10000000000}],"gaps":[{"section":"JK","month":"2024-11","indicator":"总磷","reason":"3 of 31"}],"explanation":{"rule":"terms.assess","name":null,"formula":null,"value":"1","unit":null,"citation":"四","because":[]},"rulesEdition":"basin-rules/1","at":"2026-01-10T02:00:00+00:00"}""";

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
        ["notice_issued.v1"] = """{"id":"2026-1","cursor":2026000001,"content":"{}","contentSha256":"44136f","keyId":"k","signature":"s","regions":["330000","340000"],"agreement":"XAJ","period":"2024","obligation":1,"at":"2026-01-10T02:00:00+00:00"}""",
        ["notice_receipted.v1"] = """{"region":"330000","by":"330000-FIN","keyId":"k","signature":"s","at":"2026-01-10T02:00:00+00:00"}""",
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
    public void Every_recorded_event_reads_back_as_it_was_written()
    {
        var events = Store.EventTypes(typeof(Notice).Assembly).ToList();
        events.Select(e => e.Name).ShouldBe(Literals.Keys, ignoreOrder: true);
        foreach (var (type, name) in events) Samples.ShouldReadBack(type, Literals[name]);
    }
}
