using System.Text;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_strings_of_RFC_8785_section_3_2_2_come_out_as_printed_there() =>
        CanonicalJson.Of("""{"string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}""")
            .ShouldBe("{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");

    [Fact]
    public void Keys_are_sorted_by_UTF_16_as_in_RFC_8785_section_3_2_3()
    {
        var canonical = CanonicalJson.Of("""
            { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" }
            """);
        canonical.ShouldBe(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            + "\"\U0001F600\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-7", "-7")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("-9007199254740991", "-9007199254740991")]
    [InlineData(" [ 1 , { } , [ ] ] ", "[1,{},[]]")]
    [InlineData("\"\\u007f\\u0000\\b\\f\\t\"", "\"\u007f\\u0000\\b\\f\\t\"")]
    public void Whole_numbers_and_white_space_have_one_form(string json, string expected) => CanonicalJson.Of(json).ShouldBe(expected);

    [Theory]
    [InlineData("{\"a\":{\"b\":[1,0.5]}}", "$.a.b[1]")]
    [InlineData("1e3", "$")]
    [InlineData("1.0", "$")]
    [InlineData("9007199254740992", "$")]
    [InlineData("{\"a\":{\"k\":1,\"\\u006b\":2}}", "$.a")]
    [InlineData("[\"\\ud800\"]", "$[0]")]
    [InlineData("{\"\\udc00\":1}", "$")]
    [InlineData("{", "line 1")]
    [InlineData("{\"a\":1,}", "line 1")]
    [InlineData("", "line 1")]
    public void What_has_no_canonical_form_is_refused_with_its_place(string json, string place) =>
        Should.Throw<FormatException>(() => CanonicalJson.Of(json)).Message.ShouldContain(place);

    [Fact]
    public void Half_a_surrogate_pair_in_the_text_itself_is_refused() =>
        Should.Throw<FormatException>(() => CanonicalJson.Of("\"" + (char)0xD800 + "\""));

    [Fact]
    public void The_hash_is_that_of_the_UTF_8_bytes()
    {
        Encoding.UTF8.GetString(CanonicalJson.Utf8("{ \"省\": 2, \"a\": 1 }")).ShouldBe("{\"a\":1,\"省\":2}");
        CanonicalJson.Sha256(" { } ").ShouldBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }

    [Fact]
    public void A_canonical_text_is_its_own_canonical_form()
    {
        var once = CanonicalJson.Of(Agreements.Text("yulu-1"));
        CanonicalJson.Of(once).ShouldBe(once);
        Agreements.Checked(once).Sha256.ShouldBe(Agreements.Read("yulu-1").Sha256);
    }

    [Fact]
    public void A_long_key_over_many_items_takes_no_more_room_than_the_document_needs()
    {
        var items = string.Join(",", Enumerable.Repeat("1", 5_000));
        var json = $$"""{"{{new string('k', 100_000)}}":[{{items}}]}""";
        var before = GC.GetAllocatedBytesForCurrentThread();
        CanonicalJson.Of(json).ShouldBe(json);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(20_000_000);
    }
}
