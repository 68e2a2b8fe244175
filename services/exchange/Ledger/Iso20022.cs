using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// What messages of ISO 20022 have in common: reading XML from outside without being led elsewhere by it, and the parts that both messages are made of.
/// </summary>
public static class Iso20022
{
    /// <summary>Characters of an XML file that is read; more is refused by the reader.</summary>
    public const long CharactersMax = 4 * 1024 * 1024;

    public const string Currency = "CNY";

    /// <summary>No document type, so no entity can be declared and none grows; nothing outside is fetched; the size is bounded.</summary>
    public static XmlReaderSettings Safe => new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = CharactersMax, MaxCharactersFromEntities = 0, IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    /// <exception cref="XmlException">It is no XML, is too large or declares a document type.</exception>
    public static XDocument Read(ReadOnlyMemory<byte> bytes)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        using var reader = XmlReader.Create(stream, Safe);
        return XDocument.Load(reader, LoadOptions.SetLineInfo);
    }

    /// <summary>The part of the published schema that is used here, of a message such as <c>pain.013.001.07</c>.</summary>
    public static XmlSchemaSet Schema(string message)
    {
        using var stream = typeof(Iso20022).Assembly.GetManifestResourceStream($"{message}.xsd") ?? throw new ArgumentException($"There is no schema of {message}.", nameof(message));
        using var reader = XmlReader.Create(stream, Safe);
        var schemas = new XmlSchemaSet { XmlResolver = null };
        schemas.Add(null, reader);
        schemas.Compile();
        return schemas;
    }

    internal static byte[] Bytes(XDocument document)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true })) document.Save(writer);
        return stream.ToArray();
    }

    internal static string Amount(Money amount) => amount.Yuan.ToString("0.00", CultureInfo.InvariantCulture);

    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A text of at most so many characters, without what XML cannot hold.</summary>
    internal static string Text(string text, int charactersMax)
    {
        var plain = string.Concat(text.Where(c => XmlConvert.IsXmlChar(c)));
        return plain.Length <= charactersMax ? plain : plain[..charactersMax];
    }

    internal static XElement[] Party(XNamespace ns, Account account, string name) =>
    [
        new(ns + "Nm", Text(name, 140)),
        new(ns + "Id", new XElement(ns + "OrgId", Other(ns, InstructionSet.Short(account.Holder), "GB/T 2260", account.Kind == AccountKind.Party))),
    ];

    internal static XElement AccountId(XNamespace ns, Account account) => new(ns + "Id", new XElement(ns + "Othr", new XElement(ns + "Id", account.Id.Length <= 34 ? account.Id : InstructionSet.Short(account.Id)[..34])));

    /// <summary>The treasury that keeps an account, named by what it keeps it for: it has no number that we would know.</summary>
    internal static XElement Treasury(XNamespace ns, Account account) => new(
        ns + "FinInstnId", new XElement(ns + "Nm", Text($"国库 {account.Holder}", 140)));

    private static XElement Other(XNamespace ns, string id, string scheme, bool inScheme) => new(
        ns + "Othr", new XElement(ns + "Id", id), inScheme ? new XElement(ns + "SchmeNm", new XElement(ns + "Prtry", scheme)) : null);
}
