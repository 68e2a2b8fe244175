using Basin.Exchange;
using Basin.Rules;

namespace Basin.Services.Tests.Exchange;

public sealed class ReadCasesTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("json", "assessment")]
    [InlineData("text", "restatement")]
    [InlineData("html", null)]
    public void An_explanation_is_asked_for_by_known_words_or_by_none(string? format, string? of) => ReadCases.Refuse(format, of).ShouldBeNull();

    [Theory]
    [InlineData("pdf", null, "format", "json, text or html")]
    [InlineData("JSON", null, "format", "json, text or html")]
    [InlineData("", "assessment", "format", "json, text or html")]
    [InlineData(null, "restatment", "of", "the assessment, the restatement or the difference")]
    [InlineData("text", "", "of", "the assessment, the restatement or the difference")]
    public void Any_other_word_is_refused_with_those_that_are_known(string? format, string? of, string field, string known)
    {
        var refused = ReadCases.Refuse(format, of).ShouldNotBeNull();
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.NotAllowed, $"invalid-{field}", field, field == "format" ? format : of));
        refused.Sentence.ShouldContain(known);
    }
}
