namespace Basin.Rules.Terms;

/// <summary>What is known of the inputs of a calculation, each at its place.</summary>
/// <param name="MayBeMissing">Whether a month may stay without a value; exact facts leave nothing open.</param>
/// <param name="StatedNumbers">Stated numbers and days; a stated truth has a place in <paramref name="StatedTruths"/> instead.</param>
internal sealed record Known<TNumber, TTruth>(TNumber[] Months, bool[] MayBeMissing, Waters[] Waters, TNumber[] StatedNumbers, TTruth[] StatedTruths)
{
    public static readonly Known<TNumber, TTruth> Nothing = new([], [], [], [], []);

    public static Known<TNumber, TTruth> Of(Inputs inputs) => new(
        new TNumber[inputs.Months.Count], new bool[inputs.Months.Count], new Waters[inputs.Waters.Count], new TNumber[inputs.Stated.Count], new TTruth[inputs.Stated.Count]);
}
