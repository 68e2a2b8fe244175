using System.Globalization;
using Basin.Hosting;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>When months close by themselves.</summary>
/// <param name="Day">A month closes when this day of the following month has passed in Asia/Shanghai; 1 to 28.</param>
/// <param name="Quiet">A month whose frames change is computed when it has been quiet for so long; 0 to 3600 s.</param>
public sealed record Closing(int Day, TimeSpan Quiet)
{
    public const string DaySetting = "BASIN_CLOSING_DAY";
    public const string QuietSetting = "BASIN_CLOSING_QUIET_SECONDS";

    /// <summary>Frames that keep coming put off a month by at most so many quiet times, so that a busy station cannot put it off for ever.</summary>
    public const int QuietTimesMax = 12;

    /// <exception cref="UnusableSettingException">A setting is out of its range.</exception>
    public static Closing From(IConfiguration settings) => new(
        Number(settings, DaySetting, usual: 10, least: 1, most: 28),
        TimeSpan.FromSeconds(Number(settings, QuietSetting, usual: 5, least: 0, most: 3600)));

    /// <summary>First instant at which the month closes by itself.</summary>
    public DateTimeOffset DueOf(YearMonth month) => month.End.AddDays(Day).ToUniversalTime();

    private static int Number(IConfiguration settings, string name, int usual, int least, int most)
    {
        if (settings[name] is not { Length: > 0 } text) return usual;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UnusableSettingException($"The setting {name} is '{text}'; it must be a whole number from {least} to {most}.");
    }
}
