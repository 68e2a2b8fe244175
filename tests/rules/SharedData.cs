namespace Basin.Rules.Tests;

/// <summary>
/// Finds real inputs that may be used in tests but not kept with the sources: in the folder named by <c>BASIN_SHARED_DATA</c>, or else
/// in <c>shared/data</c> beside any folder above the tests.
/// </summary>
public static class SharedData
{
    private const string Variable = "BASIN_SHARED_DATA";

    /// <summary>The full path of a file; skips the calling test where the file is absent, saying why.</summary>
    public static string PathOf(string file)
    {
        var path = Folders().Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        if (path is null)
        {
            Assert.Skip(
                $"'{file}' is test input that is not kept with the sources; it is neither in a folder shared/data beside a folder above "
                + $"{AppContext.BaseDirectory} nor in the folder that {Variable} names.");
        }

        return path;
    }

    /// <summary>
    /// The rows of a CSV file without quoted fields, each as its columns by name; skips the calling test where the file is absent.
    /// </summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(PathOf(file));
        var columns = lines[0].Split(',');
        return [.. lines.Skip(1).Select(line => columns.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) yield return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "shared", "data");
        }
    }
}
