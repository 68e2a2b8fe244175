namespace Basin.Rules.Terms;

/// <summary>Everything in a document has a limit, so that reading, checking and assessing it always end soon.</summary>
public static class TermsLimits
{
    /// <summary>Characters of a whole document.</summary>
    public const int DocumentCharactersMax = 262_144;

    /// <summary>Characters of one formula.</summary>
    public const int FormulaCharactersMax = 2_000;

    /// <summary>Brackets, calls and operators of one formula inside each other.</summary>
    public const int NestingMax = 48;

    /// <summary>Operations inside each other after every name is replaced by what it stands for; bounds the depth of an explanation.</summary>
    public const int ExpandedNestingMax = 100;

    /// <summary>Members of one object or array of the document: parties, sections, formulas, clauses, arms.</summary>
    public const int MembersMax = 200;

    /// <summary>Calendar years that a term may span.</summary>
    public const int TermYearsMax = 20;

    /// <summary>Operations of one formula after every name in it is replaced by what it stands for; bounds its explanation.</summary>
    public const int OperationsMax = 5_000;

    /// <summary>Operations of all clauses together, counted as for one formula.</summary>
    public const int DocumentOperationsMax = 20_000;

    /// <summary>
    /// Yuan that one payment of one period can come to: 1000亿元, ten times the largest pot of any known agreement. What exceeds it is bounded by
    /// no clause, only by what water is thinkable.
    /// </summary>
    public const decimal PaymentYuanMax = 100_000_000_000m;

    /// <summary>Problems reported for one document; the rest is left out.</summary>
    public const int ProblemsMax = 200;

    /// <summary>Largest days count in the calendar.</summary>
    public const int CalendarDaysMax = 3_660;

    /// <summary>Largest whole-number share.</summary>
    public const long ShareMax = 1_000_000_000;
}
