using Basin.Hosting;
using Basin.Messages.Monitoring.V1;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>What monitoring tells the other services: statements about water, never readings.</summary>
public static class MonitoringOutbound
{
    public static Outbound Messages { get; } = new Outbound()
        .Send((SectionMonth.Event.Closed e, EventHead _) => Stated(e.Revision, e.Result, e.At), "exchange")
        .Send((SectionMonth.Event.Restated e, EventHead _) => Stated(e.Revision, e.Result, e.At), "exchange")
        .Send((SectionMonth.Event.AnnouncedAgain e, EventHead _) => Stated(e.Revision, e.Result, e.StatedAt), "exchange");

    public static SectionMonthStated Stated(int revision, MonthResult result, DateTimeOffset at) => new(
        result.Section,
        result.Month,
        revision,
        result.WaterBody == WaterBody.Lake ? "lake" : "river",
        [
            .. result.Means.OrderBy(mean => mean.Indicator, StringComparer.Ordinal).Select(mean => new IndicatorMean(
                mean.Indicator, mean.Mean is { } value ? $"{value}" : null, mean.Unit, mean.Valid, mean.Expected, mean.Reason,
                mean.HalfLimits is { } half ? $"{half}" : null, mean.ValidDays)),
        ],
        result.Class is { } waterClass ? WaterClasses.Text(waterClass) : null,
        [.. result.DecidingIndicators],
        result.ReadingsSha256,
        at,
        result.Source,
        result.Volume is { } volume ? new VolumeStated(volume.Value is { } cubicMetres ? $"{cubicMetres}" : null, volume.Unit, volume.Valid, volume.Expected, volume.Reason) : null,
        result.Sources);
}
