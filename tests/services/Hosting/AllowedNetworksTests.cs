using System.Net;
using Basin.Hosting;

namespace Basin.Services.Tests.Hosting;

public sealed class AllowedNetworksTests
{
    private const string Setting = "BASIN_NOTICE_PRIVATE_NETWORKS";

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("2400:3200::1", true)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("64:ff9b:1::7f00:1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("192.0.2.1", false)]
    public void Only_public_addresses_are_allowed_where_nothing_is_set(string address, bool allowed) => AllowedNetworks.Read(Setting, "").Allows(IPAddress.Parse(address)).ShouldBe(allowed);

    [Theory]
    [InlineData("allowed", "192.168.1.1", true)]
    [InlineData("allowed", "fd00::1", true)]
    [InlineData("10.1.0.0/16, fd00::/8", "10.1.255.255", true)]
    [InlineData("10.1.0.0/16, fd00::/8", "10.2.0.0", false)]
    [InlineData("10.1.0.0/16, fd00::/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.0.0/16, fd00::/8", "fd12::1", true)]
    [InlineData("10.1.0.0/16, fd00::/8", "127.0.0.1", false)]
    [InlineData("10.1.0.0/16, fd00::/8", "8.8.8.8", true)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    public void What_the_operator_lists_is_allowed_beside_what_is_public(string setting, string address, bool allowed) =>
        AllowedNetworks.Read(Setting, setting).Allows(IPAddress.Parse(address)).ShouldBe(allowed);

    [Theory]
    [InlineData("", "https://fin.example.cn/", true)]
    [InlineData("", "https://8.8.8.8/", true)]
    [InlineData("", "http://127.0.0.1:8080/", false)]
    [InlineData("", "https://10.0.0.1/", false)]
    [InlineData("", "https://[::1]/", false)]
    [InlineData("", "https://[::ffff:10.0.0.1]/", false)]
    [InlineData("", "http://2130706433/", false)]
    [InlineData("", "http://localhost:8080/", false)]
    [InlineData("", "http://LOCALHOST./", false)]
    [InlineData("", "http://fin.localhost/", false)]
    [InlineData("", "http://localhost.example.cn/", true)]
    [InlineData("127.0.0.0/8", "http://localhost:8080/", true)]
    [InlineData("10.0.0.0/8", "http://localhost:8080/", false)]
    [InlineData("10.0.0.0/8", "https://10.0.0.1/", true)]
    public void A_literal_address_may_be_registered_where_it_may_be_connected_to(string setting, string url, bool allowed) =>
        AllowedNetworks.Read(Setting, setting).AllowsHostOf(new(url)).ShouldBe(allowed);

    [Theory]
    [InlineData("yes")]
    [InlineData("10.1.0.0/33")]
    [InlineData("10.1.0.0/16;127.0.0.0/8")]
    public void What_is_no_network_is_refused_by_name(string setting)
    {
        var sentence = Should.Throw<UnusableSettingException>(() => AllowedNetworks.Read(Setting, setting)).Message;
        sentence.ShouldContain(Setting);
        sentence.ShouldContain(setting);
    }
}
