namespace Basin.Exchange;

/// <summary>Kinds of notices (文种), the word that stands in a notice's content.</summary>
public static class NoticeKind
{
    public const string Assessment = "assessment";
    public const string Payment = "payment";
    public const string Difference = "difference";
    public const string Advance = "advance";
    public const string Surcharge = "surcharge";
    public const string Receipt = "receipt";
    public const string Overdue = "overdue";
    public const string Withholding = "withholding";
    public const string Objection = "objection";
    public const string ObjectionReminder = "objection-reminder";
    public const string Ruling = "ruling";
    public const string Announcement = "announcement";
    public const string DutyOverdue = "duty-overdue";
    public const string FundOrder = "fund-order";

    public static string Chinese(string kind) => kind switch
    {
        Assessment => "评估结果通知",
        Payment => "结算通知书",
        Difference => "差额通知书",
        Advance => "预付款通知书",
        Surcharge => "逾期加收通知书",
        Receipt => "回执",
        Overdue => "逾期催告通知书",
        Withholding => "扣缴通知书",
        Objection => "异议通知",
        ObjectionReminder => "异议办理提醒通知",
        Ruling => "裁定通知书",
        Announcement => "公告",
        DutyOverdue => "履约催告通知书",
        FundOrder => "资金使用处理决定书",
        _ => "通知",
    };
}
