using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>Prints notices: the same content, fonts and public address always give the same bytes.</summary>
/// <param name="fonts">Read when the first notice is printed, so that a machine without Chinese fonts still settles.</param>
/// <param name="publicUrl">Where the exchange is reached by everybody, absolute, without a slash at the end.</param>
public sealed class PrintedNotices(Lazy<PaperFonts> fonts, string publicUrl)
{
    /// <summary>As the settings say: fonts that are named must be there at once.</summary>
    /// <exception cref="UnusableSettingException">A font that is named cannot be read, or the public address is none.</exception>
    public static PrintedNotices Of(Func<string, string?> settings)
    {
        var fonts = new Lazy<PaperFonts>(() => PaperFonts.Read(settings));
        if (PaperFonts.Settings.Any(setting => settings(setting) is { Length: > 0 })) _ = fonts.Value;
        return new(fonts, PublicUrl(settings));
    }

    /// <summary>A4 pages as PDF.</summary>
    /// <exception cref="UnusableSettingException">There is no Chinese font; the sentence says which to install or set.</exception>
    public byte[] Pdf(string content, string sha256)
    {
        var paper = NoticePaper.Of(content, sha256, publicUrl);
        return PdfFile.Of(PaperLayout.Of(paper, fonts.Value.Width), paper.Title, fonts.Value);
    }

    /// <summary><c>BASIN_PUBLIC_URL</c>, or the first address the service listens on, as this machine reaches it.</summary>
    private static string PublicUrl(Func<string, string?> settings)
    {
        if (settings("BASIN_PUBLIC_URL") is { Length: > 0 } named)
            return Uri.TryCreate(named, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.Query.Length == 0
                ? named.TrimEnd('/')
                : throw new UnusableSettingException($"BASIN_PUBLIC_URL: {named} is not an absolute http or https address.");
        var listens = (settings("URLS") ?? settings("ASPNETCORE_URLS") ?? "http://localhost:5000").Split(';')[0];
        return listens.Replace("+", "localhost", StringComparison.Ordinal).Replace("*", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
