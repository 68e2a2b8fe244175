using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>新安江 (DOMAIN 2.1). Its baselines are not published: those of the delivered documents are illustrative.</summary>
public sealed class WeightedIndexTests
{
    private static readonly decimal[] s_round1 = [1.99m, 0.21m, 1.12m, 0.036m];
    private static readonly decimal[] s_round2 = [1.80m, 0.18m, 1.15m, 0.032m];

    // k0 is raised to 1 so that times = P exactly: 1 / 0.85 has no finite decimal.
    private static CheckedTerms WithPlainIndex(string name, string k0) =>
        Agreements.Checked(Agreements.Text(name).Replace($"\"k0\": {{ \"is\": \"{k0}\"", "\"k0\": { \"is\": \"1\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("0.5", "四 浙->皖 100000000.00元")]
    [InlineData("1", "四 浙->皖 100000000.00元")]
    [InlineData("1.0000001", "四 皖->浙 100000000.00元")]
    [InlineData("1.2", "四 皖->浙 100000000.00元")]
    public void In_round_1_the_index_decides_who_pays_100_million(string index, string expected)
    {
        var terms = WithPlainIndex("xinanjiang-1", "0.85");
        var assessment = terms.Assess(terms.Period("2012"), Agreements.JiekouYear(2012, decimal.Parse(index), s_round1));
        assessment.Paid().ShouldBe([expected]);
        assessment.Gaps.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0.949999", "四 浙->皖 200000000.00元")]
    [InlineData("0.95", "四 浙->皖 200000000.00元")]
    [InlineData("0.950001", "四 浙->皖 100000000.00元")]
    [InlineData("1", "四 浙->皖 100000000.00元")]
    [InlineData("1.000001", "四 皖->浙 100000000.00元")]
    public void In_round_2_three_tiers_cover_every_index_once(string index, string expected)
    {
        var terms = WithPlainIndex("xinanjiang-2", "0.89");
        terms.Assess(terms.Period("2016"), Agreements.JiekouYear(2016, decimal.Parse(index), s_round2)).Paid().ShouldBe([expected]);
    }

    [Fact]
    public void The_stability_factor_lowers_the_index()
    {
        // At the baseline itself P = 0.85 * 1, so the condition is met; at 1.18 times it P = 1.003.
        var terms = Agreements.Read("xinanjiang-1");
        terms.Assess(terms.Period("2013"), Agreements.JiekouYear(2013, 1, s_round1)).Paid().ShouldBe(["四 浙->皖 100000000.00元"]);
        terms.Assess(terms.Period("2013"), Agreements.JiekouYear(2013, 1.18m, s_round1)).Paid().ShouldBe(["四 皖->浙 100000000.00元"]);
    }

    [Fact]
    public void The_document_states_what_it_is()
    {
        var terms = Agreements.Read("xinanjiang-1");
        terms.Parties["皖"].ShouldBe("340000");
        terms.Sections["街口"].ShouldBe(Agreements.Jiekou);
        terms.Periods.Select(period => period.Id).ShouldBe(["2012", "2013", "2014"]);
        terms.From.ShouldBe(new DateOnly(2012, 1, 1));
        terms.To.ShouldBe(new DateOnly(2014, 12, 31));
        terms.Calendar.ShouldBe(new Calendar(30, 15, 30));
        terms.Indicators.Select(indicator => indicator.Name).ShouldBe(Agreements.JiekouIndicators);
        terms.Sha256.ShouldBe(CanonicalJson.Sha256(Agreements.Text("xinanjiang-1")));
        terms.Needs(terms.Period("2013")).ShouldBe(Enumerable.Range(1, 12).Select(month => new SectionMonth(Agreements.Jiekou, new(2013, month))));
    }
}
