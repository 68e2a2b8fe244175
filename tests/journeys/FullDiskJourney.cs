using System.Net;

namespace Basin.Journeys;

/// <summary>Monitoring's data on a disk that fills up.</summary>
public sealed class FullDiskJourney(Servers servers)
{
    private const int FramesOfBatch = 500;

    [Fact]
    public async Task A_full_disk_refuses_readings_with_503_and_takes_them_again_when_there_is_room()
    {
        await using var small = await SmallDisk.Mount(servers, megabytes: 160);
        await using var stack = await Stack.Start(servers, monitoringDisk: small.Folder);
        using var scenario = await Scenario.Unsigned(stack, "full");
        await small.Fill(leaveMegabytes: 2);

        var (taken, hour) = (0, 0);
        Answer answer;
        do
        {
            answer = await scenario.Operator.Post(stack.Monitoring, "/readings", Batch(scenario, hour));
            if (answer.Status == HttpStatusCode.OK) taken += FramesOfBatch;
            hour += FramesOfBatch;
        }
        while (answer.Status == HttpStatusCode.OK && hour < 20_000);
        answer.ShouldBeRefused(HttpStatusCode.ServiceUnavailable, "unavailable");
        (await stack.Scalar<long>("monitoring", "select count(*) from frames")).ShouldBe(taken, "what was refused is not stored");

        small.Empty();
        await Eventually.Succeeds(() => scenario.Operator.Post(stack.Monitoring, "/readings", Batch(scenario, hour - FramesOfBatch)), "the refused batch is taken");
        (await stack.Scalar<long>("monitoring", "select count(*) from frames")).ShouldBe(taken + FramesOfBatch);
    }

    private static object Batch(Scenario scenario, int firstHour) => new
    {
        frames = Enumerable.Range(firstHour, FramesOfBatch).Select(hour => new
        {
            station = scenario.Station, time = new DateTimeOffset(scenario.Year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), readings = Scenario.CleanWater,
        }),
    };
}
