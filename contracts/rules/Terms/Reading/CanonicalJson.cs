using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Basin.Rules.Terms;

/// <summary>
/// Canonical JSON after RFC 8785, so that the same document always has the same bytes to sign. Stricter than the RFC where it would go
/// through binary floats: numbers must be whole and at most 2^53 - 1 from zero; decimals and amounts are written as strings.
/// Duplicate keys and lone surrogates are refused (RFC 7493).
/// </summary>
public static class CanonicalJson
{
    private const int DepthMax = 64;
    private const long WholeNumberMax = (1L << 53) - 1;
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical text of a JSON text.</summary>
    /// <exception cref="FormatException">The text is no JSON or cannot be made canonical; the message says where.</exception>
    public static string Of(string json)
    {
        using var document = Parse(json);
        var text = new StringBuilder(json.Length);
        Write(document.RootElement, text, new());
        return text.ToString();
    }

    /// <summary>The canonical text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="FormatException">As for <see cref="Of"/>.</exception>
    public static byte[] Utf8(string json) => s_strictUtf8.GetBytes(Of(json));

    /// <summary>SHA-256 of the canonical bytes in lower-case hexadecimal.</summary>
    /// <exception cref="FormatException">As for <see cref="Of"/>.</exception>
    public static string Sha256(string json) => Convert.ToHexStringLower(SHA256.HashData(Utf8(json)));

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(s_strictUtf8.GetBytes(json), new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = true });
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException($"At character {e.Index} stands half of a surrogate pair.", e);
        }
        catch (JsonException e)
        {
            throw new FormatException($"Not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e);
        }
    }

    private static void Write(JsonElement value, StringBuilder text, Place place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, text, place);
                break;
            case JsonValueKind.Array:
                WriteArray(value, text, place);
                break;
            case JsonValueKind.String:
                WriteString(Characters(value, place), text);
                break;
            case JsonValueKind.Number:
                text.Append(WholeNumber(value.GetRawText(), place));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(JsonElement value, StringBuilder text, Place place)
    {
        // RFC 8785 3.2.3 sorts by UTF-16 code units, which is what ordinal comparison of .NET strings does.
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = Name(member, place);
            if (!members.TryAdd(name, member.Value)) throw new FormatException($"At {place} the key '{name}' stands twice.");
        }

        text.Append('{');
        foreach (var (name, member) in members)
        {
            if (text[^1] != '{') text.Append(',');
            WriteString(name, text);
            text.Append(':');
            place.Enter(new(name, 0));
            Write(member, text, place);
            place.Leave();
        }

        text.Append('}');
    }

    private static void WriteArray(JsonElement value, StringBuilder text, Place place)
    {
        text.Append('[');
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (index > 0) text.Append(',');
            place.Enter(new(null, index));
            Write(item, text, place);
            place.Leave();
            index++;
        }

        text.Append(']');
    }

    private static string Name(JsonProperty member, Place place)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"At {place} a key holds half of a surrogate pair.", e);
        }
    }

    private static string Characters(JsonElement value, Place place)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"At {place} stands half of a surrogate pair.", e);
        }
    }

    private static string WholeNumber(string raw, Place place)
    {
        if (raw == "-0") return "0";
        var whole = raw.All(c => c is '-' or (>= '0' and <= '9')) && long.TryParse(raw, out var number) && number is >= -WholeNumberMax and <= WholeNumberMax;
        return whole ? raw : throw new FormatException($"At {place} stands the number {raw}; only whole numbers up to 2^53 - 1 may be numbers, write it as a string.");
    }

    internal static void WriteString(string characters, StringBuilder text)
    {
        text.Append('"');
        var plain = 0;
        for (var at = 0; at < characters.Length; at++)
        {
            if (characters[at] is not ('"' or '\\' or < ' ')) continue;
            text.Append(characters, plain, at - plain).Append(Escaped(characters[at]));
            plain = at + 1;
        }

        text.Append(characters, plain, characters.Length - plain).Append('"');
    }

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => $"\\u{(int)c:x4}",
    };

    /// <summary>Where in the document writing stands. Made into text only for a message, as keys can be as long as the document.</summary>
    private sealed class Place
    {
        private readonly List<Segment> _segments = [];

        public void Enter(Segment segment) => _segments.Add(segment);

        public void Leave() => _segments.RemoveAt(_segments.Count - 1);

        public override string ToString() => "$" + string.Concat(_segments);
    }

    /// <summary>A member by its name, or an item by its index where there is no name.</summary>
    private readonly record struct Segment(string? Name, int Index)
    {
        public override string ToString() => Name is null ? $"[{Index}]" : $".{Name}";
    }
}
