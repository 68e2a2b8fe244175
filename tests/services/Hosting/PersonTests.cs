using Basin.Hosting;

namespace Basin.Services.Tests.Hosting;

public sealed class PersonTests
{
    [Theory]
    [InlineData("张三", "张三")]
    [InlineData(null, "340000-FIN")]
    [InlineData("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "340000-FIN")]
    public void A_key_is_its_holders_and_all_keys_that_name_none_are_one_persons(string? holder, string person) =>
        new[] { "k1", "k2" }.Select(id => Key(id, holder).Person()).ShouldAllBe(found => found == person);

    private static PublicKey Key(string id, string? holder) => new()
    {
        Id = id, Issuer = "340000-FIN", IssuerName = "安徽省财政厅", Role = "finance", Region = "340000", Pem = "", AddedAt = default, Holder = holder,
    };
}
