using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Basin.Exchange;
using Basin.Signing;

namespace Basin.Services.Tests.Exchange;

/// <summary>One paper, several signatures: whoever it is shown to, it is the same paper.</summary>
public sealed class NoticeSignaturesTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes(NoticeSamples.Content(NoticeSamples.Facts[0]));

    private static readonly PrivateKey Main = PrivateKey.New(SignatureSuite.ES256), Sm2 = PrivateKey.New(SignatureSuite.SM2);

    [Fact]
    public void Every_suite_signs_the_same_bytes_and_states_their_hash()
    {
        var view = NoticeView.Of(Signed(), SignatureSuite.ES256);
        view.Signatures.Select(s => (s.Suite, s.KeyId, s.Hash)).ShouldBe([("ES256", Main.Public.Id, "SHA-256"), ("SM2", Sm2.Public.Id, "SM3")]);
        view.Signatures[0].ContentHash.ShouldBe(view.ContentSha256);
        view.Signatures[1].ContentHash.ShouldBe(ContentHash.Sm3(Content));
        Main.Public.Verify(Content, view.Signatures[0].Signature).ShouldBeTrue();
        Sm2.Public.Verify(Content, view.Signatures[1].Signature).ShouldBeTrue();
    }

    [Theory]
    [InlineData("ES256", 0)]
    [InlineData("SM2", 1)]
    [InlineData("EdDSA", 0)]
    public void A_reader_is_shown_the_signature_it_chose_or_the_first_where_there_is_none(string chosen, int shown)
    {
        var view = NoticeView.Of(Signed(), chosen);
        (view.KeyId, view.Signature).ShouldBe((view.Signatures[shown].KeyId, view.Signatures[shown].Signature));
        JsonSerializer.Serialize(view.Signatures).ShouldBe(JsonSerializer.Serialize(NoticeView.Of(Signed(), "ES256").Signatures));
    }

    [Fact]
    public void A_notice_of_before_has_the_one_signature_it_was_issued_with()
    {
        var view = NoticeView.Of(Notice.Apply(null, Issued with { FurtherSignatures = null })!, SignatureSuite.SM2);
        view.Signatures.ShouldHaveSingleItem().Suite.ShouldBe("ES256");
        view.KeyId.ShouldBe(Main.Public.Id);
    }

    private static readonly Notice.Event.Issued Issued = new(
        "2026-1", Notice.CursorOf(2026, 1), Encoding.UTF8.GetString(Content), NoticeSamples.Sha256(Encoding.UTF8.GetString(Content)), Main.Public.Id, Main.Sign(Content),
        ["330000", "340000"], "XAJ", "2024", 1, new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero), [new NoticeSignature("SM2", Sm2.Public.Id, Sm2.Sign(Content))]);

    private static Notice Signed() => Notice.Apply(null, Issued)!;
}
