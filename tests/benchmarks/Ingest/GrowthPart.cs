namespace Basin.Benchmarks.Ingest;

public sealed class GrowthPart(IngestServers servers, World world, IngestOptions options)
{
    public Task<IReadOnlyList<string>> Measure(CancellationToken cancel) => throw new MeasurementFailedException($"not yet {servers.Hj212Port} {world.Stations.Count} {options.Rounds}");
}
