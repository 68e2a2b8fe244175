using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Basin.Rules.Terms;

namespace Basin.Rules;

/// <summary>Printers of the one tree that a calculation makes: text, JSON, and a page (<see cref="ExplanationPage"/>). Each gives the same bytes for the same step, always.</summary>
public static class Explanation
{
    private const int DecimalsShownMax = 10;
    private const int IndentSize = 2;
    private const string Yuan = "元";
    private const string RangeSign = " 至 ";

    // The text is stored and signed, never put into HTML as it is; escaped Chinese could not be read by those who sign it.
    private static readonly JsonWriterOptions s_json = new() { Indented = true, NewLine = "\n", MaxDepth = 1_000, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The explanation in Chinese, one step on a line, what it rests on indented below it. Decimals beyond ten places are cut with an ellipsis;
    /// the JSON form has them all, and no thousands separators. Plain numbers that stand in a formula are not repeated.
    /// </summary>
    public static string Text(Step step)
    {
        var text = new StringBuilder();
        Write(step, 0, text);
        return text.ToString();
    }

    /// <summary>The whole tree as JSON with every digit; members without value are left out.</summary>
    public static string Json(Step step)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, s_json)) Write(step, writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, of the canonical form (RFC 8785) of <see cref="Json"/>, which is written here without the detour: an explanation
    /// can have thousands of steps.
    /// </summary>
    public static string Sha256(Step step)
    {
        var text = new StringBuilder();
        WriteCanonical(step, text);
        return Signatures.Sha256(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // Members in ordinal order of their names.
    private static void WriteCanonical(Step step, StringBuilder text)
    {
        text.Append('{');
        if (!step.Because.IsEmpty)
        {
            text.Append("\"because\":[");
            foreach (var reason in step.Because)
            {
                if (text[^1] != '[') text.Append(',');
                WriteCanonical(reason, text);
            }

            text.Append("],");
        }

        WriteCanonical("citation", step.Citation, text);
        WriteCanonical("formula", step.Formula, text);
        WriteCanonical("name", step.Name, text);
        WriteCanonical("rule", step.Rule, text);
        WriteCanonical("unit", step.Unit, text);
        WriteCanonical("value", step.Value, text);
        text[^1] = '}';
    }

    private static void WriteCanonical(string name, string? value, StringBuilder text)
    {
        if (value is null) return;
        text.Append('"').Append(name).Append("\":");
        CanonicalJson.WriteString(value, text);
        text.Append(',');
    }

    private static void Write(Step step, int depth, StringBuilder text)
    {
        if (step.Rule == "terms.literal") return;
        text.Append(' ', depth * IndentSize).Append(Line(step)).Append('\n');
        foreach (var reason in step.Because) Write(reason, depth + 1, text);
    }

    /// <summary>The value as people read it: with thousands separators where it is yuan, cut where it has very many decimals, with its unit.</summary>
    internal static string ShownValue(Step step)
    {
        var wholeFormat = step.Unit == Yuan ? "#,##0" : "#0";
        var numbers = string.Join(RangeSign, step.Value.Split(RangeSign).Select(number => Shown(number, wholeFormat)));
        return step.Unit is null ? numbers : $"{numbers} {step.Unit}";
    }

    /// <summary>What a step is about: its name, its formula, or both.</summary>
    internal static string What(Step step) => string.Join(" = ", new[] { step.Name, step.Formula }.Where(part => part is not null));

    private static string Line(Step step)
    {
        var (what, value) = (What(step), ShownValue(step));
        var citation = step.Citation is null ? "" : $" 〔{step.Citation}〕";
        return what.Length == 0 ? value + citation : $"{what}：{value}{citation}";
    }

    // Cut, never rounded a second time. Yuan get thousands separators; a text that is no decimal stays as it is.
    private static string Shown(string value, string wholeFormat)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(value, plain, CultureInfo.InvariantCulture, out var number)) return value;
        var point = value.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? "" : value[point..];
        var whole = decimal.Truncate(decimal.Abs(number)).ToString(wholeFormat, CultureInfo.InvariantCulture);
        var cut = decimals.Length > DecimalsShownMax + 1 ? decimals[..(DecimalsShownMax + 1)] + "…" : decimals;
        return (value.StartsWith('-') ? "-" : "") + whole + cut;
    }

    private static void Write(Step step, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("rule", step.Rule);
        WriteIfAny(writer, "name", step.Name);
        WriteIfAny(writer, "formula", step.Formula);
        writer.WriteString("value", step.Value);
        WriteIfAny(writer, "unit", step.Unit);
        WriteIfAny(writer, "citation", step.Citation);
        if (!step.Because.IsEmpty) WriteBecause(writer, step);
        writer.WriteEndObject();
    }

    private static void WriteBecause(Utf8JsonWriter writer, Step step)
    {
        writer.WriteStartArray("because");
        foreach (var reason in step.Because) Write(reason, writer);
        writer.WriteEndArray();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }
}
