using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>Thrown within the reading of a file and caught where it began: the file cannot be read on, whatever else may stand in it.</summary>
internal sealed class LabUnreadableException(Rejection rejection) : Exception(rejection.Sentence)
{
    public Rejection Rejection => rejection;

    public static LabUnreadableException Malformed(string code, string sentence, string? field = null, string? value = null) =>
        new(new(Refusal.Malformed, code, sentence, field, value));

    public static LabUnreadableException NotAllowed(string code, string sentence, string? field = null, string? value = null) =>
        new(new(Refusal.NotAllowed, code, sentence, field, value));

    public static LabUnreadableException TooManyRows(int row) => NotAllowed(
        "too-many-rows", $"文件至多 {LabLimits.RowsMax} 个样品、{LabLimits.LowestRow} 行 A file holds at most {LabLimits.RowsMax} samples, and nothing below row {LabLimits.LowestRow}; there is something in row {row}.", LabAddress.Of(row, 1));

    public static LabUnreadableException TooManyColumns(int row, int column) => NotAllowed(
        "too-many-columns", $"文件至多 {LabLimits.ColumnsMax} 列 A file has at most {LabLimits.ColumnsMax} columns, up to {LabAddress.Column(LabLimits.ColumnsMax)}.", LabAddress.Of(row, column));
}
