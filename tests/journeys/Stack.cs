using System.Security.Cryptography;
using Basin.Signing;
using Npgsql;

namespace Basin.Journeys;

/// <summary>Three processes, three databases, one broker: the system as it runs in production, fresh for each test class.</summary>
public sealed class Stack : IAsyncDisposable
{
    private static readonly string[] Names = ["registry", "monitoring", "exchange"];
    private readonly Servers _servers;
    private readonly string _run = $"j{Guid.NewGuid():N}"[..12];
    private readonly string _folder = Directory.CreateTempSubdirectory("basin-journey-").FullName;
    private readonly Dictionary<string, ServiceProcess> _services = [];
    private readonly Dictionary<string, string> _databases = [];

    private readonly int _closingQuietSeconds;

    private readonly string? _monitoringDisk;

    private Stack(Servers servers, int closingQuietSeconds, string? monitoringDisk) =>
        (_servers, _closingQuietSeconds, _monitoringDisk) = (servers, closingQuietSeconds, monitoringDisk);

    public ServiceProcess Registry => _services["registry"];

    public ServiceProcess Monitoring => _services["monitoring"];

    /// <summary>Where monitoring speaks HJ 212.</summary>
    public int Hj212Port { get; } = Ports.Free();

    public ServiceProcess Exchange => _services["exchange"];

    public IEnumerable<ServiceProcess> Services => _services.Values;

    /// <summary>The common superior, whose key is configuration; every other organisation is registered by it.</summary>
    public Keys Superior { get; } = Keys.New();

    /// <summary>The superior's second person, whose key and name are configuration too: nobody of the superior could name it.</summary>
    public Keys SuperiorSecond { get; } = Keys.New();

    public Keys Notices { get; } = Keys.New();

    /// <summary>Sign notices beside <see cref="Notices"/>.</summary>
    public Keys NoticesByEdDSA { get; } = Keys.New(SignatureSuite.EdDSA);

    public Keys NoticesBySM2 { get; } = Keys.New(SignatureSuite.SM2);

    public Keys Receipts { get; } = Keys.New();

    /// <summary>Two, as while one takes the other's place.</summary>
    private static IEnumerable<string> WebhookKeys => Enumerable.Range(0, 2).Select(_ => $"whsk_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");

    /// <param name="closingQuietSeconds">How long monitoring waits before it closes a month by itself; long, so that a journey closes its months when it means to.</param>
    /// <param name="monitoringDisk">Folder of the disk that monitoring's data is kept on; null for the server's own.</param>
    public static async Task<Stack> Start(Servers servers, int closingQuietSeconds = 600, string? monitoringDisk = null)
    {
        var stack = new Stack(servers, closingQuietSeconds, monitoringDisk);
        try
        {
            await stack.Start();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    private async Task Start()
    {
        await _servers.DeleteQueues();
        await File.WriteAllTextAsync(Path.Combine(_folder, "superior.pub.pem"), Superior.PublicPem);
        await File.WriteAllTextAsync(Path.Combine(_folder, "superior-2.pub.pem"), SuperiorSecond.PublicPem);
        await File.WriteAllTextAsync(Path.Combine(_folder, "notice.key.pem"), Notices.PrivatePem);
        await File.WriteAllTextAsync(Path.Combine(_folder, "notice-ed25519.key.pem"), NoticesByEdDSA.PrivatePem);
        await File.WriteAllTextAsync(Path.Combine(_folder, "notice-sm2.key.pem"), NoticesBySM2.PrivatePem);
        await File.WriteAllTextAsync(Path.Combine(_folder, "receipt.key.pem"), Receipts.PrivatePem);
        await File.WriteAllLinesAsync(Path.Combine(_folder, "webhook.keys"), WebhookKeys);
        foreach (var name in Names)
        {
            _databases[name] = await _servers.CreateDatabase($"{_run}_{name}", RandomNumberGenerator.GetHexString(24), name == "monitoring" && _monitoringDisk is not null ? SmallDisk.DataOf(_monitoringDisk) : null);
            _services[name] = new ServiceProcess(name, Path.Combine(_folder, $"{name}.log"), Settings(name));
            _services[name].Start();
        }

        await WaitUntilReady();
    }

    /// <summary>Starts a second copy of a service beside the first, on the same database and queue.</summary>
    public async Task<ServiceProcess> StartAnother(string name)
    {
        var settings = Settings(name);
        settings["BASIN_HJ212_PORT"] = $"{Ports.Free()}";
        var copy = new ServiceProcess(name, Path.Combine(_folder, $"{name}-2.log"), settings);
        copy.Start();
        await copy.WaitUntilReady();
        return copy;
    }

    public Task WaitUntilReady() => Task.WhenAll(Services.Select(service => service.WaitUntilReady()));

    /// <summary>Makes every relay begin at the first event again, so that every message is delivered a second time.</summary>
    public async Task RelayEverythingAgain()
    {
        foreach (var service in Services) await service.Kill();
        foreach (var database in _databases.Values)
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("delete from mt_event_progression where name like 'relay:%'", connection);
            await command.ExecuteNonQueryAsync();
        }

        foreach (var service in Services) service.Start();
        await WaitUntilReady();
        await Eventually.Holds(IsQuiet, "all messages are relayed and consumed again");
    }

    /// <summary>Whether nothing is under way: no event waits to be relayed, no message to be consumed.</summary>
    public async Task<bool> IsQuiet()
    {
        foreach (var service in Services)
            if (await _servers.MessagesIn($"basin-{service.Name}") > 0 || !await service.HasRelayedEverything()) return false;
        return true;
    }

    /// <summary>Holds a table of a service against everybody until it is disposed.</summary>
    public async Task<IAsyncDisposable> Hold(string service, string table)
    {
        var connection = new NpgsqlConnection(_databases[service]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"begin; lock table {table} in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async Task<IReadOnlyList<T>> Rows<T>(string service, string sql)
    {
        await using var connection = new NpgsqlConnection(_databases[service]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await rows.ReadAsync()) values.Add(rows.GetFieldValue<T>(0));
        return values;
    }

    public async Task<T> Scalar<T>(string service, string sql)
    {
        await using var connection = new NpgsqlConnection(_databases[service]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        var setAside = await SetAside();
        foreach (var service in Services) await service.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        foreach (var name in Names) await _servers.DropDatabase($"{_run}_{name}");
        Directory.Delete(_folder, recursive: true);
        setAside.ShouldBeEmpty("no message was given up or had nobody to take it");
    }

    /// <summary>Queues with messages that failed for good or that nobody here consumes.</summary>
    private async Task<List<string>> SetAside()
    {
        var found = new List<string>();
        foreach (var queue in Names.SelectMany(name => new[] { $"basin-{name}_error", $"basin-{name}_skipped" }))
            if (await _servers.MessagesIn(queue) is > 0 and var count) found.Add($"{queue}: {count}");
        return found;
    }

    private Dictionary<string, string> Settings(string name) => new()
    {
        ["BASIN_DATABASE"] = _databases[name],
        ["BASIN_RABBITMQ"] = _servers.Broker.ToString(),
        ["BASIN_SUPERIOR_CODE"] = "100000",
        ["BASIN_SUPERIOR_NAME"] = "共同上级",
        ["BASIN_SUPERIOR_KEY"] = Path.Combine(_folder, "superior.pub.pem"),
        ["BASIN_SUPERIOR_KEY_2"] = Path.Combine(_folder, "superior-2.pub.pem"),
        ["BASIN_SUPERIOR_HOLDER_2"] = "复核员",
        ["BASIN_NOTICE_KEY"] = Path.Combine(_folder, "notice.key.pem"),
        ["BASIN_NOTICE_KEY_ED25519"] = Path.Combine(_folder, "notice-ed25519.key.pem"),
        ["BASIN_NOTICE_KEY_SM2"] = Path.Combine(_folder, "notice-sm2.key.pem"),
        ["BASIN_RECEIPT_KEY"] = Path.Combine(_folder, "receipt.key.pem"),
        ["BASIN_WEBHOOK_KEYS"] = Path.Combine(_folder, "webhook.keys"),
        ["BASIN_NOTICE_PRIVATE_NETWORKS"] = "10.1.0.0/16, 127.0.0.0/8",
        ["BASIN_HJ212_PORT"] = $"{Hj212Port}",
        ["BASIN_WARNING_PRIVATE_NETWORKS"] = "allowed",
        ["BASIN_CLOSING_QUIET_SECONDS"] = $"{_closingQuietSeconds}",
    };
}

/// <summary>A key pair of a suite.</summary>
public sealed record Keys(string PrivatePem, string PublicPem, string Id, string Suite)
{
    public static Keys New(string suite = SignatureSuite.ES256)
    {
        using var key = PrivateKey.New(suite);
        return new(key.Pem, key.Public.Pem, key.Public.Id, suite);
    }

    public string Sign(ReadOnlySpan<byte> content)
    {
        using var key = PrivateKey.Read(PrivatePem);
        return key.Sign(content);
    }
}
