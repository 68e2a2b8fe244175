using System.Globalization;

namespace Basin.Rules.Settlement;

/// <summary>An amount of renminbi in whole fen (分), negative for the other direction. Sums are checked: an overflow throws.</summary>
public readonly record struct Money(long Fen) : IComparable<Money>
{
    private const int FenPerYuan = 100;

    public static Money Zero { get; }

    /// <summary>
    /// Rounds an amount in yuan to the fen, half to even (GB/T 8170-2008, 进舍规则). The only way from a calculated decimal to money.
    /// </summary>
    /// <exception cref="OverflowException">The amount does not fit into 64 bits of fen.</exception>
    public static Money HalfEven(decimal yuan) =>
        TryHalfEven(yuan, out var money) ? money : throw new OverflowException($"{yuan} yuan do not fit into an amount.");

    /// <summary>As <see cref="HalfEven"/>; false where the amount does not fit.</summary>
    public static bool TryHalfEven(decimal yuan, out Money money)
    {
        var rounded = decimal.Round(yuan, 2, MidpointRounding.ToEven);
        var fits = decimal.Abs(rounded) <= long.MaxValue / FenPerYuan;
        money = fits ? new((long)(rounded * FenPerYuan)) : Zero;
        return fits;
    }

    /// <summary>An amount in yuan that was rounded to the fen before.</summary>
    /// <exception cref="OverflowException">It does not fit into 64 bits of fen.</exception>
    internal static Money OfWholeFen(decimal yuan) => new((long)(yuan * FenPerYuan));

    /// <summary>
    /// Reads <c>100000000.00</c>: yuan with no, one or two decimals, digits on both sides of a point, an optional minus sign, no separators.
    /// </summary>
    /// <exception cref="FormatException">The text is no such amount.</exception>
    public static Money FromYuanText(string text)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var yuan)) throw Unreadable(text);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : text.Length - point - 1;
        var hasDigits = point < 0 || (point > 0 && char.IsAsciiDigit(text[point - 1]) && decimals > 0);
        if (text.StartsWith('+') || !hasDigits || decimals > 2) throw Unreadable(text);
        return TryHalfEven(yuan, out var money) ? money : throw Unreadable(text);
    }

    /// <summary>The amount in yuan, exact.</summary>
    public decimal Yuan => new decimal(Fen) / FenPerYuan;

    /// <summary>The amount with thousands separators and without unit: <c>100,000,000.00</c>.</summary>
    public string Figures() => Yuan.ToString("#,##0.00", CultureInfo.InvariantCulture);

    /// <summary>The amount in capitals (人民币大写) after 《支付结算办法》 annex 1: <c>壹亿元整</c>, <c>陆佰万零伍元叁角贰分</c>.</summary>
    public string Capitals() => Settlement.Capitals.Of(Fen);

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    public static Money operator +(Money left, Money right) => new(checked(left.Fen + right.Fen));

    public static Money operator -(Money left, Money right) => new(checked(left.Fen - right.Fen));

    public static Money operator -(Money amount) => new(checked(-amount.Fen));

    public static bool operator <(Money left, Money right) => left.Fen < right.Fen;

    public static bool operator >(Money left, Money right) => left.Fen > right.Fen;

    public static bool operator <=(Money left, Money right) => left.Fen <= right.Fen;

    public static bool operator >=(Money left, Money right) => left.Fen >= right.Fen;

    public static Money Add(Money left, Money right) => left + right;

    public static Money Subtract(Money left, Money right) => left - right;

    public static Money Negate(Money amount) => -amount;

    /// <summary>The amount in yuan with two decimals and its unit: <c>100000000.00元</c>.</summary>
    public override string ToString() => Yuan.ToString("0.00", CultureInfo.InvariantCulture) + "元";

    private static FormatException Unreadable(string text) =>
        new($"'{text}' is not an amount in yuan; expected at most two decimals and no separators, such as 100000000.00.");
}
