using Basin.Monitoring;
using Basin.Rules;

namespace Basin.Services.Tests.Monitoring;

public sealed class WarningRulesTests
{
    private static readonly WarningRules.State Command = new("JK", "Ⅲ", 3m, 6, 3, 1, "340000-EE", new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero));

    private static object[] Run(IEnumerable<object> given, WarningRules.State command) => Twice.Run<WarningRules, WarningRules.State>(WarningRules.Apply, WarningRules.Decide, given, command);

    [Fact]
    public void A_bureau_states_the_first_rules_and_the_superior_others()
    {
        var first = Run([], Command);
        first.ShouldHaveSingleItem();
        Run(first, Command with { By = "330000-EE", RiseFactor = 3.0m, TargetClass = "III" }).ShouldBeEmpty();
        Twice.Refused<WarningRules, WarningRules.State>(WarningRules.Apply, WarningRules.Decide, first, Command with { TargetClass = "Ⅴ" }).Kind.ShouldBe(Refusal.Forbidden);
        Run(first, Command with { TargetClass = null, BySuperior = true }).ShouldHaveSingleItem().ShouldBeOfType<WarningRules.Event.Stated>().Revision.ShouldBe(2);
    }

    [Fact]
    public void A_bureau_may_make_rules_stricter_and_nothing_else()
    {
        var first = Run([], Command with { EndAfter = 2 });
        var same = Command with { EndAfter = 2 };
        foreach (var stricter in new[] { same with { TargetClass = "Ⅱ" }, same with { RiseFactor = 2.5m }, same with { SilentSlots = 2 } })
            Run(first, stricter).ShouldHaveSingleItem($"{stricter}");
        foreach (var looser in new[]
                 {
                     same with { TargetClass = null }, same with { RiseFactor = 3.5m }, same with { RiseOver = 12 }, same with { TargetClass = "Ⅱ", RiseFactor = null },
                     same with { SilentSlots = 4 }, same with { SilentSlots = null }, same with { EndAfter = 1 }, same with { EndAfter = 3 },
                 })
            Twice.Refused<WarningRules, WarningRules.State>(WarningRules.Apply, WarningRules.Decide, first, looser).Code.ShouldBe("superior-only", $"{looser}");
    }

    [Theory]
    [InlineData("targetClass", "invalid-class")]
    [InlineData("riseFactor", "invalid-rise")]
    [InlineData("riseOver", "invalid-rise")]
    [InlineData("silentSlots", "invalid-silence")]
    [InlineData("endAfter", "invalid-end")]
    public void A_rule_out_of_its_bounds_is_refused(string field, string code)
    {
        var command = field switch
        {
            "targetClass" => Command with { TargetClass = "劣Ⅴ" },
            "riseFactor" => Command with { RiseFactor = 1 },
            "riseOver" => Command with { RiseOver = 0 },
            "silentSlots" => Command with { SilentSlots = WarningRules.SilentSlotsMost + 1 },
            _ => Command with { EndAfter = WarningRules.EndAfterMost + 1 },
        };
        var refused = Twice.Refused<WarningRules, WarningRules.State>(WarningRules.Apply, WarningRules.Decide, [], command);
        (refused.Code, refused.Field).ShouldBe((code, field));
    }
}
