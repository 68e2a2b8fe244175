using Basin.Monitoring;
using Basin.Rules;
using Microsoft.Extensions.Configuration;

namespace Basin.Services.Tests.Monitoring;

public sealed class ClosingTests
{
    private static readonly YearMonth May = new(2024, 5);
    private static readonly Closing Usual = new(10, TimeSpan.FromSeconds(5));

    private static Closing From(string? day, string? quiet) => Closing.From(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { [Closing.DaySetting] = day, [Closing.QuietSetting] = quiet }).Build());

    [Fact]
    public void Without_settings_months_close_after_the_tenth_and_five_quiet_seconds() => From(null, null).ShouldBe(Usual);

    [Theory]
    [InlineData("1", "0")]
    [InlineData("28", "3600")]
    public void Settings_at_their_ends_are_taken(string day, string quiet) => From(day, quiet).ShouldBe(new Closing(int.Parse(day), TimeSpan.FromSeconds(int.Parse(quiet))));

    [Theory]
    [InlineData("0", null)]
    [InlineData("29", null)]
    [InlineData("x", null)]
    [InlineData(null, "-1")]
    [InlineData(null, "3601")]
    public void A_setting_out_of_range_is_named(string? day, string? quiet) =>
        Should.Throw<Basin.Hosting.UnusableSettingException>(() => From(day, quiet)).Message.ShouldContain(day is null ? Closing.QuietSetting : Closing.DaySetting);

    [Fact]
    public void A_month_closes_when_the_closing_day_has_passed_in_china() =>
        Usual.DueOf(May).ShouldBe(new DateTimeOffset(2024, 6, 11, 0, 0, 0, TimeSpan.FromHours(8)));

    [Fact]
    public void A_touched_month_waits_for_its_closing_day_then_for_quiet()
    {
        var early = May.End.AddDays(1);
        TouchedMonth.Due(May, false, early, Usual, early).ShouldBe(Usual.DueOf(May));
        var late = Usual.DueOf(May).AddDays(1);
        TouchedMonth.Due(May, false, late, Usual, late).ShouldBe(late.AddSeconds(5));
    }

    [Fact]
    public void A_month_that_was_closed_before_its_closing_day_is_restated_as_soon_as_it_is_quiet()
    {
        var early = May.End.AddDays(1);
        TouchedMonth.Due(May, true, early, Usual, early).ShouldBe(early.AddSeconds(5));
    }

    [Fact]
    public void Frames_that_never_cease_put_a_month_off_by_twelve_quiet_times_at_most()
    {
        var first = Usual.DueOf(May).AddDays(1);
        TouchedMonth.Due(May, true, first, Usual, first.AddSeconds(58)).ShouldBe(first.AddSeconds(60));
    }

    [Fact]
    public void A_new_profile_touches_every_month_of_its_service_up_to_the_running_one()
    {
        TouchedMonth.Since("JK", new(2024, 3), May.Start.AddDays(3)).Select(month => $"{month.Month}").ShouldBe(["2024-03", "2024-04", "2024-05"]);
        TouchedMonth.Since("JK", new(2025, 1), May.Start).Select(month => $"{month.Month}").ShouldBe(["2025-01"]);
    }
}
