using System.Diagnostics;
using Basin.Journeys;
using Npgsql;
using RabbitMQ.Client;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;

[assembly: AssemblyFixture(typeof(Servers))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Basin.Journeys;

/// <summary>
/// The real PostgreSQL and RabbitMQ of all journeys: those of BASIN_POSTGRES and BASIN_RABBITMQ when set, containers when an engine answers,
/// otherwise private servers from Debian's packages.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(
        Environment.GetEnvironmentVariable("BASIN_TEST_HOME") is { Length: > 0 } home ? home : Directory.Exists("/var/tmp") ? "/var/tmp" : Path.GetTempPath(),
        $"basin-journeys-{Environment.ProcessId}");
    private PostgreSqlContainer? _postgres;
    private RabbitMqContainer? _rabbit;
    private bool _native;

    /// <summary>Npgsql connection string of a role that may create databases and roles.</summary>
    public string Postgres { get; private set; } = "";

    public Uri Broker { get; private set; } = new("amqp://127.0.0.1");

    public static string Repository { get; } = FindRepository();

    public async ValueTask InitializeAsync()
    {
        var (postgres, broker) = (Environment.GetEnvironmentVariable("BASIN_POSTGRES"), Environment.GetEnvironmentVariable("BASIN_RABBITMQ"));
        if (postgres is { Length: > 0 } && broker is { Length: > 0 }) (Postgres, Broker) = (ConnectionString(new Uri(postgres)), new Uri(broker));
        else if (await EngineAnswers()) await StartContainers();
        else await StartNative();
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null) await _postgres.DisposeAsync();
        if (_rabbit is not null) await _rabbit.DisposeAsync();
        if (!_native) return;
        await Run("deploy/servers", "stop", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Takes the broker away; tests that need this are skipped where the servers were given from outside.</summary>
    public async Task StopBroker()
    {
        if (_rabbit is not null) await _rabbit.StopAsync();
        else if (_native) await Run("deploy/servers", "stop", _folder, "rabbitmq");
        else Assert.Skip("BASIN_RABBITMQ was given; a broker that is not ours is not stopped.");
    }

    public async Task StartBroker()
    {
        if (_rabbit is not null) await _rabbit.StartAsync();
        else await Run("deploy/servers", "start", _folder, "rabbitmq");
    }

    /// <summary>Whether the servers are private ones, which a test may kill.</summary>
    public bool MayBeKilled => _native;

    /// <summary>SIGKILL for the broker.</summary>
    public Task KillBroker() => Run("deploy/servers", "kill", _folder, "rabbitmq");

    /// <summary>SIGKILL for every process of PostgreSQL.</summary>
    public async Task KillPostgres()
    {
        await Run("deploy/servers", "kill", _folder, "postgres");
        // The test's own connections are gone with it, which a pool finds out only by using one.
        NpgsqlConnection.ClearAllPools();
    }

    public Task StartPostgres() => Run("deploy/servers", "start", _folder, "postgres");

    /// <summary>A fresh database with a role of its own, as every service has.</summary>
    /// <param name="disk">Folder its data is kept in; null for the server's own.</param>
    public async Task<string> CreateDatabase(string name, string password, string? disk = null)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        await connection.OpenAsync();
        await Execute(connection, $"create role \"{name}\" login password '{password}'");
        if (disk is not null) await Execute(connection, $"create tablespace \"{name}\" location '{disk}'");
        await Execute(connection, $"create database \"{name}\" owner \"{name}\"{(disk is null ? "" : $" tablespace \"{name}\"")}");
        return new NpgsqlConnectionStringBuilder(Postgres) { Database = name, Username = name, Password = password }.ConnectionString;
    }

    public async Task DropDatabase(string name)
    {
        await using var connection = new NpgsqlConnection(Postgres);
        await connection.OpenAsync();
        await Execute(connection, $"drop database if exists \"{name}\" with (force)");
        await Execute(connection, $"drop tablespace if exists \"{name}\"");
        await Execute(connection, $"drop role if exists \"{name}\"");
    }

    /// <summary>Every journey starts with no message under way.</summary>
    public async Task DeleteQueues()
    {
        await using var connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        foreach (var service in new[] { "registry", "monitoring", "exchange" })
            foreach (var suffix in new[] { "", "_error", "_skipped" })
                await channel.QueueDeleteAsync($"basin-{service}{suffix}", ifUnused: false, ifEmpty: false);
    }

    /// <summary>Loses every message that waits in a queue.</summary>
    public async Task Purge(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.QueuePurgeAsync(queue);
    }

    /// <summary>Messages that wait in a queue; 0 when there is no such queue.</summary>
    public async Task<uint> MessagesIn(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return 0;
        }
    }

    private async Task StartContainers()
    {
        _postgres = new PostgreSqlBuilder("postgres:17.6-bookworm").Build();
        // A port of our own choice, because the broker is stopped and started again and must come back under the same address.
        _rabbit = new RabbitMqBuilder("rabbitmq:4.0.9-management").WithPortBinding(Ports.Free(), 5672).Build();
        await Task.WhenAll(_postgres.StartAsync(), _rabbit.StartAsync());
        (Postgres, Broker) = (_postgres.GetConnectionString(), new Uri(_rabbit.GetConnectionString()));
    }

    private async Task StartNative()
    {
        _native = true;
        Directory.CreateDirectory(_folder);
        var answer = await Run("deploy/servers", "start", _folder);
        var settings = answer.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim('\'', '"'));
        (Postgres, Broker) = (ConnectionString(new Uri(settings["BASIN_POSTGRES"])), new Uri(settings["BASIN_RABBITMQ"]));
    }

    private static async Task<bool> EngineAnswers()
    {
        if (Environment.GetEnvironmentVariable("BASIN_SERVERS") == "native") return false;
        try
        {
            using var process = Process.Start(new ProcessStartInfo("docker", "info") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository, script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{script} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    private static string ConnectionString(Uri uri)
    {
        var user = uri.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port > 0 ? uri.Port : 5432,
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            Database = uri.AbsolutePath.Trim('/') is { Length: > 0 } database ? database : "postgres",
        }.ConnectionString;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Basin.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
