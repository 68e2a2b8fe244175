using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>An agreement that settles every month by itself: many cases on one section, each resting on one month.</summary>
internal static class MonthlyAgreement
{
    /// <summary>First of the months; every later year's are counted from it.</summary>
    public const int FirstYear = 2008;

    /// <summary>A station that gives a frame a month has enough for a month by this share, whatever the month's length.</summary>
    public const string OneFrameAMonth = "0.03";

    /// <summary>A station needs two frames for a month by this share.</summary>
    public const string TwoFramesAMonth = "0.06";

    /// <summary>Makes the document of a <see cref="Scenario"/> such an agreement over the months from <see cref="FirstYear"/> on.</summary>
    public static Action<JsonObject> Over(int months) => document =>
    {
        document["period"] = "月";
        document["term"] = new JsonObject { ["from"] = $"{PeriodOf(0)}-01", ["to"] = $"{LastDay(months - 1):yyyy-MM-dd}" };
        foreach (var name in new[] { "stated", "values", "define" }) document.Remove(name);
        document["data"]!.AsObject().Remove("validMonths");
        document["clauses"] = new JsonArray(new JsonObject
        {
            ["no"] = "三",
            ["choose"] = new JsonArray(
                new JsonObject { ["when"] = "类别(街口, 月均) <= Ⅲ", ["pay"] = "40万元", ["from"] = "浙", ["to"] = "皖" },
                new JsonObject { ["else"] = true, ["pay"] = "40万元", ["from"] = "皖", ["to"] = "浙" }),
        });
    };

    /// <summary>The month of that place, from 0, which is the period of its case as well.</summary>
    public static string PeriodOf(int month) => $"{FirstYear + (month / 12):D4}-{(month % 12) + 1:D2}";

    /// <summary>A frame of a month.</summary>
    /// <param name="day">Of the month, from 1.</param>
    public static object Frame(Scenario scenario, int month, IReadOnlyDictionary<string, string> water, int day) =>
        new { station = scenario.Station, time = $"{PeriodOf(month)}-{day:D2}T08:00:00+08:00", readings = water };

    private static DateOnly LastDay(int month) => new DateOnly(FirstYear + (month / 12), (month % 12) + 1, 1).AddMonths(1).AddDays(-1);
}
