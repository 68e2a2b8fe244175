namespace Basin.Rules.Terms;

/// <summary>Whether a month has, or may come to have, a value.</summary>
internal enum Presence
{
    /// <summary>It has one, known or in a range.</summary>
    Sure,

    /// <summary>It may stay without one.</summary>
    Open,

    /// <summary>It has none and is taken never to get one.</summary>
    Never,
}

/// <summary>What is known of the inputs of a calculation, each at its place.</summary>
/// <param name="Presence">Whether each month has a value; exact facts leave nothing open.</param>
/// <param name="StatedNumbers">Stated numbers and days; a stated truth has a place in <paramref name="StatedTruths"/> instead.</param>
internal sealed record Known<TNumber, TTruth>(TNumber[] Months, Presence[] Presence, Waters[] Waters, TNumber[] StatedNumbers, TTruth[] StatedTruths)
{
    public static readonly Known<TNumber, TTruth> Nothing = new([], [], [], [], []);

    public static Known<TNumber, TTruth> Of(Inputs inputs) => new(
        new TNumber[inputs.Months.Count], new Presence[inputs.Months.Count], new Waters[inputs.Waters.Count], new TNumber[inputs.Stated.Count], new TTruth[inputs.Stated.Count]);
}
