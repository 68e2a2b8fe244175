using System.Globalization;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>An amount in a body: whole fen as decimal text, because JSON numbers pass through floats.</summary>
internal static class AmountText
{
    /// <returns>Why it is refused; null when all is well.</returns>
    public static Rejection? Read(string text, out long fen) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out fen)
            ? null : new(Refusal.NotAllowed, "invalid-amount", "An amount is a whole number of fen as text, such as \"10000000000\" for 1亿元.", "amountFen", text);
}
