using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>时限: the days that the parties agreed on, each in its sentence.</summary>
internal sealed class CalendarArticle(string title, string field) : TextArticle(title, null, field)
{
    private static readonly CountForm s_days = new();
    private static readonly (string Field, string Label, string Before, string After)[] s_sentences =
    [
        ("dataDueDays", "数据期限", "结算期结束后", "日内，数据应当齐备。"),
        ("silenceDays", "异议期限", "评估公布后", "日内，未提出异议的视为同意。"),
        ("payDays", "支付期限", "补偿义务确定后", "日内，应当支付。"),
        ("correctionDays", "更正期限", "结算后", "日内，数据更正的，按差额另行结算；逾期的，由共同上级决定是否重新结算。"),
    ];

    public override IEnumerable<TextEntry> Entries(JsonObject document)
    {
        if (!document.TryGetPropertyValue(field, out var stated)) return [];
        var days = WrittenShape.Object(stated, field, s_sentences.Select(sentence => sentence.Field));
        return days.Count == 0 ? [Nothing] : s_sentences.Where(sentence => days.ContainsKey(sentence.Field)).Select(sentence =>
            Entry(sentence.Label, sentence.Before + s_days.Write(days[sentence.Field], $"{field}.{sentence.Field}", sentence.After) + sentence.After));
    }

    public override void Read(TextBody body, JsonObject document)
    {
        if (body.IsUnstated) return;
        var days = new JsonObject();
        document[field] = days;
        if (body.IsNothing) return;
        body.ForEach(line =>
        {
            var known = s_sentences.FirstOrDefault(sentence => line.TryTake(sentence.Before));
            if (known.Field is null) throw line.Problem($"应以{string.Join("、", s_sentences.Select(sentence => $"“{sentence.Before}”"))}之一开头。");
            var count = s_days.Read(line, known.After);
            line.Take(known.After);
            line.TakeEnd();
            if (!days.TryAdd(known.Field, count)) throw line.Problem($"“{known.Label}”写了两次。");
        });
    }
}
