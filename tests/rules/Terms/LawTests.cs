using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

/// <summary>
/// What holds of every agreement, whatever its data: each law over every document of <c>deploy/agreements</c>, as many random cases as there is
/// time for. A failure prints the seed of its case; <c>CsCheck_Seed</c> repeats it. With <c>BASIN_LONG=1</c> (deploy/test --long) the most that
/// can be owed is tried in 100,000 cases of each agreement.
/// </summary>
public sealed class LawTests
{
    private const int CasesLong = 100_000;
    private static readonly bool s_isLong = Environment.GetEnvironmentVariable("BASIN_LONG") == "1";
    private static readonly ImmutableDictionary<string, CheckedTerms> s_terms = Agreements.Names().ToImmutableDictionary(name => name, Agreements.Read);

    public static TheoryData<string> Documents => [.. Agreements.Names()];

    // Short where an agreement looks at many months, so that the whole suite stays quick.
    private static long Cases(CheckedTerms terms) => Math.Clamp(2_000 / terms.Needs(terms.Periods[0]).Length, 4, 40);

    private static void ForEach(string name, Action<RandomCase> law, long? cases = null)
    {
        var terms = s_terms[name];
        RandomCase.Of(terms).Sample(law, iter: cases ?? Cases(terms));
    }

    private static Assessment Assess(RandomCase one) => one.Terms.Assess(one.Period, one.Facts, one.Stated);

    private static Transfer[] Gross(Assessment assessment) =>
        [.. assessment.Payments.Where(payment => payment.Amount is not null).Select(payment => new Transfer(payment.Clause, payment.From, payment.To, payment.Amount!.Value))];

    private static string[] Positions(IEnumerable<Transfer> transfers) =>
        [.. Netting.Positions(transfers).Where(position => position.Value != Money.Zero).Select(position => $"{position.Key} {position.Value}")];

    private static string[] Positions(Assessment assessment) =>
        Positions(Obligations.From(assessment).Select(owed => new Transfer(owed.Clause, owed.From, owed.To, owed.Amount)));

    [Fact]
    public void Every_agreement_of_the_folder_is_looked_at() => Documents.Count.ShouldBeGreaterThanOrEqualTo(17);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_delivered_document_can_be_signed_and_leaves_nothing_to_remark(string name)
    {
        var check = CheckedTerms.Read(Agreements.Text(name));
        check.Problems.ShouldBeEmpty();
        check.Remarks.ShouldBeEmpty();
    }

    /// <summary>The agreements that observe little, and in a long run all of them: the search takes up to ten seconds for each.</summary>
    public static TheoryData<string> Searched =>
        [.. Agreements.Names().Where(name => s_isLong || s_terms[name].Sections.Count * s_terms[name].Indicators.Length * s_terms[name].Needs(s_terms[name].Periods[0]).Length <= 40)];

    [Theory]
    [MemberData(nameof(Searched))]
    public void No_water_is_found_whose_worsening_pays_the_upstream_party_more(string name)
    {
        var terms = s_terms[name];
        foreach (var found in terms.Monotonicity(terms.UnlikePeriods))
        {
            found.Compared.ShouldBeGreaterThan(0, $"{found.Section} {found.Indicator}");
            found.Example.ShouldBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_made_up_cases_pay_and_leave_open(string name)
    {
        // Laws that only ever saw empty cases would hold of anything.
        var (paid, open, whole) = (0, 0, 0);
        var terms = s_terms[name];
        RandomCase.Of(terms).Array[60].Sample(cases =>
        {
            foreach (var assessment in cases.Select(Assess))
            {
                if (assessment.Payments.Any(payment => payment.Amount > Money.Zero)) paid++;
                if (assessment.Gaps.IsEmpty) whole++;
                else open++;
            }
        }, iter: 1, threads: 1);
        (paid > 0, open > 0, whole > 0).ShouldBe((true, true, true), $"{paid} paid, {open} open, {whole} whole");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_is_paid_is_received_and_netting_changes_no_position(string name) => ForEach(name, one =>
    {
        var assessment = Assess(one);
        var accounts = one.Terms.Parties.Keys.Concat(one.Terms.PotsPaid).ToHashSet();
        assessment.Payments.ShouldAllBe(payment => accounts.Contains(payment.From) && accounts.Contains(payment.To) && payment.From != payment.To);
        Netting.Positions(Gross(assessment)).Values.Sum(position => position.Fen).ShouldBe(0);
        Netting.Positions(Obligations.From(assessment)).Values.Sum(position => position.Fen).ShouldBe(0);
        if (assessment.Netted is not { } netted) return;
        assessment.Gaps.ShouldBeEmpty();
        netted.ShouldAllBe(transfer => transfer.Amount > Money.Zero);
        Positions(netted).ShouldBe(Positions(Gross(assessment)));
    });

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_order_of_facts_changes_not_a_byte_and_neither_does_asking_twice(string name) => ForEach(name, one =>
    {
        var first = Explanation.Json(Assess(one).Step);
        Explanation.Json(Assess(one).Step).ShouldBe(first);
        var shuffled = one.Facts.OrderBy(month => month.Section, StringComparer.Ordinal).ThenByDescending(month => month.Month).ToList();
        Explanation.Json(one.Terms.Assess(one.Period, shuffled, [.. one.Stated.Reverse()]).Step).ShouldBe(first);
    });

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_hash_of_an_explanation_is_that_of_its_canonical_form(string name) => ForEach(name, one =>
    {
        var step = Assess(one).Step;
        Explanation.Sha256(step).ShouldBe(CanonicalJson.Sha256(Explanation.Json(step)));
    });

    [Theory]
    [MemberData(nameof(Documents))]
    public void Nobody_pays_or_gets_more_than_was_said_before_signing(string name)
    {
        var most = s_terms[name].Periods.ToDictionary(period => period.Id, period => (Owed: s_terms[name].MostOwed(period), Received: s_terms[name].MostReceived(period)));
        ForEach(name, one =>
        {
            var assessment = Assess(one);
            foreach (var transfers in new[] { Gross(assessment), [.. assessment.Netted ?? []] })
            {
                foreach (var party in one.Terms.Parties.Keys)
                {
                    transfers.Where(transfer => transfer.From == party).Sum(transfer => transfer.Amount.Fen).ShouldBeLessThanOrEqualTo(most[one.Period.Id].Owed[party].Fen, party);
                    transfers.Where(transfer => transfer.To == party).Sum(transfer => transfer.Amount.Fen).ShouldBeLessThanOrEqualTo(most[one.Period.Id].Received[party].Fen, party);
                }
            }
        }, s_isLong ? CasesLong : null);
    }

    // What a clause comes to where all its payments are determined; null where one is open.
    private static string? Outcome(Assessment assessment, string clause)
    {
        var payments = assessment.Payments.Where(payment => payment.Clause == clause).ToList();
        return payments.Exists(payment => payment.Amount is null) ? null : string.Join("; ", payments.Select(payment => $"{payment.From} {payment.To} {payment.Amount}"));
    }

    private static void ShouldSayNoMore(Assessment fewer, Assessment whole)
    {
        foreach (var clause in whole.Payments.Concat(fewer.Payments).Select(payment => payment.Clause).Distinct())
        {
            if (Outcome(fewer, clause) is { } outcome) outcome.ShouldBe(Outcome(whole, clause), clause);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Without_a_section_nothing_is_paid_that_was_not_paid_with_it(string name) => ForEach(name, one =>
    {
        var whole = Assess(one);
        whole.Payments.ShouldAllBe(payment => payment.Amount == null == !payment.Gaps.IsEmpty);
        foreach (var section in one.Terms.Sections.Values.Take(3))
        {
            ShouldSayNoMore(one.Terms.Assess(one.Period, one.Without(month => month.Section == section), one.Stated), whole);
        }
    });

    [Theory]
    [MemberData(nameof(Documents))]
    public void Where_every_month_must_be_there_a_missing_one_never_becomes_a_payment(string name)
    {
        // As delivered half a year may serve for the whole, so that a month that is missing changes a mean; here every month is asked for.
        var document = JsonNode.Parse(Agreements.Text(name))!;
        document["data"]!["validMonths"] = 12;
        var strict = Agreements.Checked(document.ToJsonString());
        RandomCase.Of(strict).Sample(one =>
        {
            // A statement that is missing is none where the document says what holds then.
            var open = one.Stated.Where(stated => !strict.Stated.Single(fact => fact.Name == stated.Name).HasDefault).ToList();
            ShouldSayNoMore(strict.Assess(one.Period, one.Without(month => month.Month.Month % 3 == 0), open), strict.Assess(one.Period, one.Facts, open));
            ShouldSayNoMore(strict.Assess(one.Period, one.Facts, [.. open.Skip(1)]), strict.Assess(one.Period, one.Facts, open));
        }, iter: Cases(strict));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Without_any_data_only_what_rests_on_none_is_paid(string name)
    {
        var terms = s_terms[name];
        foreach (var period in terms.UnlikePeriods)
        {
            var nothing = terms.Assess(period, []);
            // What is paid without data is paid in the same way whatever the water was.
            var paid = nothing.Payments.Where(payment => payment.Amount > Money.Zero).Select(payment => $"{payment.Clause} {payment.From} {payment.To} {payment.Amount}").ToList();
            RandomCase.Of(terms, period).Sample(one =>
                paid.ShouldBeSubsetOf([.. terms.Assess(period, one.Facts).Payments.Select(payment => $"{payment.Clause} {payment.From} {payment.To} {payment.Amount}")]), iter: 5);
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_bounds_of_open_data_hold_what_it_turns_out_to_be(string name) => ForEach(name, ShouldStayWithinBounds);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Other_rules_on_data_keep_the_bounds_too(string name)
    {
        (string Field, string Word)[][] rules =
        [
            [("missing", "上月"), ("nonDetect", "零")], [("missing", "上年同月"), ("nonDetect", "检出限")], [("validMonths", "1")], [("validMonths", "12"), ("missing", "上月")], [("validShare", "0.75"), ("validDays", "20"), ("missing", "上年同月")], [("compare", "修约值")],
        ];
        foreach (var changes in rules)
        {
            var document = JsonNode.Parse(Agreements.Text(name))!;
            foreach (var (field, word) in changes) document["data"]![field] = word;
            var terms = Agreements.Checked(document.ToJsonString());
            var owed = terms.Periods.ToDictionary(period => period.Id, terms.MostOwed);
            RandomCase.Of(terms).Sample(one =>
            {
                ShouldStayWithinBounds(one);
                foreach (var party in Gross(Assess(one)).Where(transfer => terms.Parties.ContainsKey(transfer.From)).GroupBy(transfer => transfer.From))
                {
                    party.Sum(transfer => transfer.Amount.Fen).ShouldBeLessThanOrEqualTo(owed[one.Period.Id][party.Key].Fen, party.Key);
                }
            }, iter: Math.Max(1, Cases(terms) / 8));
        }
    }

    private static void ShouldStayWithinBounds(RandomCase one)
    {
        var known = one.Without(month => month.Month.Month % 4 == 1);
        ShouldHold(one.Terms.AssessRange(one.Period, known, stated: one.Stated), one.Terms.Assess(one.Period, known, one.Stated), Assess(one));
        // A mean that is contested between what it is and twice that.
        var months = one.Facts.Where(month => month.Source == DataSource.Stations && !one.Facts.Any(other => other != month && other.Section == month.Section && other.Month == month.Month));
        var contested = months.SelectMany(month => month.Means.Where(mean => mean.Value is { Value: > 0 and <= 10, HalfLimits: 0 })
            .Select(mean => new ContestedMean(month.Section, month.Month, mean.Key, mean.Value.Value, mean.Value.Value * 2))).Take(3).ToList();
        ShouldHold(one.Terms.AssessRange(one.Period, one.Facts, contested, one.Stated), Assess(one));
    }

    private static void ShouldHold(RangeAssessment range, params ReadOnlySpan<Assessment> outcomes)
    {
        foreach (var exact in outcomes)
        {
            foreach (var payment in exact.Payments.Where(payment => payment.Amount is not null))
            {
                var bounds = range.Payments.SingleOrDefault(bound => bound.Clause == payment.Clause && bound.From == payment.From && bound.To == payment.To);
                (bounds?.Least ?? Money.Zero).ShouldBeLessThanOrEqualTo(payment.Amount!.Value, payment.Clause);
                (bounds is null ? Money.Zero : bounds.Most ?? payment.Amount.Value).ShouldBeGreaterThanOrEqualTo(payment.Amount.Value, payment.Clause);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Settling_again_on_corrected_data_leaves_the_same_positions_as_settling_once(string name) => ForEach(name, one =>
    {
        // Every fifth month is corrected; the difference of the two settlements is paid on top of the first.
        var corrected = one.Facts.Where(month => month.Month.Month % 5 == 2).Select(month => month with
        {
            Revision = month.Revision + 1, Means = month.Means.ToImmutableSortedDictionary(mean => mean.Key, mean => mean.Value with { Value = mean.Value.Value is { } value ? value / 2 : 1 }),
        });
        var (original, final) = (Assess(one), one.Terms.Assess(one.Period, [.. one.Facts, .. corrected], one.Stated));
        if (!original.Gaps.IsEmpty || !final.Gaps.IsEmpty) return;
        var (before, after) = (Netting.Positions(Obligations.From(original)), Netting.Positions(Obligations.From(final)));
        var accounts = before.Keys.Union(after.Keys).ToList();
        var differences = accounts.ToDictionary(account => account, account => after.GetValueOrDefault(account) - before.GetValueOrDefault(account));
        differences.Values.Sum(difference => difference.Fen).ShouldBe(0);
        // Differences turned into transfers by the same netting end in the same positions.
        var transfers = Obligations.From(final).Select(owed => new Transfer(owed.Clause, owed.From, owed.To, owed.Amount))
            .Concat(Obligations.From(original).Select(owed => new Transfer(owed.Clause, owed.To, owed.From, owed.Amount))).ToList();
        var paid = Obligations.From(original).Select(owed => new Transfer(owed.Clause, owed.From, owed.To, owed.Amount)).Concat(Netting.Apply(NettingRule.Multilateral, transfers, accounts));
        Positions(paid).ShouldBe(Positions(final));
    });

    [Fact]
    public void Shares_sum_to_the_whole_for_any_amount_and_any_shares() =>
        Gen.Select(Gen.Long[-long.MaxValue, long.MaxValue], Gen.Long[0, TermsLimits.ShareMax].Array[1, 40].Where(shares => shares.Any(share => share > 0))).Sample((fen, shares) =>
        {
            var parts = Allot.Split(new Money(fen), shares);
            parts.Aggregate(Int128.Zero, (sum, part) => sum + part.Fen).ShouldBe(fen);
            parts.Zip(shares).ShouldAllBe(pair => pair.Second > 0 || pair.First == Money.Zero);
            parts.ShouldAllBe(part => part.Fen == 0 || part.Fen > 0 == fen > 0);
        });
}
