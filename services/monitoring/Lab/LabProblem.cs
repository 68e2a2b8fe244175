using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>What is wrong with one cell of a laboratory file, or worth a look.</summary>
/// <param name="Sheet">Name of the sheet; null for CSV.</param>
/// <param name="Cell">Address such as <c>D7</c>.</param>
/// <param name="Row">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Code">Stable name, such as <c>implausible-value</c>.</param>
/// <param name="Detail">For people, Chinese first.</param>
/// <param name="Value">What stands in the cell; null where nothing does.</param>
public sealed record LabProblem(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sheet,
    string Cell, int Row, int Column, string Code, string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Value)
{
    private const int ValueShownMax = 200;

    public static LabProblem Of(string? sheet, int row, int column, string code, string detail, string? value) =>
        new(sheet, LabAddress.Of(row, column), row, column, code, detail, value is { Length: > ValueShownMax } ? value[..ValueShownMax] + "…" : value);

    /// <summary>A refusal by the rules that hold for every way in, with what it means in Chinese before it.</summary>
    public static LabProblem Of(string? sheet, int row, int column, Rejection rejection, string? value) =>
        Of(sheet, row, column, rejection.Code, $"{Chinese.GetValueOrDefault(rejection.Code, "不接受")} {rejection.Sentence}", value ?? rejection.Value);

    private static readonly Dictionary<string, string> Chinese = new(StringComparer.Ordinal)
    {
        ["invalid-value"] = "不是可读的数值",
        ["implausible-value"] = "数值超出合理范围",
        ["no-detection-limit"] = "该指标没有检出限",
        ["implausible-detection-limit"] = "检出限不合理",
        ["not-your-station"] = "不是本单位的采样点",
        ["before-your-service"] = "早于本单位接手该采样点的时间",
        ["stale-amends"] = "样品已另有修订",
        ["too-many-revisions"] = "修订次数过多",
    };
}

/// <summary>Every problem of a file at once: the first of them, and how many there are.</summary>
/// <param name="First">At most <see cref="LabLimits.ProblemsMax"/>, by row and column.</param>
/// <param name="Count">All of them.</param>
public sealed record LabProblems(ImmutableArray<LabProblem> First, int Count)
{
    public static readonly LabProblems None = new([], 0);

    public LabProblems With(IReadOnlyCollection<LabProblem> more) => more.Count == 0
        ? this
        : new([.. First.Concat(more).OrderBy(problem => problem.Row).ThenBy(problem => problem.Column).Take(LabLimits.ProblemsMax)], Count + more.Count);
}
