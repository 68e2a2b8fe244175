using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Basin.Monitoring;

/// <summary>Where a reader stands in a JSON text, such as <c>frames[3].readings.pH</c>, so that an error can be named by its place.</summary>
public sealed class JsonPlace
{
    private static readonly SearchValues<byte> WordEnds = SearchValues.Create(" \t\r\n,]}"u8);

    /// <summary>The objects and arrays around the place: of an object its latest name, of an array the number of its elements so far.</summary>
    private readonly List<(string? Name, int Elements, bool IsArray)> _around = [];

    public void Pass(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _around[^1] = _around[^1] with { Name = reader.GetString() };
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _around.RemoveAt(_around.Count - 1);
                break;
            default:
                if (_around is [.., { IsArray: true } array]) _around[^1] = array with { Elements = array.Elements + 1 };
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) _around.Add((null, 0, reader.TokenType == JsonTokenType.StartArray));
                break;
        }
    }

    /// <summary>The place of what comes next; empty at the top.</summary>
    public string Next()
    {
        var text = new StringBuilder();
        for (var at = 0; at < _around.Count; at++)
        {
            var (name, elements, isArray) = _around[at];
            // An outer array has counted the element that is open.
            if (isArray) text.Append('[').Append(at == _around.Count - 1 ? elements : elements - 1).Append(']');
            else if (name is not null) text.Append(text.Length == 0 ? "" : ".").Append(name);
        }

        return text.ToString();
    }

    /// <summary>The word at the beginning of a rest of JSON text, after blanks and what parts values; null when nothing is left.</summary>
    public static string? TextFrom(ReadOnlySpan<byte> rest)
    {
        var word = rest.TrimStart(" \t\r\n:,"u8);
        if (word.IsEmpty) return null;
        var end = word.IndexOfAny(WordEnds);
        return Encoding.UTF8.GetString(end switch { 0 => word[..1], < 0 => word, _ => word[..end] });
    }
}
