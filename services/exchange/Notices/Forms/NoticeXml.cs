using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;

namespace Basin.Exchange;

/// <summary>
/// A notice as XML 1.0: an element for each value, named as in the content, with the hash of the canonical content at the root. <see cref="Read"/>
/// makes the same canonical content from it.
/// </summary>
/// <remarks>Text has no attribute; otherwise <c>kind</c> says number, boolean, null, object or list, whose elements are called item.</remarks>
public static class NoticeXml
{
    public const string Namespace = "urn:basin:notice:1";

    private const string Root = "notice", Item = "item", Kind = "kind", Hash = "sha256";

    public static string Of(string content, string sha256)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, IndentChars = "  ", NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize, OmitXmlDeclaration = true }))
        {
            writer.WriteStartElement(Root, Namespace);
            writer.WriteAttributeString(Hash, sha256);
            WriteInside(writer, JsonNode.Parse(content));
            writer.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}\n";
    }

    /// <returns>Canonical JSON.</returns>
    /// <exception cref="FormatException">It is no such document, or the content does not have the hash it states.</exception>
    public static string Read(string xml)
    {
        try
        {
            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            document.Load(reader);
            if (document.DocumentElement is not { LocalName: Root, NamespaceURI: Namespace } root) throw new FormatException("it is not a notice");
            return NoticeHash.Checked(ReadElement(root), root.GetAttribute(Hash));
        }
        catch (XmlException problem)
        {
            throw new FormatException(problem.Message, problem);
        }
    }

    private static void WriteInside(XmlWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteAttributeString(Kind, "object");
                foreach (var (name, value) in members) WriteElement(writer, XmlConvert.EncodeLocalName(name), value);
                break;
            case JsonArray items:
                writer.WriteAttributeString(Kind, "list");
                foreach (var item in items) WriteElement(writer, Item, item);
                break;
            case null:
                writer.WriteAttributeString(Kind, "null");
                break;
            default:
                var kind = node.GetValueKind();
                if (kind != JsonValueKind.String) writer.WriteAttributeString(Kind, kind == JsonValueKind.Number ? "number" : "boolean");
                writer.WriteString(kind == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString());
                break;
        }
    }

    private static void WriteElement(XmlWriter writer, string name, JsonNode? value)
    {
        writer.WriteStartElement(name, Namespace);
        WriteInside(writer, value);
        writer.WriteEndElement();
    }

    private static JsonNode? ReadElement(XmlElement element) => element.GetAttribute(Kind) switch
    {
        "" => JsonValue.Create(element.InnerText),
        "null" => null,
        "number" or "boolean" => NoticeHash.Scalar(element.InnerText),
        "list" => new JsonArray([.. element.ChildNodes.OfType<XmlElement>().Select(ReadElement)]),
        "object" => Members(element),
        var other => throw new FormatException($"there is no kind '{other}'"),
    };

    private static JsonObject Members(XmlElement element)
    {
        var members = new JsonObject();
        foreach (var child in element.ChildNodes.OfType<XmlElement>())
            if (!members.TryAdd(XmlConvert.DecodeName(child.LocalName)!, ReadElement(child))) throw new FormatException($"there are two of '{child.LocalName}'");
        return members;
    }
}
