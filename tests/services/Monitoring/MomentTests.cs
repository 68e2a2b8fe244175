using Basin.Hosting;
using Basin.Rules;

namespace Basin.Services.Tests.Monitoring;

public sealed class MomentTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("2024-06-01T08:00:00+08:00", "2024-06-01T00:00:00.0000000+00:00")]
    [InlineData("2024-06-01T08:00-08:00", "2024-06-01T16:00:00.0000000+00:00")]
    [InlineData("2024-06-01T08:00:00.25Z", "2024-06-01T08:00:00.2500000+00:00")]
    public void A_time_with_its_offset_is_read_as_UTC(string? text, string? expected)
    {
        Moment.Read("knownAt", text, out var moment).ShouldBeNull();
        (moment?.ToString("O")).ShouldBe(expected);
        (moment is null).ShouldBe(expected is null);
    }

    [Theory]
    [InlineData("2024-06-01T08:00:00")]
    [InlineData("2024-06-01T08:00:00 08:00")]
    [InlineData("2024-06-01")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void A_time_without_offset_is_refused(string text)
    {
        var refused = Moment.Read("knownAt", text, out _).ShouldNotBeNull();
        (refused.Kind, refused.Field, refused.Value).ShouldBe((Refusal.Malformed, "knownAt", text));
    }
}
