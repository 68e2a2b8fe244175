using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Basin.Hosting;

/// <summary>What is wrong with a body, in words that do not name our types, which mean nothing to a caller.</summary>
/// <param name="Sentence">Place and reason.</param>
/// <param name="Field">Path of the field at fault; null where none is known.</param>
/// <param name="Value">The text that stands there; null where it is not known.</param>
public sealed partial record JsonProblem(string Sentence, string? Field, string? Value)
{
    private static readonly Dictionary<Type, string> Kinds = new()
    {
        [typeof(string)] = "a text",
        [typeof(bool)] = "true or false",
        [typeof(int)] = "a whole number",
        [typeof(long)] = "a whole number",
        [typeof(decimal)] = "a decimal number as text",
        [typeof(DateOnly)] = "a day such as 2024-01-31",
        [typeof(DateTimeOffset)] = "a time with its offset such as 2024-01-31T08:00:00+08:00",
    };

    /// <param name="problem">What the reader said.</param>
    /// <param name="body">The body, as far as it was kept; empty where it was not.</param>
    public static JsonProblem Of(JsonException problem, ReadOnlySpan<byte> body)
    {
        var field = problem.Path?.TrimStart('$').TrimStart('.') is { Length: > 0 } path ? path : null;
        var (words, token) = (Plain(problem, ref field), ValueAt(problem, body));
        return new($"The body is not the JSON expected: at {(field is null ? "$" : field)}, line {problem.LineNumber + 1}, byte {problem.BytePositionInLine}: {words}", field, token);
    }

    private static string Plain(JsonException problem, ref string? field)
    {
        var words = problem.Message.Split(" Path:", 2)[0];
        if (words.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return "no such property is expected here";
        if (words.Split("missing required properties including: ", 2) is [_, var names]) return $"required properties are missing: {names}";
        if (words.Contains("doesn't allow null values", StringComparison.Ordinal)) return "null is not allowed here";
        if (Duplicate().Match(words) is { Success: true } twice)
        {
            field ??= twice.Groups[1].Value;
            return $"the property '{twice.Groups[1].Value}' is given twice";
        }

        if (words.Contains("does not contain any JSON tokens", StringComparison.Ordinal)) return "the body is empty";
        if (words.Contains("Expected depth to be zero", StringComparison.Ordinal) || words.Contains("end of data", StringComparison.Ordinal) || words.Contains("isFinalBlock", StringComparison.Ordinal))
            return "the body ends too early";
        return Wanted().Match(words) is { Success: true } kind ? Expected(kind.Groups[1].Value, field) : words;
    }

    /// <summary>What is expected at a path: the reader names the type that stands there, or that of the whole body.</summary>
    private static string Expected(string named, string? path)
    {
        var type = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(named)).FirstOrDefault(found => found is not null);
        if (type is { IsNested: true })
            foreach (var part in path?.Split('.') ?? []) type = type is null ? null : Inside(type, part);
        if (type is { IsGenericType: true } && path is [.., ']']) type = type.GetGenericArguments()[^1];
        type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        if (type is { IsEnum: true }) return $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))} is expected here";
        if (Kinds.TryGetValue(type ?? typeof(object), out var words)) return $"{words} is expected here";
        return type is not null && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? "a list or a map is expected here" : "the value is not of the kind expected here";
    }

    private static Type? Inside(Type type, string part)
    {
        var name = part.Split('[')[0];
        var found = type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase)?.PropertyType;
        return part == name ? found : found?.GetGenericArguments().LastOrDefault();
    }

    /// <summary>The token that ends where the reader stood.</summary>
    private static string? ValueAt(JsonException problem, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || problem.LineNumber is not { } line || problem.BytePositionInLine is not { } column) return null;
        var start = 0;
        for (var passed = 0L; passed < line; passed++)
        {
            var next = body[start..].IndexOf((byte)'\n');
            if (next < 0) return null;
            start += next + 1;
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Limits.JsonDepthMax });
        try
        {
            while (reader.Read())
                if (reader.BytesConsumed >= start + column)
                    return reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null
                        ? Encoding.UTF8.GetString(reader.ValueSpan) : null;
        }
        catch (JsonException)
        {
            // The body breaks off there: no token to show.
        }

        return null;
    }

    [GeneratedRegex("^Duplicate property '(.*)' encountered", RegexOptions.Singleline)]
    private static partial Regex Duplicate();

    [GeneratedRegex(@"^The JSON value could not be converted to (.+?)\.?$", RegexOptions.Singleline)]
    private static partial Regex Wanted();
}
