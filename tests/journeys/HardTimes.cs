namespace Basin.Journeys;

/// <summary>One stack for the journeys in which much happens at once or is sent wrongly.</summary>
public sealed class HardTimes(Servers servers) : IAsyncLifetime
{
    public const string Name = "hard times";

    public Stack Stack { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stack = await Stack.Start(servers, closingQuietSeconds: 1);

    public ValueTask DisposeAsync() => Stack.DisposeAsync();
}

[CollectionDefinition(HardTimes.Name)]
public sealed class HardTimesDefinition : ICollectionFixture<HardTimes>;
