using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Basin.Hosting;
using Basin.Monitoring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basin.Services.Tests.Monitoring;

/// <summary>Real sockets on this machine, with a store that the test holds in its hand.</summary>
public sealed class Hj212ListenerTests : IAsyncDisposable
{
    private const string Hour = "w01001-Avg=7.06,w01001-Flag=N";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(5);

    private readonly FakeTimeProvider _clock = new(Hj212Station.Now);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _clients = [];
    private readonly Hj212Traffic _traffic = new();
    private readonly Hj212Profile _profile = Hj212Station.Profile();
    private readonly Hj212Requests _requests;
    private Hj212Take _take = (_, _, _, _) => Task.FromResult(Hj212Taken.Stored);
    private Hj212Listener? _listener;
    private Task? _running;

    public Hj212ListenerTests() => _requests = new(station => station == "JK-01" ? _profile : null, _clock);

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await _stop.CancelAsync();
        if (_running is not null) await _running.WaitAsync(Deadline);
        _listener?.Dispose();
        _stop.Dispose();
    }

    private void Listen(Hj212Limits? limits = null, SslStreamCertificateContext? tls = null)
    {
        var network = new Hj212Network(
            mn => mn == _profile.Mn ? _profile : null, (station, frame, raw, cancel) => _take(station, frame, raw, cancel), _traffic, _requests,
            limits ?? Hj212Limits.Usual, _clock, NullLogger.Instance);
        _listener = new(network, new(IPAddress.Loopback, 0), tls);
        _running = _listener.Run(_stop.Token);
    }

    private async Task<Stream> Connect()
    {
        var client = new TcpClient();
        _clients.Add(client);
        await client.ConnectAsync(_listener!.Endpoint);
        return client.GetStream();
    }

    /// <summary>A connection that was heard, of a device that nobody knows.</summary>
    private async Task<Stream> Stranger()
    {
        var stream = await Connect();
        await stream.WriteAsync(Hj212Corpus.Packets["unknown device"]);
        (await Answer(stream)).ShouldContain("QnRtn=4");
        return stream;
    }

    private static string Number(int number) => $"20240531160000{number:D3}";

    private static byte[] Packet(int number) => Hj212Station.Packet($"DataTime=202405{(number % 28) + 1:D2}{number % 24:D2}0000;{Hour}", number: Number(number));

    private static async Task<string> Answer(Stream stream)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        using var deadline = new CancellationTokenSource(Deadline);
        while (line.Length < 2 || line[^1] != '\n')
        {
            if (await stream.ReadAsync(one, deadline.Token) == 0) return "closed";
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd();
    }

    private static async Task Until(Func<bool> holds, string what)
    {
        var deadline = DateTime.UtcNow + Deadline;
        while (!holds())
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue(what);
            await Task.Delay(PollEvery);
        }
    }

    [Fact]
    public async Task A_frame_is_acknowledged_after_its_commit_and_not_before()
    {
        var commit = new TaskCompletionSource<Hj212Taken>();
        var handed = new TaskCompletionSource<Frame>();
        _take = (_, frame, _, _) =>
        {
            handed.SetResult(frame);
            return commit.Task;
        };
        Listen();
        var stream = await Connect();
        await stream.WriteAsync(Packet(1));
        (await handed.Task.WaitAsync(Deadline)).Station.ShouldBe("JK-01");
        var answer = Answer(stream);
        answer.IsCompleted.ShouldBeFalse();
        commit.SetResult(Hj212Taken.Stored);
        (await answer).ShouldContain($"QN={Number(1)};ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=8;CP=&&QnRtn=1&&");
        var tally = _traffic.Since("JK-01");
        (tally.Good, tally.Stored).ShouldBe((1, 1));
    }

    [Fact]
    public async Task Answers_come_in_the_order_of_the_frames_whichever_is_committed_first()
    {
        var commits = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource<Hj212Taken>()).ToArray();
        var handed = 0;
        _take = (_, _, _, _) => commits[Interlocked.Increment(ref handed) - 1].Task;
        Listen();
        var stream = await Connect();
        await stream.WriteAsync((byte[])[.. Packet(1), .. Packet(2), .. Packet(3)]);
        await Until(() => handed == 3, "three frames at once");
        commits[2].SetResult(Hj212Taken.Stored);
        commits[1].SetResult(Hj212Taken.Refused("no"));
        commits[0].SetResult(Hj212Taken.Stored);
        (await Answer(stream)).ShouldContain($"QN={Number(1)};ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=8;CP=&&QnRtn=1&&");
        (await Answer(stream)).ShouldContain($"QN={Number(2)};ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=8;CP=&&QnRtn=2&&");
        (await Answer(stream)).ShouldContain($"QN={Number(3)};ST=91;CN=9014;PW=PW4test;MN=BASIN-TEST-0001;Flag=8;CP=&&QnRtn=1&&");
    }

    [Fact]
    public async Task What_is_not_stored_is_not_acknowledged()
    {
        var tries = 0;
        _take = (_, _, _, _) => Interlocked.Increment(ref tries) switch
        {
            1 => throw new InvalidOperationException("the database is away"),
            2 => Task.FromException<Hj212Taken>(new TimeoutException()),
            3 => Task.FromResult(Hj212Taken.Busy),
            _ => Task.FromResult(Hj212Taken.Stored),
        };
        Listen();
        var stream = await Connect();
        for (var number = 1; number <= 3; number++)
        {
            await stream.WriteAsync(Packet(7));
            (await Answer(stream)).ShouldContain("CP=&&QnRtn=9&&");
        }

        await stream.WriteAsync(Packet(7));
        (await Answer(stream)).ShouldContain("CP=&&QnRtn=1&&");
        _traffic.Since("JK-01").Stored.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_with_too_many_frames_under_way_is_read_no_further_and_holds_up_no_other()
    {
        var (handed, gate) = (0, new TaskCompletionSource<Hj212Taken>());
        _take = (_, _, _, _) => Interlocked.Increment(ref handed) <= 100 ? gate.Task : Task.FromResult(Hj212Taken.Stored);
        Listen(new() { InFlightMax = 4 });
        var slow = await Connect();
        for (var number = 0; number < 100; number++) await slow.WriteAsync(Packet(number));
        // One is with the writer, one with the reader that waits.
        await Until(() => handed == 6, "six frames under way");
        handed = 100;
        var other = await Connect();
        await other.WriteAsync(Packet(500));
        (await Answer(other)).ShouldContain("QnRtn=1");
        handed.ShouldBe(101);
        gate.SetResult(Hj212Taken.Stored);
        for (var number = 0; number < 100; number++) (await Answer(slow)).ShouldContain($"QN={Number(number)}");
        handed.ShouldBe(195);
    }

    [Fact]
    public async Task Faults_are_answered_and_counted_and_the_next_good_frame_is_taken()
    {
        Listen();
        var stream = await Connect();
        await stream.WriteAsync(Packet(1));
        (await Answer(stream)).ShouldContain("QnRtn=1");
        foreach (var (packet, code) in (List<(byte[], string)>)
        [
            (Hj212Corpus.Packets["wrong check"], "QnRtn=99"),
            (Hj212Corpus.Packets["length too long"], "QnRtn=100"),
            (Hj212Corpus.Packets["wrong password"], "QnRtn=3"),
            (Hj212Corpus.Packets["unknown device"], "QnRtn=4"),
            (Hj212Corpus.Packets["wrong system"], "QnRtn=5"),
            (Hj212Corpus.Packets["unknown command"], "QnRtn=8"),
        ])
        {
            await stream.WriteAsync(packet);
            (await Answer(stream)).ShouldContain(code);
        }

        await stream.WriteAsync((byte[])[.. "noise##0999QN=1;"u8, .. Packet(2)]);
        (await Answer(stream)).ShouldContain($"QN={Number(2)}");
        _traffic.Since("JK-01").Faults.ShouldBe(
            new Dictionary<Hj212Fault, long>
            {
                [Hj212Fault.BadCrc] = 1, [Hj212Fault.BadLength] = 2, [Hj212Fault.WrongPassword] = 1, [Hj212Fault.WrongSystem] = 1, [Hj212Fault.UnknownCommand] = 1,
            },
            ignoreOrder: true);
        _traffic.Strangers.ShouldHaveSingleItem().LastFault.ShouldBe(Hj212Fault.UnknownMn);
    }

    [Fact]
    public async Task A_packet_that_is_never_finished_is_given_up_after_its_time()
    {
        Listen();
        var stream = await Connect();
        await stream.WriteAsync(Packet(1));
        await Answer(stream);
        await stream.WriteAsync(Hj212Corpus.Packets["length too long"].AsMemory(..^2));
        for (var tries = 0; _traffic.Since("JK-01").Faults.Count == 0; tries++)
        {
            (tries < 1000).ShouldBeTrue("the unfinished packet is counted");
            _clock.Advance(TimeSpan.FromSeconds(1));
            _listener!.CheckTimes();
            await Task.Delay(PollEvery);
        }

        (await Answer(stream)).ShouldContain("QnRtn=100");
        await stream.WriteAsync(Packet(2));
        (await Answer(stream)).ShouldContain($"QN={Number(2)}");
    }

    [Fact]
    public async Task A_silent_stranger_is_closed_and_a_silent_station_stays()
    {
        Listen();
        var (stranger, station) = (await Stranger(), await Connect());
        await station.WriteAsync(Packet(1));
        await Answer(station);
        // In steps, because the answer is here before its writing is over there: a leap would look like a peer that does not read.
        var seconds = 0;
        await Until(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                seconds++;
                _listener!.CheckTimes();
                return _listener.Count == 1;
            },
            "the stranger is closed");
        seconds.ShouldBeGreaterThan(60);
        (await Answer(stranger)).ShouldBe("closed");
        await station.WriteAsync(Packet(2));
        (await Answer(station)).ShouldContain($"QN={Number(2)}");
        _clock.Advance(TimeSpan.FromHours(5) + TimeSpan.FromSeconds(1));
        await Until(
            () =>
            {
                _listener!.CheckTimes();
                return _listener.Count == 0;
            },
            "the silent station is closed at last");
        _requests.IsConnected("JK-01").ShouldBeFalse();
    }

    [Fact]
    public async Task When_all_connections_are_taken_the_quietest_stranger_gives_way_and_no_station_does()
    {
        Listen(new() { ConnectionsMax = 2 });
        var station = await Connect();
        await station.WriteAsync(Packet(1));
        await Answer(station);
        var first = await Stranger();
        var second = await Connect();
        (await Answer(first)).ShouldBe("closed");
        await second.WriteAsync(Packet(2));
        (await Answer(second)).ShouldContain($"QN={Number(2)}");
        (await Answer(await Connect())).ShouldBe("closed");
        await station.WriteAsync(Packet(3));
        (await Answer(station)).ShouldContain($"QN={Number(3)}");
    }

    [Fact]
    public async Task One_address_has_no_more_connections_than_its_share()
    {
        Listen(new() { AddressConnectionsMax = 1 });
        var first = await Connect();
        await first.WriteAsync(Packet(1));
        await Answer(first);
        (await Answer(await Connect())).ShouldBe("closed");
        await first.WriteAsync(Packet(2));
        (await Answer(first)).ShouldContain($"QN={Number(2)}");
    }

    [Fact]
    public async Task Nothing_but_faults_closes_a_connection_and_a_good_packet_begins_the_count_anew()
    {
        Listen(new() { FaultsMax = 3 });
        var stream = await Connect();
        for (var round = 0; round < 3; round++)
        {
            for (var fault = 0; fault < 3; fault++) await stream.WriteAsync(Hj212Corpus.Packets["empty segment"]);
            await stream.WriteAsync(Packet(round));
            (await Answer(stream)).ShouldContain($"QN={Number(round)}");
        }

        for (var fault = 0; fault < 4; fault++) await stream.WriteAsync(Hj212Corpus.Packets["empty segment"]);
        (await Answer(stream)).ShouldBe("closed");
    }

    [Fact]
    public async Task More_bytes_than_a_second_may_bring_wait_for_the_next()
    {
        Listen(new() { BytesPerSecondMax = 1000 });
        var stream = await Connect();
        // Read in pieces of 4 KiB at most, each of which is more than a second may bring.
        await stream.WriteAsync((byte[])[.. new byte[10 * 4096], .. Packet(1)]);
        var answer = Answer(stream);
        var seconds = 0;
        for (; !answer.IsCompleted; seconds++)
        {
            await Task.Delay(PollEvery);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        (await answer).ShouldContain($"QN={Number(1)}");
        seconds.ShouldBeGreaterThanOrEqualTo(10);
    }

    [Fact]
    public async Task A_flood_of_noise_holds_up_its_own_sender_only()
    {
        Listen();
        var flood = await Connect();
        using var enough = new CancellationTokenSource();
        var noise = Enumerable.Range(0, 64 * 1024).Select(place => (byte)(place * 31 % 256)).ToArray();
        var flooding = Task.Run(async () =>
        {
            while (true) await flood.WriteAsync(noise, enough.Token);
        });
        Stream[] stations = [await Connect(), await Connect()];
        for (var number = 0; number < 20; number++)
        {
            foreach (var station in stations)
            {
                await station.WriteAsync(Packet(number));
                (await Answer(station)).ShouldContain($"QN={Number(number)}");
            }
        }

        await enough.CancelAsync();
        await flooding.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_station_that_asks_for_the_time_is_told_and_may_be_asked_for_its_history()
    {
        Listen();
        var stream = await Connect();
        await stream.WriteAsync(Hj212Station.Packet("", command: 1013));
        (await Answer(stream)).ShouldContain("CN=9013");
        (await Answer(stream)).ShouldContain("CN=1012;PW=PW4test;MN=BASIN-TEST-0001;Flag=9;CP=&&SystemTime=20240601080000&&");
        var setTime = _requests.Of("JK-01").ShouldHaveSingleItem().Number;
        await stream.WriteAsync(Hj212Station.Packet("QnRtn=1", command: 9011, flag: "8", number: setTime, st: "91"));
        await stream.WriteAsync(Hj212Station.Packet("ExeRtn=1", command: 9012, flag: "8", number: setTime, st: "91"));
        await Until(() => _requests.Of("JK-01")[0].Stage == Hj212Stage.Done, "the clock is set");

        var asked = _requests.RequestResend("JK-01", 2061, Hj212Station.Now.AddDays(-31), Hj212Station.Now).Conversation!;
        (await Answer(stream)).ShouldContain($"QN={asked.Number};ST=21;CN=2061");
        await stream.WriteAsync(Hj212Station.Packet("QnRtn=1", command: 9011, flag: "8", number: asked.Number, st: "91"));
        await stream.WriteAsync(Packet(1));
        (await Answer(stream)).ShouldContain($"QN={Number(1)};ST=91;CN=9014");
        await stream.WriteAsync(Hj212Station.Packet("ExeRtn=1", command: 9012, flag: "8", number: asked.Number, st: "91"));
        await Until(() => _requests.Of("JK-01")[0] is { Stage: Hj212Stage.Done, Frames: 1 }, "the history came");
    }

    [Fact]
    public async Task Frames_that_were_handed_over_are_stored_although_the_peer_is_gone()
    {
        var (commit, stored) = (new TaskCompletionSource(), new TaskCompletionSource());
        _take = async (_, _, _, cancel) =>
        {
            await commit.Task.WaitAsync(cancel);
            stored.SetResult();
            return Hj212Taken.Stored;
        };
        Listen();
        var stream = await Connect();
        await stream.WriteAsync(Packet(1));
        await Until(() => _traffic.Since("JK-01").Good == 1, "the frame was handed over");
        _clients[0].Client.Close(0);
        commit.SetResult();
        await stored.Task.WaitAsync(Deadline);
        await Until(() => _listener!.Count == 0, "the connection is gone");
    }

    [Fact]
    public async Task Many_connections_are_served_at_once()
    {
        Listen();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            var stream = await Connect1();
            await stream.WriteAsync(Packet(number));
            return await Answer(stream);
        }));
        answers.ShouldAllBe(answer => answer.Contains("QnRtn=1"));
        _traffic.Since("JK-01").Stored.ShouldBe(200);

        async Task<Stream> Connect1()
        {
            var client = new TcpClient();
            lock (_clients) _clients.Add(client);
            await client.ConnectAsync(_listener!.Endpoint);
            return client.GetStream();
        }
    }

    [Fact]
    public async Task The_same_is_spoken_over_tls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var (file, keyFile) = (Path.Combine(folder.FullName, "server.pem"), Path.Combine(folder.FullName, "server.key"));
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
            Listen(tls: Settings(("PORT", "6212"), ("TLS_CERTIFICATE", file), ("TLS_KEY", keyFile))!.ReadCertificate());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var plain = await Connect();
        await plain.WriteAsync(Packet(1));
        (await Answer(plain)).ShouldNotContain("QnRtn");
        await using var stream = new SslStream(await Connect(), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString(),
        });
        foreach (var piece in Hj212Station.ByteByByte(Packet(2))) await stream.WriteAsync(piece);
        (await Answer(stream)).ShouldContain($"QN={Number(2)}");
    }

    [Fact]
    public void It_is_spoken_only_where_a_port_is_set()
    {
        Settings().ShouldBeNull();
        Settings(("PORT", "")).ShouldBeNull();
        Settings(("PORT", "6212"))!.Endpoint.ShouldBe(new IPEndPoint(IPAddress.Loopback, 6212));
        Settings(("PORT", "6212"))!.ReadCertificate().ShouldBeNull();
        Settings(("PORT", "65535"), ("ADDRESS", "0.0.0.0"))!.Endpoint.ShouldBe(new IPEndPoint(IPAddress.Any, 65535));
        foreach (var port in (string[])["0", "65536", "-1", "x", "6212 "])
            Should.Throw<UnusableSettingException>(() => Settings(("PORT", port))).Message.ShouldContain("BASIN_HJ212_PORT");
        Should.Throw<UnusableSettingException>(() => Settings(("PORT", "6212"), ("ADDRESS", "here"))).Message.ShouldContain("BASIN_HJ212_ADDRESS");
        Should.Throw<UnusableSettingException>(() => Settings(("PORT", "6212"), ("TLS_KEY", "a"))).Message.ShouldContain("two files or none");
        Should.Throw<UnusableSettingException>(() => Settings(("PORT", "6212"), ("TLS_CERTIFICATE", "/none"), ("TLS_KEY", "/none"))!.ReadCertificate());
    }

    private static Hj212Settings? Settings(params (string Name, string Value)[] values) => Hj212Settings.From(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"BASIN_HJ212_{value.Name}", (string?)value.Value))).Build());
}
