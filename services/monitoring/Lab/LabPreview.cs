using System.Text.Json.Serialization;

namespace Basin.Monitoring;

/// <summary>A file that was looked at and waits to be committed; nobody but its uploader sees it.</summary>
/// <param name="Id">Organisation and SHA-256 of the file.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Rows">What its uploader was told that committing would do.</param>
public sealed record LabPreview(
    string Id, string Organisation, string Sha256, string FileName, byte[] Bytes, IReadOnlyList<LabPlan.Row> Rows, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static string IdOf(string organisation, string sha256) => $"{organisation}/{sha256}";
}

/// <summary>A preview as its uploader sees it.</summary>
/// <param name="Id">SHA-256 of the file, hexadecimal in lower case; names it when it is committed.</param>
/// <param name="Sheet">The sheet that was read; null for CSV.</param>
/// <param name="HiddenSheets">Sheets that are hidden in the file, from which nothing was taken.</param>
/// <param name="WarningCount">All warnings; the first are shown.</param>
/// <param name="ExpiresAt">The preview can be committed before this time.</param>
public sealed record LabPreviewView(
    string Id, string FileName, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sheet, IReadOnlyList<string> HiddenSheets,
    LabPlan.Tally Counts, IReadOnlyList<LabPlan.Row> Rows, int WarningCount, IReadOnlyList<LabProblem> Warnings, DateTimeOffset ExpiresAt);

/// <summary>A file that was committed: who, when, which file, and what became of it.</summary>
/// <param name="Id">Organisation and SHA-256 of the file.</param>
/// <param name="KeyId">Key of the caller who committed it.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Batch">Position of the file in the log of batches, which keeps its bytes and gives a signed receipt.</param>
/// <param name="Sections">Sections of its samples.</param>
public sealed record LabUpload(
    string Id, string Organisation, string KeyId, string FileName, string Sha256, int Bytes, long Batch, DateTimeOffset CommittedAt,
    int Samples, LabPlan.Tally Counts, IReadOnlyList<string> Sections);
