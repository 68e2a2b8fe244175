using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Rules;

namespace Basin.Journeys;

/// <summary>A station that speaks HJ 212 over TCP, written here from the standard and without the product's own code.</summary>
public sealed class Hj212Journey(Servers servers) : IAsyncLifetime
{
    private const string Password = "628471";
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task A_station_sends_is_acknowledged_after_the_commit_and_is_asked_for_what_is_missing()
    {
        using var scenario = await Registered("tcp");
        using var device = await Device.Connect(_stack.Hj212Port, "MN-tcp", Password);
        // Times of today and yesterday, as a station sends them; garbage and a torn packet before the first good one.
        var noon = new DateTimeOffset(DateTimeOffset.UtcNow.ToOffset(YearMonth.ChinaOffset).Date, YearMonth.ChinaOffset).AddHours(-12);
        await device.Write("\0garbage##0099QN=2024");
        (await device.Send("20260101000000001", Data(noon, "1.21"))).ShouldContain("CN=9014");
        (await Revisions(scenario, noon)).ShouldBe(1);
        (await device.Send("20260101000000002", Data(noon, "1.21"))).ShouldContain("CN=9014", customMessage: "sent again, acknowledged again");
        (await Revisions(scenario, noon)).ShouldBe(1);
        (await device.Send("20260101000000003", Data(noon, "1.35"))).ShouldContain("CN=9014");
        (await Revisions(scenario, noon)).ShouldBe(2);
        var raw = $"/stations/{scenario.Station}/frames/{noon.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}/raw";
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"{raw}?revision=1")).ShouldBeOk().Text.ShouldContain("w01019-Avg=1.21");
        var packet = (await scenario.UpstreamBureau.Get(_stack.Monitoring, raw)).ShouldBeOk().Text;
        (packet.StartsWith("##", StringComparison.Ordinal), packet.Contains("w01019-Avg=1.35", StringComparison.Ordinal), packet.Contains(Password, StringComparison.Ordinal)).ShouldBe((true, true, false));

        using var stranger = await Device.Connect(_stack.Hj212Port, "MN-tcp", "000000");
        (await stranger.Send("20260101000000004", Data(noon.AddDays(-1), "1.21"))).ShouldContain("QnRtn=3");
        (await Revisions(scenario, noon.AddDays(-1))).ShouldBe(0);

        var asked = await scenario.Superior.Post(_stack.Monitoring, $"/stations/{scenario.Station}/hj212/resend", new { command = 2061, from = noon.AddDays(-1), to = noon.AddDays(-1) });
        asked.ShouldBe(HttpStatusCode.Accepted);
        var request = await device.Read();
        request.ShouldContain("CN=2061");
        var number = Field(request, "QN");
        await device.Write(device.Packet(number, "91", "9011", 8, "QnRtn=1"));
        (await device.Send("20260101000000005", Data(noon.AddDays(-1), "1.19"))).ShouldContain("CN=9014");
        await device.Write(device.Packet(number, "91", "9012", 8, "ExeRtn=1"));
        (await Revisions(scenario, noon.AddDays(-1))).ShouldBe(1);
        await Eventually.Holds(async () => (await Requests(scenario))[0]!["stage"]!.GetValue<string>() == "done", "the request is done");
        await Eventually.Holds(
            async () => (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/hj212")).ShouldBeOk().Json["traffic"]!.ToJsonString().Contains("rongPassword", StringComparison.Ordinal),
            "the wrong password is counted");
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/hj212")).Text.ShouldNotContain(Password);
    }

    [Fact]
    public async Task What_was_acknowledged_over_TCP_survives_the_death_of_the_service()
    {
        using var scenario = await Registered("kill");
        var hour = new DateTimeOffset(DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero).AddHours(-140);
        var acknowledged = new List<DateTimeOffset>();
        for (var life = 0; life < 3; life++)
        {
            using var device = await Device.Connect(_stack.Hj212Port, "MN-kill", Password);
            for (var n = 0; n < 40; n++, hour = hour.AddMinutes(1))
                if ((await device.Send($"202601010000{life:D2}{n:D3}", Data(hour, "1.21"))).Contains("CN=9014", StringComparison.Ordinal)) acknowledged.Add(hour);
            // A few more are under way when it dies.
            for (var n = 0; n < 20; n++) await device.Write(device.Packet($"202601010001{life:D2}{n:D3}", "21", "2061", 9, Data(hour.AddSeconds(n), "1.21")));
            await _stack.Monitoring.Kill();
            _stack.Monitoring.Start();
            await _stack.Monitoring.WaitUntilReady();
        }

        var stored = (await _stack.Rows<DateTime>("monitoring", $"select time from frames where station = '{scenario.Station}'")).Select(time => new DateTimeOffset(time)).ToList();
        acknowledged.Count.ShouldBe(120);
        acknowledged.Except(stored).ShouldBeEmpty();
        stored.Distinct().Count().ShouldBe(stored.Count);
    }

    private async Task<Scenario> Registered(string suffix)
    {
        var scenario = await Scenario.Unsigned(_stack, suffix);
        (await scenario.Superior.Put(_stack.Monitoring, $"/stations/{scenario.Station}/hj212", new { mn = $"MN-{suffix}", password = Password, version = "surface-water" })).ShouldBeOk();
        return scenario;
    }

    private static string Data(DateTimeOffset time, string permanganate) =>
        $"DataTime={time.ToOffset(YearMonth.ChinaOffset):yyyyMMddHHmmss};w01019-Avg={permanganate},w01019-Flag=N;w21003-Avg=0.05,w21003-Flag=N;w21011-Avg=0.015,w21011-Flag=N;w21001-Avg=0.7,w21001-Flag=N";

    private async Task<int> Revisions(Scenario scenario, DateTimeOffset time)
    {
        var day = await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/days/{time.ToOffset(YearMonth.ChinaOffset):yyyy-MM-dd}");
        return day.ShouldBeOk().Json["frames"]!.AsArray().Where(frame => frame!["time"]!.GetValue<DateTimeOffset>() == time).Sum(frame => frame!["revisions"]!.AsArray().Count);
    }

    private async Task<JsonArray> Requests(Scenario scenario) =>
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/hj212/requests")).ShouldBeOk().Json.AsArray();

    private static string Field(string packet, string name) => packet.Split(';').Select(field => field[(field.IndexOf("QN=", StringComparison.Ordinal) is >= 0 and var at ? at : 0)..]).First(field => field.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..];

    /// <summary>One data logger.</summary>
    private sealed class Device : IDisposable
    {
        private readonly TcpClient _client = new();
        private readonly string _mn;
        private readonly string _password;
        private StreamReader _answers = null!;

        private Device(string mn, string password) => (_mn, _password) = (mn, password);

        public static async Task<Device> Connect(int port, string mn, string password)
        {
            var device = new Device(mn, password);
            await device._client.ConnectAsync(IPAddress.Loopback, port);
            device._answers = new(device._client.GetStream(), Encoding.ASCII);
            return device;
        }

        /// <summary>Sends a packet of data that wants an answer, and waits for it.</summary>
        public async Task<string> Send(string number, string data)
        {
            await Write(Packet(number, "21", "2061", 9, data));
            return await Read();
        }

        public async Task<string> Read() =>
            await _answers.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30)) ?? throw new EndOfStreamException("the server closed the connection");

        public async Task Write(string text) => await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

        public string Packet(string number, string system, string command, int flag, string data)
        {
            var segment = $"QN={number};ST={system};CN={command};PW={_password};MN={_mn};Flag={flag};CP=&&{data}&&";
            return string.Create(CultureInfo.InvariantCulture, $"##{segment.Length:D4}{segment}{Check(segment):X4}\r\n");
        }

        public void Dispose() => _client.Dispose();

        // HJ 212-2017, appendix A.
        private static int Check(string segment)
        {
            var check = 0xFFFF;
            foreach (var letter in segment)
            {
                check = (check >> 8) ^ letter;
                for (var bit = 0; bit < 8; bit++)
                {
                    var least = check & 1;
                    check >>= 1;
                    if (least == 1) check ^= 0xA001;
                }
            }

            return check;
        }
    }
}
