using System.Globalization;
using Npgsql;

namespace Basin.Benchmarks.Ingest;

/// <summary>Where the servers of one run are, as <c>deploy/bench-ingest</c> started them.</summary>
/// <param name="Database">Monitoring's database, with its own role.</param>
/// <param name="Postgres">The same server as superuser; the peers have a database of their own there.</param>
/// <param name="Keys">Folder with <c>superior.key.pem</c>.</param>
/// <param name="MonitoringPid">The service's process.</param>
/// <param name="PostgresPid">The postmaster; its backends are its children.</param>
/// <param name="InfluxPid">0 where InfluxDB was not started.</param>
public sealed record IngestServers(
    Uri Registry, Uri Monitoring, Uri Influx, int Hj212Port, string Database, string Postgres, string Keys, string Pgbench,
    int MonitoringPid, int PostgresPid, int InfluxPid)
{
    /// <summary>Npgsql's own pooling keeps the connections of a run; a long command must not end at the usual 30 s.</summary>
    private const int CommandSecondsMax = 3600;

    public static IngestServers FromEnvironment()
    {
        var postgres = new NpgsqlConnectionStringBuilder
        {
            Host = Text("PGHOST"), Port = Number("PGPORT"), Username = Text("PGUSER"), Password = Text("PGPASSWORD"), Database = Text("PGDATABASE"),
            CommandTimeout = CommandSecondsMax, IncludeErrorDetail = true,
        };
        var database = new NpgsqlConnectionStringBuilder(Text("BASIN_BENCH_DATABASE")) { CommandTimeout = CommandSecondsMax, IncludeErrorDetail = true };
        return new(
            new(Text("BASIN_BENCH_REGISTRY")), new(Text("BASIN_BENCH_MONITORING")), new(Text("BASIN_BENCH_INFLUX")), Number("BASIN_BENCH_HJ212_PORT"),
            database.ConnectionString, postgres.ConnectionString, Text("BASIN_BENCH_KEYS"), Text("BASIN_BENCH_PGBENCH"),
            Number("BASIN_BENCH_PID_MONITORING"), Number("BASIN_BENCH_PID_POSTGRES"), Number("BASIN_BENCH_PID_INFLUX"));
    }

    private static string Text(string name) => Environment.GetEnvironmentVariable(name) ?? throw new MeasurementFailedException($"{name} is not set; call deploy/bench ingest");

    private static int Number(string name) => int.Parse(Text(name), CultureInfo.InvariantCulture);
}
