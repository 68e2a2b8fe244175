using System.Text;

namespace Basin.Monitoring;

/// <summary>Texts of a workbook, which may be cut into runs of different looks and carry hints on their pronunciation, which are no text.</summary>
internal static class XlsxTexts
{
    /// <summary>The texts that cells share, by number.</summary>
    public static List<string> ReadShared(XlsxPart part)
    {
        var texts = new List<string>();
        while (part.Read())
        {
            if (part.Begins != "si") continue;
            if (texts.Count == LabLimits.SharedTextsMax)
                throw LabUnreadableException.NotAllowed("workbook-too-large", $"工作簿文本过多 The workbook shares more than {LabLimits.SharedTextsMax} texts.");
            texts.Add(Read(part));
        }

        return texts;
    }

    /// <summary>The whole text within the element begun here, up to its end; trimmed.</summary>
    public static string Read(XlsxPart part)
    {
        if (part.IsEmpty) return "";
        var text = new StringBuilder();
        var hint = false;
        var depth = part.Depth;
        while (part.Read() && part.Depth > depth)
        {
            if (part.Begins == "rPh") hint = !part.IsEmpty;
            else if (part.Ends("rPh")) hint = false;
            else if (part.Begins == "t" && part.Text() is var run && !hint && text.Length <= LabLimits.CellCharactersMax) text.Append(run);
        }

        return text.ToString().Trim();
    }
}
