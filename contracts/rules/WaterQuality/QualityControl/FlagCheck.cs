namespace Basin.Rules.WaterQuality;

/// <summary>标记: what the station says of itself: its state, whether the frame is held, the data flag, and whether there is a value at all.</summary>
internal static class FlagCheck
{
    private const string Citation = "HJ 212-2017 数据标记";

    public static void Ask(QualityRules rules, UnderJudgement reading)
    {
        var (frame, sent) = (reading.Frame, reading.Reading);
        if (frame.OutOfUse is { } state)
            reading.Find(QualityOutcome.Invalid, Finding.Of("quality.state", "站点状态", sent, $"状态 = {state}", QualityOutcome.Invalid, Citation));
        if (frame.Held is { } why)
            reading.Find(QualityOutcome.Suspect, Finding.Of("quality.held", "报文待核", sent, why, QualityOutcome.Suspect, "自动站档案"));
        var (outcome, source) = sent.Flag switch
        {
            FlaggedReading.Normal => (QualityOutcome.Valid, Citation),
            FlaggedReading.SetByHand => (rules.HandSet, rules.Source),
            _ => (QualityOutcome.Invalid, Citation),
        };
        if (outcome != QualityOutcome.Valid)
            reading.Find(outcome, Finding.Of("quality.flag", "标记", sent, $"标记 = {sent.Flag}（{WordOf(sent.Flag)}）", outcome, source));
        if (!sent.SaysSomething)
            reading.Find(QualityOutcome.Invalid, Finding.Of("quality.missing", "缺测", sent, "没有数值，也没有检出限", QualityOutcome.Invalid, Citation));
    }

    private static string WordOf(string flag) => flag switch
    {
        "F" => "停运",
        "M" => "维护",
        "S" => "手工输入",
        "D" => "故障",
        "C" => "校准",
        "T" => "超量程",
        "B" => "通讯异常",
        _ => "未知标记",
    };
}
