using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring.SensorThings;

/// <summary>Two stations of one section and one of another, as a caller may see them.</summary>
internal static class World
{
    public static readonly DateTimeOffset Time = new(2024, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly KnownSection Section = new("S-1", 1, "街口", ["鸠坑口"], "XAJ", WaterBody.River, "340000", "330000");

    public static readonly Entity.Thing First = Thing("ST-1", Section, "pH", "氨氮");

    public static readonly Entity.Thing Second = Thing("ST-2", Section, "氨氮");

    public static readonly EntitiesInView View = new([First, Second, Thing("ST-3", Section with { Id = "S-2", Name = "庙咀里" }, "氨氮")]);

    public static Entity.Datastream Stream(string id) => (Entity.Datastream)View.All(EntityKind.Datastream).Single(entity => entity.Id == id);

    public static Entity.Observation Observation(Reading reading, int hour = 0, int revision = 1, string? held = null, StationState state = StationState.Normal, bool latest = true, ReadingJudgement? judged = null)
    {
        var frame = new Frame("ST-1", Time.AddHours(hour), state, [reading]);
        return new(
            Stream($"ST-1:{reading.Indicator}"),
            new("ST-1", frame.Time, revision, state, frame.Readings, new('a', 64), held, "OP-1", Time.AddHours(hour).AddMinutes(7).AddMilliseconds(250)), reading, latest, judged);
    }

    private static Entity.Thing Thing(string code, KnownSection section, params string[] indicators) => new(
        new(code, 2, $"自动站{code}", section.Id, "OP-1", indicators, 4, 0.50m, ImmutableSortedDictionary<string, MeasuringRange>.Empty.Add("氨氮", new(0m, 20.0m)), new(2024, 1, 1), null), section);
}
