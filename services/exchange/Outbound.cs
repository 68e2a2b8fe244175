using Basin.Hosting;
using Basin.Messages.Exchange.V1;

namespace Basin.Exchange;

/// <summary>What the exchange tells the other services.</summary>
public static class ExchangeOutbound
{
    public static Outbound Messages { get; } = new Outbound()
        .Send(
            (Case.Event.MonthsMissing e, EventHead head) => new SectionMonthsAsked(
                e.Agreement, e.Period, [.. e.Missing.Select(key => key.Split('/')).Select(parts => new AskedSectionMonth(parts[0], parts[1]))], head.RecordedAt),
            "monitoring");
}
