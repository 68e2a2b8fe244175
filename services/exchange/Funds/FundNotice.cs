namespace Basin.Exchange;

/// <summary>The notice (处理决定书) of an order about the use of money, to all parties.</summary>
public static class FundNotice
{
    public static OwedNotice Of(Case found, FundUse use, FundOrder order)
    {
        var fund = use.Fund;
        return OwedNotice.Of(
            found, new NoticeFacts.FundOrder(order.Number, fund.Party, order.Measure, order.Reference, order.Reason, order.AmountFen, order.DueOn, Case.ChinaDate(order.At)),
            $"{NoticeKind.FundOrder}/{fund.Agreement}/{fund.Period}/{fund.Region}/{order.Number}", order.At);
    }
}
