using System.Text;
using System.Text.Json;
using Basin.Hosting;
using Basin.Registry;

namespace Basin.Services.Tests.Hosting;

public sealed class JsonProblemTests
{
    private static readonly JsonSerializerOptions Options = Web();

    [Theory]
    [InlineData("""{"name":"a","basin":"B","waterBody":"ocean","upstreamRegion":"1","downstreamRegion":"2"}""", "waterBody", "ocean", "one of river, lake is expected here")]
    [InlineData("""{"name":7,"basin":"B","waterBody":"lake","upstreamRegion":"1","downstreamRegion":"2"}""", "name", "7", "a text is expected here")]
    [InlineData("{\"name\":\"a\",\n \"insideRegion\":\"yes\"}", "insideRegion", "yes", "line 2")]
    [InlineData("""{"name":"a","aliases":"x"}""", "aliases", "x", "a list or a map is expected")]
    [InlineData("""{"name":"a","aliases":["x",5]}""", "aliases[1]", "5", "a text is expected")]
    [InlineData("""[]""", null, null, "not of the kind expected")]
    [InlineData("""{"name":"a","name":"b"}""", "name", null, "the property 'name' is given twice")]
    [InlineData("""{"name":"a","colour":"b"}""", "colour", null, "no such property is expected here")]
    [InlineData("""{"name":"a","basin":""", null, null, "the body ends too early")]
    [InlineData("""{"name":"a" """, null, null, "the body ends too early")]
    [InlineData(" ", null, null, "the body is empty")]
    public void A_body_that_cannot_be_read_is_told_by_field_and_value_without_our_types(string body, string? field, string? value, string words)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var problem = JsonProblem.Of(Should.Throw<JsonException>(() => JsonSerializer.Deserialize<StateSection.Body>(bytes, Options)), bytes);
        if (field is not null) problem.Field.ShouldBe(field);
        if (value is not null) problem.Value.ShouldBe(value);
        problem.Sentence.ShouldContain(words);
        problem.Sentence.ShouldNotContain("System.");
        problem.Sentence.ShouldNotContain("Basin.Registry");
        problem.Sentence.ShouldNotContain("isFinalBlock");
    }

    private static JsonSerializerOptions Web()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        BasinService.Json(options);
        return options;
    }
}
