namespace Basin.Monitoring;

/// <summary>Limits of laboratory files, in one place. They hold before a file is looked at closer, so that no file costs more than these allow.</summary>
public static class LabLimits
{
    /// <summary>Largest file, bytes; leaves room for the envelope of a form within the largest request body.</summary>
    public const int FileBytesMax = 3 * 1024 * 1024;

    /// <summary>Most rows with samples.</summary>
    public const int RowsMax = 5_000;

    /// <summary>Columns are looked at up to this one; anything written farther right is refused.</summary>
    public const int ColumnsMax = 80;

    /// <summary>Rows in which the header must stand, from the top; titles may stand above it.</summary>
    public const int HeaderRowsMax = 10;

    /// <summary>Lowest row that may hold anything: the samples, and some blank lines, titles and notes between them.</summary>
    public const int LowestRow = RowsMax + 500;

    /// <summary>Longest text of a cell, in characters.</summary>
    public const int CellCharactersMax = 1_000;

    /// <summary>Problems shown of one file; the others are counted.</summary>
    public const int ProblemsMax = 200;

    /// <summary>Warnings shown of one preview; the others are counted.</summary>
    public const int WarningsMax = 500;

    /// <summary>Parts of a workbook's package.</summary>
    public const int PartsMax = 256;

    /// <summary>All parts that are read of a workbook, uncompressed, bytes. Counted while they are read: what the package says of itself may be untrue.</summary>
    public const int PartBytesMax = 32 * 1024 * 1024;

    /// <summary>Sheets of a workbook.</summary>
    public const int SheetsMax = 32;

    /// <summary>Texts that cells share.</summary>
    public const int SharedTextsMax = RowsMax * ColumnsMax;

    /// <summary>Cell formats, and number formats, of a workbook.</summary>
    public const int FormatsMax = 65_536;

    /// <summary>Merged ranges, and ranges of array formulas, of a sheet.</summary>
    public const int RangesMax = 1_000;

    /// <summary>Deepest nesting of elements in a part; a cell's text lies seven deep.</summary>
    public const int XmlDepthMax = 32;

    /// <summary>Longest tag, and longest run of text between two tags, bytes. Keeps the reader from collecting without end.</summary>
    public const int XmlTagBytesMax = 16 * 1024;

    public const int XmlTextBytesMax = 128 * 1024;

    /// <summary>Files that are read at the same time; more wait their turn.</summary>
    public const int FilesAtOnce = 2;

    /// <summary>How long a preview is kept for being committed.</summary>
    public static readonly TimeSpan PreviewLife = TimeSpan.FromHours(24);

    /// <summary>Previews kept of one organisation; the oldest make room.</summary>
    public const int PreviewsMax = 20;
}
