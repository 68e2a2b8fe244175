using System.Text;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring;

/// <summary>Bodies bent at random, from a corpus of good and bad ones: each is answered, and what is taken can be written and read back.</summary>
public sealed class FrameBodyFuzz(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly int Bodies = Environment.GetEnvironmentVariable("BASIN_LONG") == "1" ? 3_000_000 : 20_000;
    private static readonly byte[] Bytes = [0, 9, 10, 32, .. "\"\\{}[]:,.-+eEL<0179nu\u00e9"u8, 0x80, 0xC0, 0xED, 0xFF];

    [Fact]
    public void Any_bent_body_is_answered_and_what_is_taken_survives_the_log()
    {
        var corpus = Corpus();
        corpus.Length.ShouldBeGreaterThan(4);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var taken = 0;
        for (var n = 0; n < Bodies; n++)
        {
            var body = Bend(corpus[random.Next(corpus.Length)], random);
            try
            {
                if (!FrameBatch.TryParse(body, Now, out var batch, out var rejection)) rejection.Sentence.ShouldNotBeEmpty();
                else taken += batch.Entries.Count(IsTakenWhole);
                FrameBatch.ReadLine(body, 3, Now).ShouldSatisfyAllConditions(entry => (entry.Frame is null).ShouldBe(entry.Refused is not null));
            }
            catch (Exception problem)
            {
                Assert.Fail($"seed {seed}, body {n}: {Convert.ToBase64String(body)}: {problem}");
            }
        }

        taken.ShouldBeGreaterThan(Bodies / 100, "some bent bodies are still good");
    }

    private static bool IsTakenWhole(FrameBatch.Entry entry)
    {
        (entry.Frame is null).ShouldBe(entry.Refused is not null);
        if (entry.Frame is not { } frame)
        {
            entry.Refused!.Field!.ShouldStartWith($"frames[{entry.Index}]");
            return false;
        }

        (frame with { Readings = ReadingText.Read(ReadingText.Write(frame.Readings)) }).ContentSha256().ShouldBe(frame.ContentSha256());
        return true;
    }

    private static byte[][] Corpus()
    {
        using var stream = typeof(FrameBodyFuzz).Assembly.GetManifestResourceStream("frame-bodies.txt")!;
        return [.. new StreamReader(stream).ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];
    }

    private static byte[] Bend(byte[] body, Random random)
    {
        var bent = body.ToList();
        for (var bends = random.Next(4); bends > 0 && bent.Count > 1; bends--)
        {
            var at = random.Next(bent.Count);
            var length = Math.Min(random.Next(1, 12), bent.Count - at);
            switch (random.Next(5))
            {
                case 0: bent[at] = Bytes[random.Next(Bytes.Length)]; break;
                case 1: bent.Insert(at, Bytes[random.Next(Bytes.Length)]); break;
                case 2: bent.RemoveRange(at, length); break;
                case 3: bent.InsertRange(at, bent.GetRange(at, length)); break;
                default: bent.RemoveRange(at, bent.Count - at); break;
            }
        }

        return [.. bent];
    }
}
