using System.Text.Json;
using System.Text.Json.Serialization;

namespace Basin.Exchange;

/// <summary>The measures of official papers, GB/T 9704-2012, lengths in micrometres; each with the clause it comes from in the file itself.</summary>
public sealed record PaperStandard(
    string Edition, string Title, string LengthUnit,
    int PageWidth, int PageHeight, string PageSource,
    int MarginTop, int MarginLeft, int TextWidth, int TextHeight, string MarginSource,
    int LinesPerPage, int CharactersPerLine, string GridSource,
    int BodySize, string BodySource,
    int MarkDrop, int MarkSizeMax, string MarkSource,
    int LinesBeforeNumber, string NumberSource,
    int RedLineDrop, int RedLineThickness, string RedLineSource,
    int TitleSize, int LinesBeforeTitle, string TitleSource,
    int IndentCharacters, string IndentSource,
    int DateRightCharacters, string DateSource,
    int RecordSize, int RecordThickLine, int RecordThinLine, string RecordSource,
    int PageNumberSize, int PageNumberDrop, string PageNumberSource)
{
    private const string File = "gbt9704-2012.json";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true };

    public static PaperStandard Current { get; } = Read();

    /// <summary>Width of one character of the grid.</summary>
    [JsonIgnore]
    public int Cell => TextWidth / CharactersPerLine;

    /// <summary>From one line to the next.</summary>
    [JsonIgnore]
    public int Line => TextHeight / LinesPerPage;

    private static PaperStandard Read()
    {
        using var stream = typeof(PaperStandard).Assembly.GetManifestResourceStream(File) ?? throw new InvalidOperationException($"The standard '{File}' is not embedded.");
        return JsonSerializer.Deserialize<PaperStandard>(stream, Strict) ?? throw new InvalidOperationException($"The standard '{File}' is empty.");
    }
}
