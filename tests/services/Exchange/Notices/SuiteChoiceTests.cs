using Basin.Exchange;

namespace Basin.Services.Tests.Exchange;

public sealed class SuiteChoiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_choice_sent_twice_is_kept_once()
    {
        var choice = Chosen(null, "SM2")!;
        (choice.Suite, choice.Changes).ShouldBe(("SM2", 1));
        SuiteChoice.Decide(choice, To("SM2")).Events.ShouldBeEmpty();
        Chosen(choice, "ES256")!.Suite.ShouldBe("ES256");
    }

    [Theory]
    [InlineData("EdDSA")]
    [InlineData("sm2")]
    [InlineData("")]
    public void A_suite_that_the_exchange_has_no_key_for_is_refused_with_those_it_has(string suite)
    {
        var refused = SuiteChoice.Decide(null, To(suite)).Rejection!;
        (refused.Code, refused.Field, refused.Value).ShouldBe(("suite-not-offered", "suite", suite));
        refused.Sentence.ShouldContain("ES256, SM2");
    }

    [Fact]
    public void A_choice_stays_known_when_the_key_of_its_suite_is_taken_away() =>
        SuiteChoice.Decide(Chosen(null, "SM2"), To("SM2") with { Offered = ["ES256"] }).Rejection.ShouldBeNull();

    [Theory]
    [InlineData(SuiteChoice.ChangesMax - 1, null)]
    [InlineData(SuiteChoice.ChangesMax, "too-many-changes")]
    public void An_organisation_cannot_choose_for_ever(int changes, string? code) =>
        SuiteChoice.Decide(new("330000-FIN", "SM2", changes), To("ES256")).Rejection?.Code.ShouldBe(code);

    private static SuiteChoice.Choose To(string suite) => new("330000-FIN", suite, ["ES256", "SM2"], Now);

    private static SuiteChoice? Chosen(SuiteChoice? choice, string suite) => SuiteChoice.Decide(choice, To(suite)).Events.Aggregate(choice, SuiteChoice.Apply);
}
