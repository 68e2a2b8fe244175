namespace Basin.Rules.Terms;

/// <summary>Which terms can only come to whole numbers: counts of months and sections, classes and their steps, days.</summary>
internal static class WholeNumbers
{
    /// <summary>Told from the form of the term; false says nothing.</summary>
    public static bool Always(Scalar term) => term switch
    {
        Scalar.Literal literal => decimal.IsInteger(literal.Value),
        Scalar.Constant constant => decimal.IsInteger(constant.Value),
        Scalar.PeriodDay or Scalar.SectionClass or Scalar.ClassDifference or Scalar.Count or Scalar.CountMonths => true,
        Scalar.OfMonths { Statistic: Statistic.ValidMonths } => true,
        Scalar.Stated stated => stated.Kind is Kind.Date,
        Scalar.Defined defined => Always(defined.Body),
        Scalar.Negative negative => Always(negative.Operand),
        Scalar.Arithmetic { Operator: not '/' } arithmetic => Always(arithmetic.Left) && Always(arithmetic.Right),
        Scalar.Conditional conditional => Always(conditional.Then) && Always(conditional.Else),
        Scalar.Gathered { Gathering: not Gathering.Mean } gathered => gathered.Elements.All(element => Always(element.Body)),
        Scalar.GatheredMonths { Gathering: not Gathering.Mean } months => Always(months.Body),
        Scalar.Clamp clamp => Always(clamp.Operand) && Always(clamp.Least) && Always(clamp.Most),
        _ => false,
    };
}
