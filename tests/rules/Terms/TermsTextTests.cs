using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

public sealed class TermsTextTests
{
    private static string Back(string text)
    {
        var reading = TermsTextReader.Read(text);
        reading.Problems.ShouldBeEmpty(text);
        return CanonicalJson.Of(reading.Json!);
    }

    [Fact]
    public void Any_document_comes_back_from_its_text_as_it_was() => RandomDocuments.Any.Sample(document =>
    {
        var json = document.ToJsonString();
        Back(TermsText.Of(json)).ShouldBe(CanonicalJson.Of(json));
    }, iter: 3_000);

    [Theory]
    [InlineData("xinanjiang-1")]
    [InlineData("xinanjiang-2")]
    [InlineData("yulu-1")]
    public void A_delivered_agreement_comes_back_from_its_text_as_it_was(string name)
    {
        var text = TermsText.Of(Agreements.Text(name));
        TestContext.Current.TestOutputHelper!.WriteLine(text);
        Back(text).ShouldBe(Agreements.Read(name).Canonical);
    }
}
