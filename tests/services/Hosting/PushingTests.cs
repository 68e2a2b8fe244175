using System.Net;
using System.Net.Sockets;
using System.Text;
using Basin.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Basin.Services.Tests.Hosting;

/// <summary>What may come back over a real connection, from a receiver that follows a script.</summary>
public sealed class PushingTests : IDisposable
{
    private const string Good = "HTTP/1.1 204 No Content\r\n\r\n", Broken = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 10, 2, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Pushing _pushing;
    private int _connections;

    public PushingTests()
    {
        _pushing = new(AllowedNetworks.All, triesMax: 2, _clock);
        _listener.Start();
    }

    [Fact]
    public async Task A_push_that_is_taken_is_one_try()
    {
        var answer = await Push(Answers(Good));
        (answer.Outcome, answer.Answer, answer.Tries.Count, _connections).ShouldBe((PushOutcome.Taken, "HTTP 204", 1, 1));
    }

    [Fact]
    public async Task An_answer_of_500_is_tried_once_more_at_once()
    {
        var answer = await Push(Answers(Broken), Answers(Good));
        (answer.Outcome, _connections).ShouldBe((PushOutcome.Taken, 2));
        answer.Tries.Select(one => one.Answer).ShouldBe(["HTTP 500", "HTTP 204"]);
        (answer.Tries[1].At - answer.Tries[0].At).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_receiver_that_hangs_is_given_up_after_ten_seconds()
    {
        var answer = await Push(Hangs, Hangs);
        (answer.Outcome, answer.Answer).ShouldBe((PushOutcome.Failed, "no answer within 10 s"));
        answer.Tries.ShouldAllBe(one => one.Milliseconds >= 10_000);
    }

    [Fact]
    public async Task A_connection_that_is_reset_is_a_failure()
    {
        var answer = await Push(Resets, Resets);
        (answer.Outcome, answer.Tries.Count).ShouldBe((PushOutcome.Failed, 2));
    }

    [Fact]
    public async Task A_second_answer_is_not_taken_for_the_answer_to_the_next_push()
    {
        (await Push(Answers(Good + Good))).Taken.ShouldBeTrue();
        var next = await Push(Answers(Broken), Answers(Broken));
        (next.Outcome, _connections).ShouldBe((PushOutcome.Failed, 3), "each try has a connection of its own");
    }

    [Theory]
    [InlineData("302 Found", PushOutcome.Refused, 1)]
    [InlineData("404 Not Found", PushOutcome.Refused, 1)]
    [InlineData("410 Gone", PushOutcome.Gone, 1)]
    [InlineData("408 Request Timeout", PushOutcome.Failed, 2)]
    [InlineData("429 Too Many Requests", PushOutcome.Failed, 2)]
    [InlineData("599 Whatever", PushOutcome.Failed, 2)]
    public async Task An_answer_is_a_failure_a_refusal_or_an_end(string status, PushOutcome outcome, int tries)
    {
        var script = Answers($"HTTP/1.1 {status}\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        var answer = await Push(script, script);
        (answer.Outcome, answer.Tries.Count).ShouldBe((outcome, tries));
    }

    [Fact]
    public async Task An_endless_answer_is_not_read()
    {
        var answer = await Push(Answers($"HTTP/1.1 200 OK\r\nX: {new string('x', 64 * 1024)}\r\n\r\n"), Answers(Good));
        answer.Tries.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_loopback_address_is_not_connected_to_unless_the_operator_allows_it()
    {
        using var pushing = new Pushing(AllowedNetworks.PublicOnly, triesMax: 2, _clock);
        var answer = await pushing.Post(Address("localhost"), [], "Basin-Test", "1", TestContext.Current.CancellationToken);
        (answer.Outcome, answer.Tries.Count, _listener.Pending()).ShouldBe((PushOutcome.Failed, 1, false), "a name may lead elsewhere an hour later");
        answer.Answer.ShouldContain("private or loopback");
    }

    [Theory]
    [InlineData("gopher://x")]
    [InlineData("/notices")]
    [InlineData("http:///notices")]
    [InlineData("")]
    public async Task What_is_no_address_is_not_tried(string url)
    {
        var answer = await _pushing.Post(url, [], "Basin-Test", "1", TestContext.Current.CancellationToken);
        (answer.Outcome, answer.Tries.Count).ShouldBe((PushOutcome.Barred, 0));
    }

    [Fact]
    public async Task A_service_that_is_stopping_does_not_take_its_own_end_for_the_receivers()
    {
        var pushing = new Pushing(AllowedNetworks.All, triesMax: 2, _clock);
        pushing.Dispose();
        await Should.ThrowAsync<ObjectDisposedException>(() => pushing.Post(Address("127.0.0.1"), [], "Basin-Test", "1", TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _pushing.Dispose();
        _listener.Dispose();
    }

    private string Address(string host) => $"http://{host}:{((IPEndPoint)_listener.LocalEndpoint).Port}/";

    /// <summary>Pushes to a receiver that treats each connection by the next part of the script; time passes whenever nothing else happens.</summary>
    private async Task<PushAnswer> Push(params Func<Socket, CancellationToken, Task>[] script)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var receiver = Task.Run(async () =>
        {
            foreach (var part in script)
            {
                using var connection = await _listener.AcceptSocketAsync(over.Token);
                Interlocked.Increment(ref _connections);
                await part(connection, over.Token);
            }
        });
        var pushed = _pushing.Post(Address("127.0.0.1"), "{}"u8.ToArray(), "Basin-Test", "1", TestContext.Current.CancellationToken);
        while (await Task.WhenAny(pushed, Task.Delay(20)) != pushed) _clock.Advance(TimeSpan.FromSeconds(1));
        await over.CancelAsync();
        await Task.WhenAny(receiver);
        return await pushed;
    }

    private static Func<Socket, CancellationToken, Task> Answers(string text) => async (connection, cancel) =>
    {
        await Read(connection, cancel);
        await connection.SendAsync(Encoding.ASCII.GetBytes(text), cancel);
        connection.Shutdown(SocketShutdown.Send);
        await Drain(connection, cancel);
    };

    private static async Task Hangs(Socket connection, CancellationToken cancel)
    {
        await Read(connection, cancel);
        await Drain(connection, cancel);
    }

    private static async Task Resets(Socket connection, CancellationToken cancel)
    {
        await Read(connection, cancel);
        connection.LingerState = new(true, 0);
    }

    private static Task Read(Socket connection, CancellationToken cancel) => connection.ReceiveAsync(new byte[64 * 1024], cancel).AsTask();

    /// <summary>Until the other side closes.</summary>
    private static async Task Drain(Socket connection, CancellationToken cancel)
    {
        try
        {
            while (await connection.ReceiveAsync(new byte[1024], cancel) > 0) continue;
        }
        catch (SocketException)
        {
            // Closing with unread bytes is a reset.
        }
    }
}
