using System.Security.Cryptography;

namespace Basin.Signing;

internal static class PemText
{
    /// <summary>OpenSSL writes a curve's name before a key (EC PARAMETERS, SM2 PARAMETERS); the key says it itself.</summary>
    private const string Parameters = " PARAMETERS";

    /// <summary>The only thing in a text, whatever surrounds it.</summary>
    /// <exception cref="FormatException">There is none, or several: which of them is meant is not guessed.</exception>
    public static (string Label, byte[] Der) Only(string text)
    {
        (string Label, byte[] Der)? found = null;
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var fields); rest = rest[fields.Location.End..])
        {
            var label = rest[fields.Label].ToString();
            if (label.EndsWith(Parameters, StringComparison.Ordinal)) continue;
            if (found is not null) throw new FormatException("the text holds several keys");
            found = (label, Convert.FromBase64String(rest[fields.Base64Data].ToString()));
        }

        return found ?? throw new FormatException("the text holds no key in PEM");
    }
}
