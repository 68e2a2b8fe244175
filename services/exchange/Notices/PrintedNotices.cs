namespace Basin.Exchange;

/// <summary>Prints notices: the same content, fonts and public address always give the same bytes.</summary>
/// <param name="publicUrl">Where the exchange is reached by everybody, absolute, without a slash at the end.</param>
public sealed class PrintedNotices(PaperFonts fonts, string publicUrl)
{
    /// <summary>A4 pages as PDF.</summary>
    public byte[] Pdf(string content, string sha256)
    {
        var paper = NoticePaper.Of(content, sha256, publicUrl);
        return PdfFile.Of(PaperLayout.Of(paper, fonts.Width), paper.Title, fonts);
    }
}
