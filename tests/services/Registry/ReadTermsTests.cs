using Basin.Hosting;
using Basin.Registry;
using Basin.Rules;

namespace Basin.Services.Tests.Registry;

public sealed class ReadTermsTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_revision_keeps_its_document_whoever_signed_since()
    {
        var revisions = new object[] { Drafted(1), new Agreement.Event.PartySigned("A-1", 1, "sha", "340000", "340000-EE", "k", "s", At), Drafted(2) }
            .Aggregate(default(AgreementRevisions), AgreementRevisions.Apply).ShouldNotBeNull();
        revisions.Documents.ShouldBe([new(1, "{\"n\":1}"), new(2, "{\"n\":2}")]);
        revisions.Refused("A-1", 2, "to").ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_revision_that_never_was_is_refused_with_those_that_were(int revision)
    {
        var refused = AgreementRevisions.Apply(AgreementRevisions.Apply(null, Drafted(1)), Drafted(2))!.Refused("A-1", revision, "to").ShouldNotBeNull();
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.NotFound, "unknown-revision", "to", $"{revision}"));
        refused.Sentence.ShouldContain("revisions 1 to 2");
    }

    [Theory]
    [InlineData("bureau", "340000", 1, true)]
    [InlineData("superior", "100000", 1, true)]
    [InlineData("auditor", "100000", 1, true)]
    [InlineData("bureau", "360000", 2, true)]
    [InlineData("bureau", "360000", 1, false)]
    [InlineData("operator", "360000", 1, false)]
    public void What_was_only_a_draft_stays_with_the_parties_after_the_agreement_is_signed(string role, string region, int revision, bool may)
    {
        var signed = new object[] { Drafted(1), Drafted(2), new Agreement.Event.AllSigned("A-1", 2, "{\"n\":2}", "sha2", At) }.Aggregate(default(Agreement), Agreement.Apply)!;
        var refused = ReadTerms.MayNotRead(new Caller("X", "X", role, region, "k", "k"), signed, [(2, "to"), (revision, "from")]);
        (refused is null).ShouldBe(may);
        if (!may) (refused!.Kind, refused.Code, refused.Field).ShouldBe((Refusal.Forbidden, "draft-of-others", "from"));
    }

    private static Agreement.Event.Drafted Drafted(int revision) => new(
        "A-1", revision, $$"""{"n":{{revision}}}""", $"sha{revision}", "协议", [new("浙", "330000"), new("皖", "340000")], [new("街口", "340000-330000-JK")],
        new(2020, 1, 1), new(2020, 12, 31), "340000-EE", At);
}
