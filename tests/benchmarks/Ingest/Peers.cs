using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Npgsql;

namespace Basin.Benchmarks.Ingest;

/// <summary>InfluxDB 1.6 over its line protocol.</summary>
public sealed class InfluxPeer(IngestServers servers, HttpSender sender)
{
    private readonly Uri _write = new(servers.Influx, "/write?db=bench&precision=s");

    public Task Create(CancellationToken cancel) => Query("CREATE DATABASE bench", cancel);

    public Task Write(Payload payload, CancellationToken cancel) => sender.Post(_write, payload.Body, "text/plain", null, HttpStatusCode.NoContent, cancel);

    /// <summary>Points of a measurement between two instants, the first inclusive, the last exclusive, by a field that each of them has.</summary>
    public async Task<long> Count(string measurement, string field, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var answer = await Query($"SELECT count(\"{field}\") FROM \"{measurement}\" WHERE time >= '{Payloads.Instant(from)}' AND time < '{Payloads.Instant(to)}'", cancel);
        return answer["results"]![0]!["series"]?[0]!["values"]![0]![1]!.GetValue<long>() ?? 0;
    }

    private async Task<JsonNode> Query(string query, CancellationToken cancel) => JsonNode.Parse(await sender.Post(
        new(servers.Influx, $"/query?db=bench&q={Uri.EscapeDataString(query)}"), ReadOnlyMemory<byte>.Empty, "application/x-www-form-urlencoded", null, HttpStatusCode.OK, cancel))!;
}

/// <summary>PostgreSQL by itself, on the server that Basin uses, with the same settings and a database of its own.</summary>
public sealed partial class PostgresPeer(IngestServers servers) : IAsyncDisposable
{
    private const string Database = "peers";

    private readonly NpgsqlDataSource _server = NpgsqlDataSource.Create(servers.Postgres);

    private readonly NpgsqlDataSource _database =
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(servers.Postgres) { Database = Database, MaxPoolSize = 16 }.ConnectionString);

    /// <summary>The database with its tables: keyed by station and time, as whoever stores readings needs them to be.</summary>
    public async Task CreateAnew(CancellationToken cancel)
    {
        await Execute(_server, $"drop database if exists {Database} with (force)", cancel);
        await Execute(_server, $"create database {Database} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'", cancel);

        await Execute(_database, "create table readings (station text, at timestamptz, indicator text, value numeric not null, primary key (station, at, indicator))", cancel);
        await Execute(_database, $"create table wide (station text, at timestamptz, {string.Join(", ", Enumerable.Range(1, SyntheticFrames.ValuesPerFrame).Select(number => $"v{number} numeric"))}, primary key (station, at))", cancel);
        await Execute(
            _database,
            "create table single (station text, at timestamptz, revision int not null, state text not null, readings text not null, content_sha256 text not null, operator text not null, received_at timestamptz not null, raw bytea not null, primary key (station, at, revision))",
            cancel);
    }

    /// <summary>One COPY and its commit.</summary>
    public async Task Copy(string table, Payload payload, CancellationToken cancel)
    {
        await using var connection = await _database.OpenConnectionAsync(cancel);
        await using var rows = await connection.BeginTextImportAsync($"copy {table} from stdin", cancel);
        await rows.WriteAsync(Encoding.UTF8.GetString(payload.Body).AsMemory(), cancel);
    }

    public async Task<long> Count(string table, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var command = _database.CreateCommand($"select count(*) from {table} where at >= $1 and at < $2");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = to });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>
    /// pgbench: one row a transaction over so many connections, each with a key of its own that rises, as stations have; a row holds as many
    /// bytes as a frame of Basin does.
    /// </summary>
    /// <returns>Rows per second, the mean time of a transaction in milliseconds, and the processor time of pgbench itself.</returns>
    public async Task<(double PerSecond, double MeanMilliseconds, TimeSpan Cpu)> SingleRows(int clients, TimeSpan span, CancellationToken cancel)
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, SingleRowScript(), cancel);
            await Execute(_database, "truncate single", cancel);
            var start = new ProcessStartInfo(
                servers.Pgbench,
                ["--no-vacuum", "--protocol", "prepared", "--client", $"{clients}", "--jobs", "2", "--time", $"{(int)span.TotalSeconds}", "--define", "n=0", "--file", script, Database])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            };
            var before = ProcessWatch.EndedChildrenCpu();
            using var process = Process.Start(start)!;
            using var killed = cancel.Register(() => process.Kill());
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
            await process.WaitForExitAsync(cancel);
            if (process.ExitCode != 0) throw new MeasurementFailedException($"pgbench: {await errors}");
            var text = await output;
            return (double.Parse(Rate().Match(text).Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(Mean().Match(text).Groups[1].Value, CultureInfo.InvariantCulture), ProcessWatch.EndedChildrenCpu() - before);
        }
        finally
        {
            File.Delete(script);
        }
    }

    /// <summary>So that no sender pays for the pages that the one before it left dirty.</summary>
    public Task Checkpoint(CancellationToken cancel) => Execute(_server, "checkpoint", cancel);

    public async Task<string> Settings(CancellationToken cancel)
    {
        await using var command = _server.CreateCommand(
            "select string_agg(name || ' ' || current_setting(name), ', ' order by name) from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_compression', 'shared_buffers', 'max_wal_size', 'server_version')");
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>A blank after each colon: pgbench would take what follows at once for a variable of its own.</summary>
    private static string SingleRowScript()
    {
        var readings = string.Join(',', Enumerable.Range(0, SyntheticFrames.ValuesPerFrame).Select(indicator => $"\"{SyntheticFrames.Symbols[indicator]}\": {SyntheticFrames.ValueOf(1, indicator)}"));
        var raw = $"{{\"station\": \"LOAD-0001\",\"time\": \"20200101000000Z\",\"readings\": {{{readings}}}}}";
        return $"\\set n :n + 1\ninsert into single values ('LOAD-' || :client_id, timestamptz '2020-01-01Z' + :n * interval '1 second', 1, 'Normal', '{{{readings}}}', '{new string('a', 64)}', 'LOAD-OP', now(), convert_to('{raw}', 'UTF8'));\n";
    }

    private static async Task Execute(NpgsqlDataSource database, string sql, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"latency average = ([0-9.]+) ms")]
    private static partial Regex Mean();
}
