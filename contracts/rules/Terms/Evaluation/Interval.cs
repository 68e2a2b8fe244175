namespace Basin.Rules.Terms;

/// <summary>Every number from <paramref name="Least"/> to <paramref name="Most"/>, inclusive; null stands for no bound on that side.</summary>
internal readonly record struct Interval(decimal? Least, decimal? Most)
{
    public static readonly Interval Everything = new(null, null);

    public static Interval Of(decimal value) => new(value, value);

    public bool IsPoint => Least is not null && Least == Most;

    public bool Contains(decimal value) => (Least is null || Least <= value) && (Most is null || value <= Most);

    public Interval Hull(Interval other) => new(Smaller(Least, other.Least), Larger(Most, other.Most));

    public Interval Negated() => new(-Most, -Least);

    public static Interval operator +(Interval left, Interval right) =>
        new(Safe(() => left.Least + right.Least), Safe(() => left.Most + right.Most));

    public static Interval operator -(Interval left, Interval right) =>
        new(Safe(() => left.Least - right.Most), Safe(() => left.Most - right.Least));

    public static Interval operator *(Interval left, Interval right) => Corners(left, right, Bound.Product);

    /// <summary>A divisor that may be zero on one end gives a quotient without bound on that side; with zero inside, anything.</summary>
    public static Interval operator /(Interval left, Interval right)
    {
        if (right.Contains(0) && right.Least != 0 && right.Most != 0) return Everything;
        if (right.Least == 0 && right.Most == 0) return Everything;
        var positive = right.Least >= 0;
        return Corners(left, right, (numerator, divisor) => Bound.Quotient(numerator, divisor, positive));
    }

    public static Interval Greater(Interval left, Interval right) => new(
        left.Least is { } l && right.Least is { } r ? decimal.Max(l, r) : left.Least ?? right.Least,
        Larger(left.Most, right.Most));

    public static Interval Lesser(Interval left, Interval right) => new(
        Smaller(left.Least, right.Least),
        left.Most is { } l && right.Most is { } r ? decimal.Min(l, r) : left.Most ?? right.Most);

    /// <summary>A rule that never falls where its input rises, applied to both ends.</summary>
    public Interval Rising(Func<decimal, decimal> rule)
    {
        var (least, most) = (Least, Most);
        return new(Safe(() => least is { } number ? rule(number) : null), Safe(() => most is { } number ? rule(number) : null));
    }

    // An end that cannot be held in a decimal is given up: the wider answer stays true.
    private static decimal? Safe(Func<decimal?> calculate)
    {
        try
        {
            return calculate();
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal? Smaller(decimal? one, decimal? other) => one is { } a && other is { } b ? decimal.Min(a, b) : null;

    private static decimal? Larger(decimal? one, decimal? other) => one is { } a && other is { } b ? decimal.Max(a, b) : null;

    private static Interval Corners(Interval left, Interval right, Func<Bound, Bound, Bound> operation)
    {
        var (l, m, a, b) = (Bound.Low(left.Least), Bound.High(left.Most), Bound.Low(right.Least), Bound.High(right.Most));
        Bound[] corners = [operation(l, a), operation(l, b), operation(m, a), operation(m, b)];
        return new(corners.Min().Value(-1), corners.Max().Value(1));
    }

    /// <summary>One end of an interval: a number, or beyond every number on the side of <paramref name="Infinite"/>.</summary>
    private readonly record struct Bound(int Infinite, decimal Number) : IComparable<Bound>
    {
        public static Bound Low(decimal? number) => number is { } finite ? new(0, finite) : new(-1, 0);

        public static Bound High(decimal? number) => number is { } finite ? new(0, finite) : new(1, 0);

        public int Sign => Infinite != 0 ? Infinite : decimal.Sign(Number);

        public int CompareTo(Bound other) => Infinite != other.Infinite ? Infinite.CompareTo(other.Infinite) : Number.CompareTo(other.Number);

        /// <summary>The number, or null where it lies beyond; an end beyond the wrong side is the largest decimal there.</summary>
        public decimal? Value(int side)
        {
            if (Infinite == 0) return Number;
            if (Infinite == side) return null;
            return Infinite > 0 ? decimal.MaxValue : decimal.MinValue;
        }

        // Zero times no bound is zero: zero times any number is.
        public static Bound Product(Bound left, Bound right)
        {
            var sign = left.Sign * right.Sign;
            if (sign == 0) return new(0, 0);
            if (left.Infinite != 0 || right.Infinite != 0) return new(sign, 0);
            return Finite(sign, () => left.Number * right.Number);
        }

        public static Bound Quotient(Bound numerator, Bound divisor, bool positiveDivisor)
        {
            if (divisor.Infinite != 0 || numerator.Sign == 0) return new(0, 0);
            if (divisor.Number == 0) return new(numerator.Sign * (positiveDivisor ? 1 : -1), 0);
            if (numerator.Infinite != 0) return new(numerator.Infinite * divisor.Sign, 0);
            return Finite(numerator.Sign * divisor.Sign, () => numerator.Number / divisor.Number);
        }

        private static Bound Finite(int sign, Func<decimal> calculate)
        {
            try
            {
                return new(0, calculate());
            }
            catch (OverflowException)
            {
                return new(sign, 0);
            }
        }
    }
}
