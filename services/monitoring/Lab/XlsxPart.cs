using System.Globalization;
using System.Text;
using System.Xml;

namespace Basin.Monitoring;

/// <summary>
/// One XML part of a workbook, read forward. No document type, no entities, nothing fetched; nesting, tags and runs of text are bounded, so that
/// what the reader holds at once stays small whatever the part says.
/// </summary>
internal sealed class XlsxPart : IDisposable
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true, CheckCharacters = true, CloseInput = true,
    };

    private readonly XmlReader _xml;

    public XlsxPart(string name, Stream part)
    {
        Name = name;
        // As UTF-8 whatever the part declares: spreadsheet programs write nothing else, and the bounds count its bytes.
        _xml = XmlReader.Create(new StreamReader(part, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false), Settings);
    }

    public string Name { get; }

    public int Depth => _xml.Depth;

    /// <summary>Moves to the next element or end of one; false at the end of the part.</summary>
    public bool Read()
    {
        while (_xml.Read())
        {
            if (_xml.Depth > LabLimits.XmlDepthMax) throw LabUnreadableException.NotAllowed("workbook-too-deep", $"工作簿嵌套过深 {Name} nests elements deeper than {LabLimits.XmlDepthMax}.");
            if (_xml.NodeType is XmlNodeType.Element or XmlNodeType.EndElement) return true;
        }

        return false;
    }

    /// <summary>Local name of the element begun here; null where one ends. Namespaces differ between editions of the format, names do not.</summary>
    public string? Begins => _xml.NodeType == XmlNodeType.Element ? _xml.LocalName : null;

    public bool Ends(string name) => _xml.NodeType == XmlNodeType.EndElement && _xml.LocalName == name;

    public bool IsEmpty => _xml.IsEmptyElement;

    /// <summary>An attribute by its local name, in whatever namespace.</summary>
    public string? Attribute(string name)
    {
        if (_xml.GetAttribute(name) is { } plain) return plain;
        string? found = null;
        for (var more = _xml.MoveToFirstAttribute(); more; more = _xml.MoveToNextAttribute())
            if (_xml.LocalName == name && _xml.Prefix != "xmlns") found = _xml.Value;
        _xml.MoveToElement();
        return found;
    }

    public bool Is(string attribute) => Attribute(attribute) is "1" or "true" or "on";

    public int? Whole(string attribute) =>
        Attribute(attribute) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The text within the element begun here, up to its end, cut where it is longer than any cell may be.</summary>
    public string Text()
    {
        if (_xml.IsEmptyElement) return "";
        var depth = _xml.Depth;
        var text = new StringBuilder();
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.Depth > LabLimits.XmlDepthMax) throw LabUnreadableException.NotAllowed("workbook-too-deep", $"工作簿嵌套过深 {Name} nests elements deeper than {LabLimits.XmlDepthMax}.");
            if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace && text.Length <= LabLimits.CellCharactersMax)
                text.Append(_xml.Value);
        }

        return text.Length > LabLimits.CellCharactersMax + 1 ? text.ToString(0, LabLimits.CellCharactersMax + 1) : text.ToString();
    }

    public void Dispose() => _xml.Dispose();
}
