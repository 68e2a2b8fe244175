using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring.Lab;

/// <summary>
/// Files of the corpus, changed at random, byte by byte and within the unpacked parts of workbooks: whatever comes out is read or refused, never an
/// exception, always the same for the same bytes, and at bounded cost. <c>BASIN_LONG=1</c> (deploy/test --long) tries many more; a failure prints the
/// seed and keeps the file, and <c>BASIN_FUZZ_SEED</c> begins with that seed.
/// </summary>
public sealed class LabFuzzTests
{
    private const int TriesUsual = 1_500, TriesLong = 200_000;

    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(10);

    private static readonly string Corpus = Path.Combine(AppContext.BaseDirectory, "lab-corpus");

    /// <summary>Name of the file, and what becomes of it: <c>good</c>, <c>bad</c> (problems at cells), or the code that refuses it whole.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "good-utf8.csv", "good" },
        { "good-gbk.csv", "good" },
        { "good-tabs-utf16.csv", "good" },
        { "good-semicolons-quoted.csv", "good" },
        { "good-gnumeric.xlsx", "good" },
        { "good-shared-strings.xlsx", "good" },
        { "bad-cells.csv", "bad" },
        { "bad-cells.xlsx", "bad" },
        { "bad-formulas.xlsx", "bad" },
        { "hostile-nul.csv", "malformed-text" },
        { "hostile-quotes.csv", "malformed-csv" },
        { "hostile-bomb.xlsx", "workbook-too-large" },
        { "hostile-deep.xlsx", "workbook-too-deep" },
        { "hostile-attributes.xlsx", "workbook-too-large" },
        { "hostile-far-cell.xlsx", "too-many-columns" },
        { "hostile-entities.xlsx", "malformed-workbook" },
        { "hostile-sheet-without-part.xlsx", "malformed-workbook" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_of_the_corpus_is_read_as_it_should_be(string name, string outcome) =>
        Outcome(File.ReadAllBytes(Path.Combine(Corpus, name))).ShouldBe(outcome, name);

    [Fact]
    public void Every_file_of_the_corpus_is_named_here() =>
        Directory.EnumerateFiles(Corpus).Select(Path.GetFileName).Order().ShouldBe(Files.Select(row => row.Data.Item1).Order());

    [Fact]
    public void Any_change_of_a_file_is_read_or_refused()
    {
        var isLong = Environment.GetEnvironmentVariable("BASIN_LONG") == "1";
        var first = int.TryParse(Environment.GetEnvironmentVariable("BASIN_FUZZ_SEED"), out var given) ? given : isLong ? Environment.TickCount : 1;
        var template = LabTemplate.For(["氨氮", "透明度"]);
        var corpus = Directory.EnumerateFiles(Corpus).Order().Select(File.ReadAllBytes).Append(template.Csv()).Append(template.Xlsx([])).ToList();
        for (var seed = first; seed - first < (isLong ? TriesLong : TriesUsual); seed++)
        {
            var bytes = Changed(corpus, new Random(seed));
            try
            {
                var clock = Stopwatch.StartNew();
                var outcome = Outcome(bytes);
                clock.Elapsed.ShouldBeLessThan(LongestRead);
                if (seed % 16 == 0) Outcome(bytes).ShouldBe(outcome);
            }
            catch (Exception problem)
            {
                var kept = Path.Combine(Path.GetTempPath(), $"basin-lab-fuzz-{seed}.bin");
                File.WriteAllBytes(kept, bytes);
                throw new InvalidOperationException($"BASIN_FUZZ_SEED={seed}, kept as {kept}: {problem.Message}", problem);
            }
        }
    }

    private static string Outcome(byte[] bytes)
    {
        if (!LabFile.TryRead(bytes, LabFileTests.Now, out var file, out var rejection)) return rejection.Code;
        file.Problems.First.Length.ShouldBe(Math.Min(file.Problems.Count, LabLimits.ProblemsMax));
        (file.Samples.IsEmpty == (file.Problems.Count > 0)).ShouldBeTrue();
        foreach (var problem in file.Problems.First)
        {
            LabAddress.TryRead(problem.Cell, out var row, out var column).ShouldBeTrue(problem.Cell);
            (row, column).ShouldBe((problem.Row, problem.Column));
        }

        return file.Problems.Count == 0 ? "good" : "bad";
    }

    private static byte[] Changed(List<byte[]> corpus, Random random)
    {
        var bytes = corpus[random.Next(corpus.Count)];
        if (bytes is [(byte)'P', (byte)'K', ..] && random.Next(4) > 0) return WithinPart(bytes, random, corpus);
        return Changed(bytes, random, corpus);
    }

    /// <summary>Changes one part of a workbook and packs it again, so that the change comes as far as the reader of XML or beyond.</summary>
    private static byte[] WithinPart(byte[] workbook, Random random, List<byte[]> corpus)
    {
        using var from = new ZipArchive(new MemoryStream(workbook));
        var target = random.Next(from.Entries.Count);
        using var stream = new MemoryStream();
        using (var to = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var index = 0; index < from.Entries.Count; index++)
            {
                // The bombs are for their own test; unpacking them here a thousand times would only cost time.
                if (from.Entries[index].Length > 1_000_000) continue;
                using var part = new MemoryStream();
                using (var entry = from.Entries[index].Open()) entry.CopyTo(part);
                var bytes = index == target ? Changed(part.ToArray(), random, corpus) : part.ToArray();
                using var written = to.CreateEntry(from.Entries[index].FullName, CompressionLevel.Fastest).Open();
                written.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Changed(byte[] original, Random random, List<byte[]> corpus)
    {
        var bytes = new List<byte>(original);
        for (var times = random.Next(1, 6); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 64), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 256), bytes.Count - at)));
                    break;
                case 4:
                    bytes.InsertRange(at, Words[random.Next(Words.Length)].ToArray());
                    break;
                case 5:
                    var other = corpus[random.Next(corpus.Count)];
                    var start = random.Next(other.Length);
                    bytes.InsertRange(at, other.AsSpan(start, Math.Min(random.Next(1, 512), other.Length - start)).ToArray());
                    break;
                case 6 when bytes.Count - at >= 4:
                    var number = new byte[4];
                    BinaryPrimitives.WriteInt32LittleEndian(number, random.Next(3) switch { 0 => int.MaxValue, 1 => -1, _ => 0 });
                    for (var i = 0; i < 4; i++) bytes[at + i] = number[i];
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>What readers of CSV, XML and numbers have stumbled over.</summary>
    private static readonly ReadOnlyMemory<byte>[] Words = [.. new[]
    {
        "\"", "\"\"", ",", ";", "\t", "\r", "\n", "\r\n", "\0", "\uFEFF", "<", ">", "&", "</row>", "<row r=\"1\">", "<c r=\"A1\">", "<c r=\"XFD1048576\">", "<f>1</f>", "t=\"s\"", "t=\"b\"", "s=\"999999\"", "<v>1E999</v>",
        "<v>-1</v>", "<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&b;", "&#0;", "&#x1F600;", "xml:space=\"preserve\"", "1e400", "-0", "0x1", "NaN", "<0.02", "0.01L", "未检出", "采样点代码", "采样日期",
        "9999-99-99", "2024-02-30", "\ud83d\ude00", "<mergeCell ref=\"A1:XFD1048576\"/>", "hidden=\"1\"", "date1904=\"1\"", "../../", "=cmd|' /C calc'!A0", "－", "１２３",
    }.Select(text => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(text.Replace("\ud83d", "").Replace("\ude00", "")))];
}
