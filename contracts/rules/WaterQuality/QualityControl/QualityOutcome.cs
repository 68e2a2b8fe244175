namespace Basin.Rules.WaterQuality;

/// <summary>What quality control says of a reading, from the best to the worst; of several findings the worst counts.</summary>
public enum QualityOutcome
{
    /// <summary>有效: it goes into means.</summary>
    Valid,

    /// <summary>存疑: held for review by people; it does not go into means unless they find it valid.</summary>
    Suspect,

    /// <summary>无效: it does not go into means.</summary>
    Invalid,
}

/// <summary>How outcomes are written.</summary>
public static class QualityOutcomes
{
    public static string Word(QualityOutcome outcome) => outcome switch
    {
        QualityOutcome.Valid => "有效",
        QualityOutcome.Suspect => "存疑",
        QualityOutcome.Invalid => "无效",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There are three outcomes."),
    };

    internal static QualityOutcome Worse(QualityOutcome left, QualityOutcome right) => left > right ? left : right;
}
