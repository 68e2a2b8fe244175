using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

public sealed class CaseViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_assessment_is_shown_with_what_was_stated_when_it_was_made_and_not_with_what_was_stated_since()
    {
        object[] events = [Opened, Stated("得分", "85"), Assessed(1, [new("得分", "85")]), Stated("得分", "60")];
        var view = CaseView.Of(events.Aggregate((Case?)null, Case.Apply)!, []);
        view.Assessment!.Stated.ShouldBe([new Case.UsedStatement("得分", "85")]);
        view.Stated.ShouldHaveSingleItem().Value.ShouldBe("60");
    }

    [Fact]
    public void An_assessment_of_before_facts_could_be_stated_and_a_restatement_are_shown_with_theirs()
    {
        object[] events = [Opened, Assessed(1, null), new Case.Event.RestatementNoted(Assessed(2, [new("得分", "60")]).Assessment)];
        var view = CaseView.Of(events.Aggregate((Case?)null, Case.Apply)!, []);
        view.Assessment!.Stated.ShouldBeEmpty();
        view.Restatement!.Stated.ShouldBe([new Case.UsedStatement("得分", "60")]);
    }

    private static Case.Event.Opened Opened => new(
        "XAJ", "2024", 1, ImmutableSortedDictionary<string, string>.Empty.Add("皖", "340000").Add("浙", "330000"), ["JK/2024-12"], new(2025, 1, 20), 15, 30, Now);

    private static Case.Event.FactStated Stated(string name, string value) => new(name, value, "340000", Now);

    private static Case.Event.PeriodAssessed Assessed(int revision, ImmutableArray<Case.UsedStatement>? stated) =>
        new(new(revision, 1, [], [], [], Step.Fact("test", null, "because"), "basin-rules/1", Now, stated));
}
