using System.Collections.Immutable;

namespace Basin.Rules.Settlement;

/// <summary>
/// Splits an amount by shares: every part is rounded down to the fen, then the fen that are left go one each to the parts in their stated
/// order. The parts always sum to the whole.
/// </summary>
public static class Allot
{
    /// <summary>Splits <paramref name="whole"/> by <paramref name="shares"/>; a negative whole gives the negated parts of its opposite.</summary>
    /// <param name="whole">The amount to split.</param>
    /// <param name="shares">Whole-number shares, none negative, at least one above zero; their order is the order of the remainder.</param>
    /// <exception cref="ArgumentException">The shares are empty, all zero or partly negative.</exception>
    public static ImmutableArray<Money> Split(Money whole, params ReadOnlySpan<long> shares)
    {
        var total = Total(shares);
        Int128 amount = Int128.Abs(whole.Fen);
        var parts = new Int128[shares.Length];
        var left = amount;
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = amount * shares[index] / total;
            left -= parts[index];
        }

        // A part without a share gets nothing of the remainder either.
        for (var index = 0; left > 0; index = (index + 1) % parts.Length)
        {
            if (shares[index] == 0) continue;
            parts[index]++;
            left--;
        }

        return Signed(parts, whole);
    }

    /// <summary>The least and the most that one share can get of any amount from <paramref name="least"/> to <paramref name="most"/>, neither below zero.</summary>
    internal static (Money Least, Money Most) Bounds(Money least, Money most, long share, long total) =>
        (new((long)((Int128)least.Fen * share / total)), new((long)(((Int128)most.Fen * share + total - 1) / total)));

    private static Int128 Total(ReadOnlySpan<long> shares)
    {
        Int128 total = 0;
        foreach (var share in shares)
        {
            if (share < 0) throw new ArgumentException($"A share is {share}; shares cannot be negative.", nameof(shares));
            total += share;
        }

        return total > 0 ? total : throw new ArgumentException("At least one share must be above zero.", nameof(shares));
    }

    private static ImmutableArray<Money> Signed(Int128[] parts, Money whole)
    {
        var sign = whole.Fen < 0 ? -1 : 1;
        ImmutableArray<Money> split = [.. parts.Select(part => new Money((long)(part * sign)))];
        var sum = split.Aggregate(Money.Zero, (before, part) => before + part);
        return sum == whole ? split : throw new InvalidOperationException($"Parts sum to {sum}, the whole is {whole}.");
    }
}
