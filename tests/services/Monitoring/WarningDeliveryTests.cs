using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Monitoring;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring;

public sealed class WarningDeliveryTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static WarningDelivery New() => new() { Id = "JK-01/OverTarget/总磷/1/opened/340000-EE", Warning = "JK-01/OverTarget/总磷/1", IsEnd = false, Organisation = "340000-EE", Content = "{}", NextAt = At };

    [Fact]
    public void A_push_that_was_taken_is_over()
    {
        var delivery = New();
        delivery.Conclude(true, "HTTP 204", 2, At);
        (delivery.Status, delivery.Attempts, delivery.EndedAt).ShouldBe((WarningDeliveryStatus.Delivered, 2, At));
    }

    [Fact]
    public void A_push_that_failed_comes_again_after_growing_pauses_and_is_given_up_at_last()
    {
        var (delivery, pushes) = (New(), 0);
        for (var now = At; delivery.Status == WarningDeliveryStatus.Waiting; now = delivery.NextAt, pushes++)
        {
            delivery.Conclude(false, "HTTP 500", 4, now);
            if (delivery.Status == WarningDeliveryStatus.Waiting) (delivery.NextAt - now).ShouldBe(WarningDelivery.Pauses[pushes]);
        }

        (pushes, delivery.Attempts, delivery.Status).ShouldBe((WarningDelivery.Pauses.Length + 1, 4 * pushes, WarningDeliveryStatus.GivenUp));
    }

    [Theory]
    [InlineData("https://ee.example.cn/warnings", false, true)]
    [InlineData("http://ee.example.cn/warnings", false, false)]
    [InlineData("http://127.0.0.1:8080/warnings", true, true)]
    [InlineData("https://127.0.0.1/warnings", false, false)]
    [InlineData("https://[::1]/warnings", false, false)]
    [InlineData("https://8.8.8.8/warnings", false, true)]
    [InlineData("https://user:word@ee.example.cn/", false, false)]
    [InlineData("https://ee.example.cn/#part", false, false)]
    [InlineData("ftp://ee.example.cn/", true, false)]
    [InlineData("/warnings", true, false)]
    public void A_webhook_is_an_https_address_outside_private_networks(string url, bool allowPrivate, bool allowed) => WarningWebhook.IsUrl(url, allowPrivate ? AllowedNetworks.All : AllowedNetworks.PublicOnly).ShouldBe(allowed);

    [Fact]
    public void What_is_told_says_whether_it_began_or_ended()
    {
        var section = new KnownSection("JK", 1, "街口", [], "XAJ", WaterBody.River, "340000", "330000");
        var warning = new Warning(1, "JK", "JK-01", WarningKind.OverTarget, "总磷", "0.3", "Ⅲ类 ≤0.2 mg/L", At, At, At.AddHours(4), "0.1", false);
        var opened = JsonNode.Parse(WarningTold.Content(warning, section, false, At))!;
        (opened["type"]!.GetValue<string>(), opened["id"]!.GetValue<string>(), opened["kind"]!.GetValue<string>(), opened["endedAt"]).ShouldBe(("warning.opened", "JK-01/OverTarget/总磷/1", "超标", null));
        JsonNode.Parse(WarningTold.Content(warning, section, true, At))!["endValue"]!.GetValue<string>().ShouldBe("0.1");
    }
}
