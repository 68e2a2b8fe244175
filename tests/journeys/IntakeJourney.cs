using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Journeys;

/// <summary>How readings are handed over by HTTP: batches with receipts and keys, and years in one stream.</summary>
public sealed class IntakeJourney(Servers servers) : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task A_batch_is_receipted_and_its_key_is_answered_the_same_for_good()
    {
        using var scenario = await Scenario.Unsigned(_stack, "receipt");
        var body = Body(scenario.Frames(Scenario.CleanWater, 1, 1));
        var first = await Post(scenario.Operator, "/readings", body, key: "2024-01");
        first.ShouldBeOk().Json["counts"]!["accepted"]!.GetValue<int>().ShouldBe(31);

        var receipt = first.Json["receipt"]!;
        receipt["content"]!["contentSha256"]!.GetValue<string>().ShouldBe(Signatures.Sha256(body));
        (receipt["content"]!["frames"]!.GetValue<int>(), receipt["content"]!["stored"]!.GetValue<int>()).ShouldBe((31, 31));
        Verifies(receipt).ShouldBeTrue("anyone can check the receipt with the published key");

        // The same under its key: the first answer, not 31 duplicates. Without the key: duplicates, under a receipt of their own.
        var again = (await Post(scenario.Operator, "/readings", body, key: "2024-01")).ShouldBeOk().Json;
        Without(again, "receipt").ShouldBe(Without(first.Json, "receipt"));
        again["receipt"]!["content"]!.ToJsonString().ShouldBe(receipt["content"]!.ToJsonString());
        var resent = (await Post(scenario.Operator, "/readings", body)).ShouldBeOk().Json;
        resent["counts"]!["duplicate"]!.GetValue<int>().ShouldBe(31);
        resent["receipt"]!["content"]!["stored"]!.GetValue<int>().ShouldBe(0);
        (await Post(scenario.Operator, "/readings", Body(scenario.Frames(Scenario.DirtyWater, 2, 2)), key: "2024-01"))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await Post(scenario.Operator, "/readings", body, key: "a key with spaces")).ShouldBeRefused(HttpStatusCode.BadRequest, "invalid-idempotency-key");

        var position = receipt["content"]!["position"]!.GetValue<long>();
        (await scenario.Operator.Get(_stack.Monitoring, $"/batches/{position}")).ShouldBeOk().Json["content"]!.ToJsonString().ShouldBe(receipt["content"]!.ToJsonString());
        (await scenario.Auditor.Get(_stack.Monitoring, $"/batches/{position}/body")).ShouldBeOk().Text.ShouldBe(Encoding.UTF8.GetString(body));
        (await scenario.Operator.Get(_stack.Monitoring, "/batches")).ShouldBeOk().Json.AsArray().Count.ShouldBe(2);
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, "/batches")).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");

        // A reading of the day leads to the batch, and the batch's receipt to its bytes.
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/days/2024-01-01")).ShouldBeOk().Json["frames"]![0]!["revisions"]![0]!["batch"]!.GetValue<long>().ShouldBe(position);
        var raw = $"/stations/{scenario.Station}/frames/{DayOne(body)}/raw";
        (await scenario.Auditor.Get(_stack.Monitoring, raw)).ShouldBeOk().Json["body"]!.GetValue<string>().ShouldBe($"/batches/{position}/body");
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, raw)).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await scenario.Auditor.Get(_stack.Monitoring, $"{raw}?revision=2")).ShouldBeRefused(HttpStatusCode.NotFound, "unknown-frame");
        using var other = await Scenario.Unsigned(_stack, "other");
        (await other.Operator.Get(_stack.Monitoring, $"/batches/{position}")).ShouldBeRefused(HttpStatusCode.NotFound, "unknown-batch");
        (await Post(other.Operator, "/readings", body)).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-station");
        (await other.Operator.Get(_stack.Monitoring, "/batches")).ShouldBeOk().Json.AsArray().ShouldBeEmpty();
    }

    private static string DayOne(byte[] body) => JsonNode.Parse(body)!["frames"]![0]!["time"]!.GetValue<string>();

    [Fact]
    public async Task A_year_goes_in_as_one_packed_stream_and_every_line_is_answered()
    {
        using var scenario = await Scenario.Unsigned(_stack, "stream");
        var hours = Enumerable.Range(0, 366 * 24).Select(hour => Line(scenario.Station, new DateTimeOffset(2024, 1, 1, 0, 0, 0, YearMonth.ChinaOffset).AddHours(hour), "1.20")).ToList();
        hours.Insert(1500, "no json");
        hours.Insert(2500, "");
        hours.Insert(3500, Line("NOBODY", new(2024, 1, 1, 0, 0, 0, YearMonth.ChinaOffset), "1.20"));
        hours.Add(Line(scenario.Station, new(2024, 1, 1, 0, 0, 0, YearMonth.ChinaOffset), "1.30"));
        var stream = Encoding.UTF8.GetBytes(string.Join('\n', hours));

        var answers = await Stream(scenario.Operator, stream, packed: true);
        var chunks = answers.SkipLast(1).ToList();
        chunks.Sum(chunk => chunk["lines"]!.GetValue<int>()).ShouldBe(hours.Count);
        foreach (var chunk in chunks) Verifies(chunk["receipt"]!).ShouldBeTrue();
        var named = chunks.SelectMany(chunk => chunk["results"]!.AsArray()).Select(result => (result!["index"]!.GetValue<int>(), result["outcome"]!.GetValue<string>(), result["code"]?.GetValue<string>())).ToList();
        named.ShouldBe([(1500, "refused", "malformed-json"), (3500, "refused", "unknown-station"), (hours.Count - 1, "revision", null)]);
        answers[^1]["lines"]!.GetValue<int>().ShouldBe(hours.Count);
        Tally(answers[^1]).ShouldBe((8784, 0, 1, 2));

        // Sent again, and unpacked: nothing new; the correction of the first hour stands.
        Tally((await Stream(scenario.Operator, stream, packed: false))[^1]).ShouldBe((0, 8785, 0, 2));
        (await _stack.Scalar<long>("monitoring", "select count(*) from frames")).ShouldBe(8785);
        (await Post(scenario.UpstreamBureau, "/readings/stream", stream, type: "application/x-ndjson")).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await Post(scenario.Operator, "/readings/stream", stream)).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_keeps_what_it_answered_and_says_so()
    {
        using var scenario = await Scenario.Unsigned(_stack, "broken");
        var lines = Enumerable.Range(0, 2500).Select(hour => Line(scenario.Station, new DateTimeOffset(2024, 1, 1, 0, 0, 0, YearMonth.ChinaOffset).AddHours(hour), "1.20"));
        var packed = Packed(Encoding.UTF8.GetBytes(string.Join('\n', lines) + new string('x', 70_000)));
        var answers = await Answers(await Send(scenario.Operator, packed, "gzip"));
        answers[^1]["broken"]!.GetValue<string>().ShouldBe("Line 2499 has more than 65536 bytes.");
        answers[^1]["lines"]!.GetValue<int>().ShouldBe(2000);
        (await _stack.Scalar<long>("monitoring", "select count(*) from frames")).ShouldBe(2000);

        answers = await Answers(await Send(scenario.Operator, packed[..(packed.Length / 2)], "gzip"));
        // Cut off on its way, it ends within a line: what was read whole is taken, the rest is not, and the answer says so.
        (answers[^1]["lines"]!.GetValue<int>(), answers[^1]["total"]!["refused"]!.GetValue<int>()).ShouldBe((1000, 0));
        answers[^1]["broken"]!.GetValue<string>().ShouldStartWith("The body breaks off");
        answers = await Answers(await Send(scenario.Operator, Packed(Encoding.UTF8.GetBytes(lines.First()))[..^8], "gzip"));
        (answers.Count, answers[0]["lines"]!.GetValue<int>()).ShouldBe((1, 0), "without its end nobody knows that it is whole");
        answers = await Answers(await Send(scenario.Operator, Encoding.UTF8.GetBytes("not gzip"), "gzip"));
        (answers.Count, answers[0]["lines"]!.GetValue<int>(), answers[0]["broken"]!.GetValue<string>()).ShouldBe((1, 0, "The body is not gzip, or a part of it did not arrive."));
    }

    [Fact]
    public async Task More_than_may_wait_is_refused_with_the_time_to_come_again_and_taken_then()
    {
        using var scenario = await Scenario.Unsigned(_stack, "busy");
        var bodies = Enumerable.Range(0, 11).Select(part => Body(Enumerable.Range(part * 5000, 5000).Select(minute => new
        {
            station = scenario.Station, time = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
            readings = new Dictionary<string, string> { ["CODMn"] = "1.20" },
        }))).ToList();
        // The log of frames stands still, so what is handed over waits: 50,000 frames may, and these are 55,000.
        List<Task<HttpResponseMessage>> sent;
        int last;
        await using (await _stack.Hold("monitoring", "frames"))
        {
            sent = [.. bodies.Select(async body =>
            {
                using var request = Request(scenario.Operator, "/readings", body, "application/json");
                return await _client.SendAsync(request);
            })];
            var first = await Task.WhenAny(sent);
            last = sent.IndexOf(first);
            using var refused = await first;
            (refused.StatusCode, refused.Headers.RetryAfter!.Delta).ShouldBe((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)));
        }

        foreach (var task in sent.Where((_, place) => place != last))
        {
            using var taken = await task;
            taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await _stack.Scalar<long>("monitoring", "select count(*) from frames")).ShouldBe(50_000, "nothing of what was refused is stored");
        (await Post(scenario.Operator, "/readings", bodies[last])).ShouldBeOk().Json["counts"]!["accepted"]!.GetValue<int>().ShouldBe(5000);
    }

    private static (int Accepted, int Duplicate, int Revision, int Refused) Tally(JsonNode end)
    {
        var total = end["total"]!;
        return (total["accepted"]!.GetValue<int>(), total["duplicate"]!.GetValue<int>(), total["revision"]!.GetValue<int>(), total["refused"]!.GetValue<int>());
    }

    private static string Line(string station, DateTimeOffset time, string permanganate) =>
        JsonSerializer.Serialize(new { station, time = time.ToString("yyyy-MM-dd'T'HH:mm:sszzz"), readings = new Dictionary<string, string> { ["CODMn"] = permanganate, ["NH3-N"] = "0.05" } });

    private static byte[] Body(IEnumerable<object> frames) => JsonSerializer.SerializeToUtf8Bytes(new { frames });

    private static string Without(JsonNode node, string field)
    {
        var copy = node.DeepClone().AsObject();
        copy.Remove(field);
        return copy.ToJsonString();
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private bool Verifies(JsonNode receipt) =>
        receipt["keyId"]!.GetValue<string>() == _stack.Receipts.Id
        && Signatures.Verify(_stack.Receipts.PublicPem, CanonicalJson.Utf8(receipt["content"]!.ToJsonString()), receipt["signature"]!.GetValue<string>());

    private async Task<IReadOnlyList<JsonNode>> Stream(Actor actor, byte[] lines, bool packed) =>
        await Answers(packed ? await Send(actor, Packed(lines), "gzip") : await Send(actor, lines, null));

    private static async Task<IReadOnlyList<JsonNode>> Answers(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        }
    }

    private async Task<HttpResponseMessage> Send(Actor actor, byte[] body, string? encoding)
    {
        using var request = Request(actor, "/readings/stream", body, "application/x-ndjson");
        if (encoding is not null) request.Content!.Headers.ContentEncoding.Add(encoding);
        return await _client.SendAsync(request);
    }

    private async Task<Answer> Post(Actor actor, string path, byte[] body, string? key = null, string type = "application/json")
    {
        using var request = Request(actor, path, body, type);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var answer = await _client.SendAsync(request);
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.MediaType);
    }

    private HttpRequestMessage Request(Actor actor, string path, byte[] body, string type)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_stack.Monitoring.Address, path)) { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new("Bearer", actor.Token());
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return request;
    }
}
