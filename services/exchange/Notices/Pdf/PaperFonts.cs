using System.Text;
using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>
/// The faces that papers are printed with and embed. Each is a setting (a path, for a collection followed by <c>#</c> and the number of the font);
/// without it the Noto fonts of the package <c>fonts-noto-cjk</c> stand in, which anybody may embed (SIL Open Font License).
/// </summary>
public sealed class PaperFonts
{
    private const string Noto = "/usr/share/fonts/opentype/noto/";

    /// <summary>The number of the font with the forms of mainland China in Noto's collections.</summary>
    private const string Mainland = "#2";

    private static readonly (PaperFace Face, string Setting, string Default)[] Faces =
    [
        (PaperFace.Title, "BASIN_FONT_BIAOSONG", $"{Noto}NotoSerifCJK-Bold.ttc{Mainland}"),
        (PaperFace.Body, "BASIN_FONT_FANG", $"{Noto}NotoSerifCJK-Regular.ttc{Mainland}"),
        (PaperFace.Heading, "BASIN_FONT_HEI", $"{Noto}NotoSansCJK-Bold.ttc{Mainland}"),
        (PaperFace.Song, "BASIN_FONT_SONG", $"{Noto}NotoSerifCJK-Regular.ttc{Mainland}"),
    ];

    private readonly Dictionary<PaperFace, FontFile> _fonts;

    public static IEnumerable<string> Settings => Faces.Select(face => face.Setting);

    private PaperFonts(Dictionary<PaperFace, FontFile> fonts) => _fonts = fonts;

    /// <exception cref="UnusableSettingException">A file is not there or no font; the sentence names the setting and the file.</exception>
    public static PaperFonts Read(Func<string, string?> settings)
    {
        var read = new Dictionary<string, FontFile>(StringComparer.Ordinal);
        var fonts = new Dictionary<PaperFace, FontFile>();
        foreach (var (face, setting, standard) in Faces)
        {
            var named = settings(setting) is { Length: > 0 } value ? value : standard;
            if (!read.TryGetValue(named, out var font)) read[named] = font = Read(setting, named);
            fonts[face] = font;
        }

        return new(fonts);
    }

    /// <summary>The font a character is printed with: the face's own, or 宋体 where the face lacks it.</summary>
    public FontFile Of(PaperFace face, Rune character) => _fonts[face].Glyph(character) != 0 ? _fonts[face] : _fonts[PaperFace.Song];

    /// <summary>Advance in thousandths of the size.</summary>
    public int Width(PaperFace face, Rune character)
    {
        var font = Of(face, character);
        return font.Width(font.Glyph(character));
    }

    private static FontFile Read(string setting, string named)
    {
        var hash = named.LastIndexOf('#');
        var face = 0;
        var file = hash > 0 && int.TryParse(named.AsSpan(hash + 1), out face) ? named[..hash] : named;
        try
        {
            return new(File.ReadAllBytes(file), face);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UnusableSettingException(
                $"{setting}: {file}: {problem.Message}. Papers embed Chinese fonts: install the package fonts-noto-cjk, or set {setting} to a font file (NAME#2 for the third font of a collection).");
        }
    }
}
