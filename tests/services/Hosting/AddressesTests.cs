using Basin.Hosting;

namespace Basin.Services.Tests.Hosting;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("amqp://user:secret@127.0.0.1:5672/basin", true)]
    [InlineData("amqps://broker/basin", true)]
    [InlineData("nonsense", false)]
    [InlineData("http://x/", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("amqp:", false)]
    [InlineData("amqp://user:secret@:99999/", false)]
    public void A_broker_is_an_amqp_address(string text, bool good) => Check(good, () => Addresses.Broker("BASIN_RABBITMQ", text).Host.ShouldNotBeEmpty(), "BASIN_RABBITMQ");

    [Theory]
    [InlineData("Host=127.0.0.1;Port=5432;Database=d;Username=u;Password=secret", true)]
    [InlineData("foo", false)]
    [InlineData("Host=127.0.0.1;Password=secret", false)]
    [InlineData("Host=h;Database=d;Username=u;Port=secret", false)]
    [InlineData("Host=h;Database=d;Username=u;Colour=secret", false)]
    public void A_database_is_a_connection_string_with_host_database_and_user(string text, bool good) =>
        Check(good, () => Addresses.Database("BASIN_DATABASE", text).ShouldBe(text), "BASIN_DATABASE");

    private static void Check(bool good, Action read, string setting)
    {
        if (good)
        {
            read();
            return;
        }

        var sentence = Should.Throw<UnusableSettingException>(read).Message;
        sentence.ShouldContain(setting);
        sentence.ShouldNotContain("secret");
    }
}
