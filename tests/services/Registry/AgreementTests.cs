using System.Security.Cryptography;
using System.Text;
using Basin.Registry;
using Basin.Rules;

namespace Basin.Services.Tests.Registry;

public sealed class AgreementTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Agreement.Party[] Parties = [new("浙", "330000"), new("皖", "340000")];
    private static readonly Agreement.SectionName[] Sections = [new("街口", "340000-330000-JK")];
    private static readonly (string Pem, string Public, string Id) Anhui = Pair();
    private static readonly (string Pem, string Public, string Id) Zhejiang = Pair();
    private static readonly TwiceRun<Agreement, Agreement.Command> Agreements = new(Agreement.Apply, Agreement.Decide);

    [Fact]
    public void The_first_draft_is_revision_one() => Agreements.Accepted([], Draft("a", 0)).ShouldBe([Drafted("a", 1)]);

    [Fact]
    public void The_same_document_again_changes_nothing_whatever_it_says_it_amends() =>
        Agreements.Accepted([Drafted("a", 1)], Draft("a", 7)).ShouldBeEmpty();

    [Fact]
    public void An_amendment_of_the_current_revision_is_the_next_one() =>
        Agreements.Accepted([Drafted("a", 1)], Draft("b", 1)).ShouldBe([Drafted("b", 2)]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void An_amendment_of_another_revision_is_refused_with_the_current_one(int amends)
    {
        var refused = Agreements.Refused([Drafted("a", 1), Drafted("b", 2)], Draft("c", amends));
        (refused.Kind, refused.Code).ShouldBe((Refusal.Conflict, "stale-draft"));
        refused.Sentence.ShouldContain("current revision is 2");
    }

    [Fact]
    public void A_bureau_of_no_party_drafts_nothing() =>
        Agreements.Refused([], Draft("a", 0) with { ByRegion = "360000" }).Kind.ShouldBe(Refusal.Forbidden);

    [Fact]
    public void A_third_region_does_not_write_itself_into_the_draft_of_others() =>
        Agreements.Refused([Drafted("a", 1)], Draft("b", 1) with { ByRegion = "360000", Parties = [.. Parties, new("赣", "360000")] })
            .Kind.ShouldBe(Refusal.Forbidden);

    [Fact]
    public void An_amendment_takes_the_signatures_back_and_says_whose() =>
        Agreements.Accepted([Drafted("a", 1), Signed("a", "340000")], Draft("b", 1)).ShouldBe(
            [new Agreement.Event.SignaturesCleared("A-1", 1, ["340000"], "340000-EE", At), Drafted("b", 2)], EventComparer.Json);

    [Fact]
    public void After_an_amendment_the_old_signatures_do_not_count()
    {
        object[] given = [Drafted("a", 1), Signed("a", "340000"), new Agreement.Event.SignaturesCleared("A-1", 1, ["340000"], "340000-EE", At), Drafted("b", 2)];
        Agreements.Accepted(given, Sign("b", "330000", Zhejiang)).Length.ShouldBe(1);
    }

    [Fact]
    public void The_first_signature_does_not_sign_the_agreement()
    {
        var command = Sign("a", "340000", Anhui);
        Agreements.Accepted([Drafted("a", 1)], command).ShouldBe(
            [new Agreement.Event.PartySigned("A-1", 1, Sha("a"), "340000", "340000-EE", Anhui.Id, command.Signature, At)]);
    }

    [Fact]
    public void The_last_signature_signs_the_agreement()
    {
        var events = Agreements.Accepted([Drafted("a", 1), Signed("a", "340000")], Sign("a", "330000", Zhejiang));
        events.Length.ShouldBe(2);
        events[1].ShouldBe(new Agreement.Event.AllSigned("A-1", 1, Document("a"), Sha("a"), At));
    }

    [Fact]
    public void Signing_again_with_a_fresh_signature_changes_nothing() =>
        Agreements.Accepted([Drafted("a", 1), Signed("a", "340000")], Sign("a", "340000", Anhui)).ShouldBeEmpty();

    [Fact]
    public void A_second_bureau_of_the_region_is_told_that_its_signature_is_not_recorded()
    {
        var refused = Agreements.Refused([Drafted("a", 1), Signed("a", "340000")], Sign("a", "340000", Anhui) with { Organisation = "340000-EE2" });
        (refused.Kind, refused.Code).ShouldBe((Refusal.Conflict, "signed-by-another"));
        refused.Sentence.ShouldContain("340000-EE signed revision 1");
    }

    [Fact]
    public void Signing_a_document_that_changed_since_is_refused_with_both_hashes()
    {
        var refused = Agreements.Refused([Drafted("a", 1), Drafted("b", 2)], Sign("a", "340000", Anhui));
        (refused.Kind, refused.Code).ShouldBe((Refusal.Conflict, "document-changed"));
        refused.Sentence.ShouldContain(Sha("a"));
        refused.Sentence.ShouldContain(Sha("b"));
    }

    [Fact]
    public void A_signature_by_another_key_or_of_another_document_is_refused()
    {
        Agreements.Refused([Drafted("a", 1)], Sign("a", "340000", Anhui) with { PublicKeyPem = Zhejiang.Public }).Code.ShouldBe("signature-does-not-match");
        Agreements.Refused([Drafted("a", 1)], Sign("a", "340000", Anhui) with { Signature = Sign("b", "340000", Anhui).Signature }).Code.ShouldBe("signature-does-not-match");
        Agreements.Refused([Drafted("a", 1)], Sign("a", "340000", Anhui) with { Signature = "not base64url!" }).Code.ShouldBe("signature-does-not-match");
    }

    [Fact]
    public void A_document_that_pays_for_what_a_signed_agreement_pays_for_is_refused_with_the_facts()
    {
        var refused = Agreements.Refused([Drafted("a", 1)], Sign("a", "340000", Anhui) with { Overlaps = [Overlap(coexists: true), Overlap(coexists: false)] });
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.Conflict, "overlapping-agreement", "document.coexists", "A-0"));
        refused.Sentence.ShouldBe("A-1 and the signed agreement A-0 (旧协议) both pay for 氨氮, 总磷 at 340000-330000-JK from 2020-01 to 2020-12; this can be signed only when each document names the other's number in coexists.");
    }

    [Fact]
    public void A_document_that_nobody_can_compare_is_not_signed_either() =>
        Agreements.Refused([Drafted("a", 1)], Sign("a", "340000", Anhui) with { Overlaps = [Overlap(coexists: false) with { Indicators = [] }] })
            .Sentence.ShouldContain("may both pay for the water at 340000-330000-JK from 2020-01 to 2020-12");

    [Fact]
    public void Agreements_that_name_each_other_are_both_signed() =>
        Agreements.Accepted([Drafted("a", 1)], Sign("a", "340000", Anhui) with { Overlaps = [Overlap(coexists: true)] }).Length.ShouldBe(1);

    [Fact]
    public void A_signature_that_stands_already_is_not_refused_for_what_was_signed_later() =>
        Agreements.Accepted([Drafted("a", 1), Signed("a", "340000")], Sign("a", "340000", Anhui) with { Overlaps = [Overlap(coexists: false)] }).ShouldBeEmpty();

    [Fact]
    public void A_region_that_is_no_party_signs_nothing() =>
        Agreements.Refused([Drafted("a", 1)], Sign("a", "360000", Anhui)).Kind.ShouldBe(Refusal.Forbidden);

    [Fact]
    public void There_is_nothing_to_sign_before_the_first_draft() =>
        Agreements.Refused([], Sign("a", "340000", Anhui)).Kind.ShouldBe(Refusal.NotFound);

    [Fact]
    public void A_signed_document_never_changes() =>
        Agreements.Refused([.. SignedByAll()], Draft("b", 1)).Code.ShouldBe("agreement-signed");

    [Theory]
    [InlineData("2019-12-31", "signed")]
    [InlineData("2020-01-01", "inForce")]
    [InlineData("2020-12-31", "inForce")]
    [InlineData("2021-01-01", "ended")]
    public void A_signed_agreement_is_in_force_from_the_first_to_the_last_day_of_its_term(string day, string status)
    {
        var today = DateOnly.ParseExact(day, "yyyy-MM-dd", null);
        Agreements.State(SignedByAll())!.StatusOn(today).ShouldBe(status);
        Agreements.State(Drafted("a", 1))!.StatusOn(today).ShouldBe("draft");
    }

    [Fact]
    public void A_document_over_the_limit_is_refused()
    {
        var text = new string('x', Agreement.DocumentBytesMax + 1);
        Agreements.Refused([], Draft("a", 0) with { Document = text }).Code.ShouldBe("document-too-large");
        Agreements.Accepted([], Draft("a", 0) with { Document = text[1..] }).Length.ShouldBe(1);
    }

    [Fact]
    public void Drafts_are_counted_up_to_the_limit()
    {
        Agreements.Accepted([Drafted("a", 199)], Draft("b", 199)).Length.ShouldBe(1);
        Agreements.Refused([Drafted("a", 200)], Draft("b", 200)).Code.ShouldBe("too-many-revisions");
    }

    [Fact]
    public void Number_and_title_have_a_shape()
    {
        Agreements.Refused([], Draft("a", 0) with { No = "a/b" }).Code.ShouldBe("invalid-code");
        Agreements.Refused([], Draft("a", 0) with { Title = "a\0" }).Code.ShouldBe("invalid-name");
    }

    private static Agreement.Overlap Overlap(bool coexists) => new("A-0", "旧协议", "340000-330000-JK", ["氨氮", "总磷"], "2020-01", "2020-12", coexists);

    private static object[] SignedByAll() =>
        [Drafted("a", 1), Signed("a", "340000"), Signed("a", "330000"), new Agreement.Event.AllSigned("A-1", 1, Document("a"), Sha("a"), At)];

    private static string Document(string text) => $$"""{"title":"{{text}}"}""";

    private static string Sha(string text) => Signatures.Sha256(Encoding.UTF8.GetBytes(Document(text)));

    private static Agreement.Command.Draft Draft(string text, int amends) => new(
        "A-1", amends, Document(text), Sha(text), text, Parties, Sections, new(2020, 1, 1), new(2020, 12, 31), "340000-EE", "340000", At);

    private static Agreement.Event.Drafted Drafted(string text, int revision) => new(
        "A-1", revision, Document(text), Sha(text), text, Parties, Sections, new(2020, 1, 1), new(2020, 12, 31), "340000-EE", At);

    private static Agreement.Command.Sign Sign(string text, string region, (string Pem, string Public, string Id) key) => new(
        "A-1", Sha(text), region, $"{region}-EE", key.Id, key.Public, Signatures.Sign(key.Pem, Encoding.UTF8.GetBytes(Document(text))), At, []);

    private static Agreement.Event.PartySigned Signed(string text, string region) => new("A-1", 1, Sha(text), region, $"{region}-EE", "k", "s", At);

    private static (string Pem, string Public, string Id) Pair()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        return (pem, key.ExportSubjectPublicKeyInfoPem(), Basin.Signing.VerifyingKey.Read(key.ExportSubjectPublicKeyInfoPem()).Id);
    }
}
