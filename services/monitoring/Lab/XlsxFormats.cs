namespace Basin.Monitoring;

/// <summary>Which cell formats of a workbook show a number as a date or a time, and which as a percentage.</summary>
internal sealed class XlsxFormats
{
    public static readonly XlsxFormats None = new();

    private readonly List<LabCellKind> _kinds = [];

    /// <param name="style">Index of a cell's format; null where it has none.</param>
    public LabCellKind KindOf(int? style) => style is { } index && index < _kinds.Count ? _kinds[index] : LabCellKind.Number;

    public static XlsxFormats Read(XlsxPart part)
    {
        var formats = new XlsxFormats();
        var own = new Dictionary<int, LabCellKind>();
        var inCells = false;
        while (part.Read())
        {
            switch (part.Begins)
            {
                case "numFmt" when part.Whole("numFmtId") is { } id && part.Attribute("formatCode") is { } code:
                    if (own.Count == LabLimits.FormatsMax) throw TooMany();
                    own[id] = KindOf(code);
                    break;
                case "cellXfs":
                    inCells = !part.IsEmpty;
                    break;
                case "xf" when inCells:
                    if (formats._kinds.Count == LabLimits.FormatsMax) throw TooMany();
                    var format = part.Whole("numFmtId") ?? 0;
                    formats._kinds.Add(own.TryGetValue(format, out var kind) ? kind : BuiltIn(format));
                    break;
                case null when part.Ends("cellXfs"):
                    inCells = false;
                    break;
            }
        }

        return formats;
    }

    /// <summary>Formats that workbooks use by number without spelling them out (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are East Asian dates).</summary>
    private static LabCellKind BuiltIn(int format) => format switch
    {
        9 or 10 => LabCellKind.Percent,
        (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) => LabCellKind.Date,
        _ => LabCellKind.Number,
    };

    /// <summary>By the letters of the first section that are not quoted, escaped or in brackets; elapsed time such as <c>[h]:mm</c> is a time too.</summary>
    internal static LabCellKind KindOf(string code)
    {
        var (quoted, bracket) = (false, false);
        for (var at = 0; at < code.Length; at++)
        {
            var letter = code[at];
            if (letter == '"') quoted = !quoted;
            else if (quoted) continue;
            else if (letter is '\\' or '_' or '*') at++;
            else if (letter == '[') bracket = true;
            else if (letter == ']') bracket = false;
            else if (bracket) continue;
            else if (letter == ';') break;
            else if (letter == '%') return LabCellKind.Percent;
            else if (char.ToLowerInvariant(letter) is 'y' or 'm' or 'd' or 'h' or 's') return LabCellKind.Date;
            else if (code.AsSpan(at).StartsWith("General", StringComparison.OrdinalIgnoreCase)) at += "General".Length - 1;
        }

        return LabCellKind.Number;
    }

    private static LabUnreadableException TooMany() =>
        LabUnreadableException.NotAllowed("workbook-too-large", $"工作簿格式过多 The workbook has more than {LabLimits.FormatsMax} formats.");
}
