using Basin.Rules.Terms;
using BenchmarkDotNet.Attributes;

namespace Basin.Benchmarks;

/// <summary>Reading and checking a whole document, as a draft is answered: names, units, bounds over every admissible range, cases covered once.</summary>
[MemoryDiagnoser]
public class Checking
{
    private string _document = "";

    /// <summary>Documents of deploy/agreements: the two largest, and the first of all.</summary>
    [Params("henan", "national-2025", "xinanjiang-1")]
    public string Agreement { get; set; } = "";

    /// <summary>Reads the file; a document with problems would measure something else.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Basin.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("Not inside the repository.");
        _document = File.ReadAllText(Path.Combine(folder.FullName, "deploy", "agreements", $"{Agreement}.json"));
        if (CheckedTerms.Read(_document).Terms is null) throw new InvalidOperationException($"{Agreement} has problems.");
    }

    [Benchmark(Description = "read and check")]
    public TermsCheck Read() => CheckedTerms.Read(_document);
}
