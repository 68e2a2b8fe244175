using Basin.Hosting;
using Basin.Messages.Monitoring.V1;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>What monitoring tells the other services: statements about water and what became of incidents, never readings; and what it offers to the bureaus' own systems: warnings.</summary>
public static class MonitoringOutbound
{
    public static Outbound Messages { get; } = new Outbound()
        .Send((SectionMonth.Event.Closed e, EventHead _) => Stated(e.Revision, e.Result, e.At), "exchange")
        .Send((SectionMonth.Event.Restated e, EventHead _) => Stated(e.Revision, e.Result, e.At), "exchange")
        .Send((SectionMonth.Event.AnnouncedAgain e, EventHead _) => Stated(e.Revision, e.Result, e.StatedAt), "exchange")
        .Send((PollutionIncident.Event.Confirmed e, EventHead _) => new IncidentConfirmed(e.No, e.Section, $"{e.From:O}", $"{e.To:O}", e.By, e.At), "exchange")
        .Offer((WarningLine.Event.Opened e, EventHead _) => new StationWarned(
            Warning.IdOf(e.Station, e.Kind, e.Indicator, e.Number), e.Section, e.Station, $"{e.Kind}", e.Indicator, e.Value, e.Target, e.Begin, e.At))
        .Offer((WarningLine.Event.Ended e, EventHead head) => new StationWarningEnded(WarningLine.WarningOf(head.Stream, e.Number), e.EndedAt, e.Value, e.Withdrawn, e.At));

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
