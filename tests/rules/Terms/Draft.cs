using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>Agreements that are made up for a test: what article 17 wants is filled in, the rest is the test's.</summary>
internal static class Draft
{
    /// <summary>A whole document with the given members.</summary>
    public static string Of(string members) => $$"""
        {
          "language": "basin-terms/1", "standards": ["GB 3838-2002", "GB/T 8170-2008", "环办〔2011〕22号"],
          "title": "清河流域横向生态保护补偿协议", "scope": "清河流域。", "targets": "水质达到协议目标。", "duties": ["上游负责保护和治理。"],
          "compensation": "按条款相互补偿。", "breach": "提请共同的上一级人民政府处理。", "other": "争议协商解决。",
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30 },
          {{members}}
        }
        """;

    public static CheckedTerms Checked(string members) => Agreements.Checked(Of(members));

    public static Problem[] Problems(string members) => [.. CheckedTerms.Read(Of(members)).Problems];
}
