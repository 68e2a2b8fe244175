using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>Prints reports: the same report and fonts always give the same bytes.</summary>
/// <param name="fonts">Read when the first report is printed, so that a machine without Chinese fonts does all else.</param>
public sealed class PrintedReports(Lazy<PaperFonts> fonts)
{
    /// <summary>A4 pages as PDF.</summary>
    /// <exception cref="UnusableSettingException">There is no Chinese font; the sentence says which to install or set.</exception>
    public byte[] Pdf(EvaluationReport report) => PdfFile.Of(ReportPaper.Of(report, fonts.Value.Width), report.Title, fonts.Value);
}
