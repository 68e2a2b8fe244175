using System.Net;
using System.Text;

namespace Basin.Benchmarks.Ingest;

/// <summary><c>POST /readings</c> as the stations' operator; insists that every frame was accepted as new.</summary>
public sealed class BasinSender(IngestServers servers, World world, HttpSender sender)
{
    private readonly Uri _readings = new(servers.Monitoring, "/readings");

    public async Task Post(Payload payload, CancellationToken cancel)
    {
        var answer = await sender.Post(_readings, payload.Body, "application/json", world.Authorization(), HttpStatusCode.OK, cancel);
        if (answer.AsSpan().IndexOf(Encoding.UTF8.GetBytes($"\"counts\":{{\"accepted\":{payload.Frames},")) < 0)
            throw new MeasurementFailedException($"not every frame of {payload.Frames} was accepted: {Encoding.UTF8.GetString(answer.AsSpan(Math.Max(0, answer.Length - 300)))}");
    }
}
