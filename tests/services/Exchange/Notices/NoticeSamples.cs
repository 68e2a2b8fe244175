using System.Text;
using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Services.Tests.Exchange;

/// <summary>Notices of every kind.</summary>
public static class NoticeSamples
{
    public const string PublicUrl = "https://exchange.example.gov.cn";

    private static readonly DateOnly Day = new(2026, 1, 10);
    private static readonly string Hash = new('7', 64);

    public static NoticeHead Head { get; } = new(
        2026, 12, "流域补偿〔2026〕12号", new("100000", "生态环境部"), "XAJ-2012", "新安江流域水环境补偿协议", new('a', 64), "2024",
        [new("浙", "330000", "浙江省生态环境厅", "浙江省财政厅"), new("皖", "340000", "安徽省生态环境厅", null)], Day);

    public static IReadOnlyList<NoticeFacts> Facts { get; } =
    [
        new NoticeFacts.Payment(1, "四", "浙", "皖", 10_000_000_032, 1, Hash, Day, Day.AddDays(30)),
        new NoticeFacts.Assessment(1, [new("四", "浙", "皖", 10_000_000_000), new("五", "浙", "皖", null)], ["街口 2024年11月总磷（有效数据3天，少于20天）"], Hash, "basin-rules/1", Day, Day.AddDays(15)),
        new NoticeFacts.Difference(
            2, "四", "皖", "浙", 123_456_789, -10_000_000_000, -9_876_543_211, 1, 2, "街口2024年3月总磷月均值经复核更正",
            [new("2024-03", "总磷", "四", 100_000_000), new("2024-04", "氨氮", "四", 23_456_789)], Hash, Day, Day.AddDays(30)),
        new NoticeFacts.Payment(3, "七、四", "浙", "皖", 4_000_000_000, 1, Hash, Day, Day.AddDays(30), 6_000_000_000),
        new NoticeFacts.Payment(1, "四", "浙", "皖", 6_000_000_000, 1, Hash, Day, Day.AddDays(30), null, 1),
        new NoticeFacts.Difference(
            3, "四", "浙", "皖", 3_000_000_000, 10_000_000_000, 15_000_000_000, 1, 2, "监测数据或认定事项更正", [new("2024-03", "总磷", "四", 5_000_000_000)], Hash, Day, Day.AddDays(30), 2_000_000_000),
        new NoticeFacts.Surcharge(3, "八", "浙", "皖", 900_000_000, 1, "2026-12", Day, 0, 10_000_000_000, "10%", Day.AddDays(6), Day.AddDays(36), 100_000_000),
        new NoticeFacts.Advance(1, "七", "浙", "皖", 6_000_000_000, new(2024, 1, 1), new(2024, 1, 31)),
        new NoticeFacts.Surcharge(2, "八", "浙", "皖", 1_000_000_003, 1, "2026-12", Day, 5, 10_000_000_032, "10%", Day.AddDays(6), Day.AddDays(36)),
        new NoticeFacts.Receipt("2026-12", "流域补偿〔2026〕12号", NoticeKind.Payment, Hash, "浙江省财政厅", "330000", "Nz1K3xYtq8bEo2m4VQ0rjz7Jd1mM9kqVw2a9Uo4Cq0s", new('S', 86), Day),
        new NoticeFacts.Overdue("2026-12", "流域补偿〔2026〕12号", 1, "四", "浙", "皖", 10_000_000_000, 5_000_000_001, Day.AddDays(30), Day.AddDays(31)),
        new NoticeFacts.Withholding(1, "四", "浙", "皖", 5_000_000_001, "KJ-1", Day.AddDays(40), "2026-12", Day.AddDays(30), 4_999_999_999),
        new NoticeFacts.Payment(4, "四", "皖", "浙", 6_000_000_000, 2, Hash, Day, Day.AddDays(30), ReturnedFen: 6_000_000_000, Silent: ["皖"]),
        new NoticeFacts.Objection(
            2, 1, "皖", "理由成立。二、裁定。支持异议", Day, new(Contested.Reading, "340000-330000-JK", "2024-03", "总磷", "ST-1", new DateTimeOffset(2024, 3, 5, 0, 0, 0, TimeSpan.Zero)),
            [new("校准记录.pdf", Hash)], Day.AddDays(30)),
        new NoticeFacts.Ruling(2, 1, "皖", "断面数据有误", "仪器故障", Day, Day.AddDays(9), "剔除三月五日读数后重新公布", new(Contested.Month, "340000-330000-JK", "2024-03")),
        new NoticeFacts.Objection(1, 1, "皖", "2024年3月总磷数据受仪器漂移影响，\n与采测分离数据（0.021 mg/L）相差较大", Day),
        new NoticeFacts.ObjectionReminder(1, 1, "皖", ObjectionStage.Negotiation, Day, Day.AddDays(30), Day.AddDays(27)),
        new NoticeFacts.ObjectionReminder(1, 1, "皖", ObjectionStage.Coordination, Day, Day.AddDays(90), Day.AddDays(91)),
        new NoticeFacts.Ruling(1, 1, "皖", "总磷数据有误", "经核查，质控记录合格，\"数据无误\"", Day, Day.AddDays(9)),
        new NoticeFacts.Announcement("关于公布新安江流域2024年度补偿资金结算情况的公告", ["现公告如下。", "一、补偿资金。" + new string('浙', 900) + "。"], ["结算情况表"]),
        new NoticeFacts.DutyOverdue("共建园区", "共建园区", "浙", "皖", "建成投产", "竣工验收文件", "九", Day, Day.AddDays(1)),
        new NoticeFacts.DutyOverdue("人才培训", "人才培训", "浙", "皖", "培训环保干部一百人。", null, null, Day, Day.AddDays(1)),
        new NoticeFacts.FundOrder(1, "皖", FundMeasure.Recover, "YS-1", "挪作他用", 1_000_000_000, Day.AddDays(30), Day),
        new NoticeFacts.FundOrder(2, "皖", FundMeasure.Stop, null, "逾期未报告使用情况", null, null, Day),
    ];

    public static string Content(NoticeFacts facts) => CanonicalJson.Of(NoticeContent.Of(Head, facts).ToJsonString());

    public static string Sha256(string content) => Signatures.Sha256(Encoding.UTF8.GetBytes(content));

    public static PaperText Paper(NoticeFacts facts) => Content(facts) is var content ? NoticePaper.Of(content, Sha256(content), PublicUrl) : throw new InvalidOperationException();

    /// <summary>A font as a Chinese one usually is: ASCII half as wide as all else.</summary>
    public static int Width(PaperFace face, Rune character) => character.Value < 0x80 ? 560 : 1000;
}
