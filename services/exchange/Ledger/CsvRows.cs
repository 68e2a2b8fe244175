using System.Text;

namespace Basin.Exchange;

/// <summary>The rows of a small table (RFC 4180): fields parted by commas, a field in quotes may hold commas, line ends and doubled quotes.</summary>
public static class CsvRows
{
    /// <summary>Rows with the line each begins in, from 1; rows without anything in them are passed over.</summary>
    /// <exception cref="FormatException">A quote is left open, or something follows a closing one.</exception>
    public static IEnumerable<(int Line, IReadOnlyList<string> Fields)> Of(string text)
    {
        var (line, begun) = (1, 1);
        var (fields, field, quoted, closed) = (new List<string>(), new StringBuilder(), false, false);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '\n') line++;
            if (quoted)
            {
                if (c != '"') field.Append(c);
                else if (at + 1 < text.Length && text[at + 1] == '"') field.Append(text[++at]);
                else (quoted, closed) = (false, true);
            }
            else if (c is ',' or '\n')
            {
                fields.Add(field.ToString().Trim());
                (field, closed) = (field.Clear(), false);
                if (c == ',') continue;
                if (fields.Any(one => one.Length > 0)) yield return (begun, fields);
                (fields, begun) = ([], line);
            }
            else if (c == '"' && !closed && field.ToString().Trim().Length == 0)
            {
                quoted = true;
                field.Clear();
            }
            else if (closed && !char.IsWhiteSpace(c))
            {
                throw new FormatException($"第{line}行 Line {line}: something follows a closing quote.");
            }
            else if (!closed)
            {
                field.Append(c);
            }
        }

        if (quoted) throw new FormatException($"第{begun}行 Line {begun}: a quote is not closed.");
        fields.Add(field.ToString().Trim());
        if (fields.Any(one => one.Length > 0)) yield return (begun, fields);
    }
}
