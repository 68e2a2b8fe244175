using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>What became of one reading.</summary>
/// <param name="Review">Id of the review that decides instead of the rules; null for none.</param>
/// <param name="Counts">Whether it goes into its month's mean: it is valid, of the profile, and the one reading of its slot.</param>
public sealed record ReadingJudgement(QualityOutcome Outcome, string? Review, bool Counts);

/// <summary>
/// A judged month asked reading by reading, for whoever shows single readings: they say the same as the month does. An earlier revision of a frame, a
/// frame that is passed over, and a reading that says nothing have no judgement.
/// </summary>
public sealed class JudgedReadings
{
    private readonly Dictionary<(string Station, DateTime Time, int Revision, string Indicator), ReadingJudgement> _judged = [];

    private JudgedReadings()
    {
    }

    public static JudgedReadings Of(MonthReadings month)
    {
        var judged = JudgedMonth.Of(month);
        var serving = month.Stations.Where(station => station.ExpectedIn(month.Month) > 0).ToDictionary(station => station.Code, StringComparer.Ordinal);
        var counted = OneReadingPerSlot.Of(serving, judged.Counted.Where(frame => serving.ContainsKey(frame.Station))).Frames
            .SelectMany(frame => frame.Readings, (frame, reading) => (frame.Station, frame.Time.UtcDateTime, reading.Indicator))
            .ToHashSet();
        var readings = new JudgedReadings();
        foreach (var reading in judged.Judged)
        {
            var (frame, indicator) = (reading.Frame, reading.Found.Reading.Indicator);
            readings._judged[Key(frame, indicator)] = new(reading.Outcome, reading.Verdict?.Review, counted.Contains((frame.Station, frame.Time.UtcDateTime, indicator)));
        }

        return readings;
    }

    /// <returns>Null where there is nothing to judge.</returns>
    public ReadingJudgement? Find(StoredFrame frame, string indicator) => _judged.GetValueOrDefault(Key(frame, indicator));

    private static (string Station, DateTime Time, int Revision, string Indicator) Key(StoredFrame frame, string indicator) => (frame.Station, frame.Time.UtcDateTime, frame.Revision, indicator);
}
