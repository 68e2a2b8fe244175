using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Basin.Cli;
using Basin.Rules;

namespace Basin.Benchmarks.Ingest;

/// <summary>
/// One operator with the stations that it sends for, each at a section of its own, as they stand in the world; registered over the public
/// APIs. Hands out frames that nobody has sent yet.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private const string Superior = "100000";
    private const string Operator = "LOAD-OP";
    private const int SectionsPerBasin = 100;
    private const int RequestsAtOnce = 8;

    /// <summary>The services accept 15 minutes at most.</summary>
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan TokenRenewed = TimeSpan.FromMinutes(5);

    /// <summary>Frames begin so long ago, so that stations have room to send a frame a second much faster than they come.</summary>
    private static readonly TimeSpan Back = TimeSpan.FromHours(24);

    /// <summary>The service reads all devices anew every five seconds; what is stated at the same moment may be known only then.</summary>
    private static readonly TimeSpan DirectoryKnown = TimeSpan.FromSeconds(6);

    private readonly IngestServers _servers;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Lock _lock = new();
    private Keys _operatorKeys = null!;
    private DemoCaller _superior = null!;
    private (string Text, DateTimeOffset Since) _token;
    private long _taken;

    private World(IngestServers servers) => _servers = servers;

    /// <summary>Codes of the stations that send at once.</summary>
    public IReadOnlyList<string> Stations { get; private set; } = [];

    public SyntheticFrames Frames { get; private set; } = null!;

    public static async Task<World> Register(IngestServers servers, IngestOptions options, CancellationToken cancel)
    {
        var world = new World(servers);
        var streams = CommandStreams.OfProcess();
        world._superior = new(world._client, Superior, await Keys.Load(Path.Combine(servers.Keys, "superior.key.pem"), streams));
        KeysCommand.Make(servers.Keys, Operator);
        world._operatorKeys = await Keys.Load(Path.Combine(servers.Keys, $"{Operator}.key.pem"), streams);
        await world.Put($"{servers.Registry}organisations/{Operator}", new() { ["name"] = "量测用运维单位", ["role"] = "operator", ["region"] = "330000" }, cancel);
        await world._superior.Call(
            HttpMethod.Post, $"{servers.Registry}organisations/{Operator}/keys",
            new JsonObject { ["publicKeyPem"] = await File.ReadAllTextAsync(Path.Combine(servers.Keys, $"{Operator}.pub.pem"), cancel) }, cancel);
        var now = TimeProvider.System.GetUtcNow();
        var from = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero) - Back;
        world.Stations = [.. (await world.RegisterStations("LOAD", options.Stations, YearMonth.Of(from), cancel)).Select(place => place.Station)];
        world.Frames = new(from, world.Stations, TimeSpan.FromSeconds(1));
        return world;
    }

    /// <summary>Number of the first of so many frames that nobody else is given; whole instants, so that the next taker begins with the first station.</summary>
    public long Take(long count)
    {
        lock (_lock)
        {
            var first = _taken;
            _taken += (count + Stations.Count - 1) / Stations.Count * Stations.Count;
            return Frames.TimeOf(_taken) < TimeProvider.System.GetUtcNow()
                ? first
                : throw new MeasurementFailedException($"more frames than stations could have sent in {Back.TotalHours} hours, a frame a second each");
        }
    }

    /// <summary>What the operator shows; made anew from time to time, as any sender does.</summary>
    public AuthenticationHeaderValue Authorization()
    {
        lock (_lock)
        {
            var now = TimeProvider.System.GetUtcNow();
            if (now - _token.Since > TokenRenewed) _token = (_operatorKeys.Token(Operator, now, TokenLife), now);
            return new("Bearer", _token.Text);
        }
    }

    /// <summary>Registers so many sections with a station each.</summary>
    /// <param name="prefix">Of the codes, such as LOAD.</param>
    /// <param name="count">Sections.</param>
    /// <param name="firstServed">Stations are in service from its first day on.</param>
    /// <param name="cancel">Ends the registering.</param>
    public async Task<IReadOnlyList<(string Section, string Station)>> RegisterStations(string prefix, int count, YearMonth firstServed, CancellationToken cancel)
    {
        await Console.Error.WriteLineAsync($"▸ 登记 {count} 个断面与自动站 · registering {count} sections with a station each");
        var places = Enumerable.Range(0, count).Select(index => (Section: $"340000-330000-{prefix}{index:D4}", Station: $"{prefix}-{index:D4}")).ToList();
        for (var basin = 0; basin * SectionsPerBasin < count; basin++)
            await Put($"{_servers.Registry}basins/{prefix}B{basin}", new() { ["name"] = $"量测流域{prefix}{basin}" }, cancel);
        var together = new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, count, together, async (index, token) => await Put(
            $"{_servers.Registry}sections/{places[index].Section}",
            new()
            {
                ["name"] = $"量测断面{prefix}{index}", ["aliases"] = new JsonArray(), ["basin"] = $"{prefix}B{index / SectionsPerBasin}", ["waterBody"] = "river",
                ["upstreamRegion"] = "340000", ["downstreamRegion"] = "330000",
            },
            token));
        await Parallel.ForAsync(0, count, together, async (index, token) => await Put(
            $"{_servers.Monitoring}stations/{places[index].Station}",
            new()
            {
                ["name"] = $"量测自动站{prefix}{index}", ["section"] = places[index].Section, ["operator"] = Operator,
                ["indicators"] = new JsonArray([.. SyntheticFrames.Symbols.Select(symbol => (JsonNode)symbol)]),
                ["everyHours"] = 4, ["monthShare"] = "0.5", ["inServiceFrom"] = $"{firstServed}-01",
            },
            token));
        return places;
    }

    /// <summary>States for every station how it speaks HJ 212, its code being its device number.</summary>
    public async Task SpeakHj212(CancellationToken cancel)
    {
        await Console.Error.WriteLineAsync($"▸ 登记 HJ 212 接入 · stating how {Stations.Count} stations speak HJ 212");
        await Parallel.ForEachAsync(Stations, new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancel }, async (station, token) => await Put(
            $"{_servers.Monitoring}stations/{station}/hj212",
            new()
            {
                ["mn"] = station, ["password"] = Hj212Packet.Password, ["version"] = "surface-water", ["crc"] = new JsonArray("standard"), ["charset"] = "utf-8", ["st"] = new JsonArray("21"),
            },
            token));
        await Task.Delay(DirectoryKnown, cancel);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>As the superior. The registry knows at once what it was told; monitoring hears of it by message.</summary>
    public Task Put(string address, JsonObject body, CancellationToken cancel) => _superior.CallPatiently(HttpMethod.Put, address, body, cancel);
}
