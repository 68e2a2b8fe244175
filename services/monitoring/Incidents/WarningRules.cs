using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// When a section's stations give a warning (预警规则). A bureau of the section's two regions may state the first rules and make them stricter; anything
/// else is the superior's, because whoever relaxes them keeps a warning from the other side.
/// </summary>
/// <param name="TargetClass">A value that is worse warns; null for no such warning.</param>
/// <param name="RiseFactor">A value of more than so many times the mean of the values before it warns; null for no such warning.</param>
/// <param name="RiseOver">How many values before it make that mean.</param>
/// <param name="SilentSlots">A station that sends nothing for so many of its intervals warns; null for no such warning.</param>
/// <param name="EndAfter">So many good values in a row end a warning.</param>
public sealed record WarningRules(
    string Section, int Revision, [property: JsonConverter(typeof(WaterClassText))] WaterClass? TargetClass,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? RiseFactor,
    int RiseOver, int? SilentSlots, int EndAfter)
{
    public const decimal RiseFactorMost = 1000;
    public const int RiseOverUsual = 6;
    public const int RiseOverMost = 48;
    public const int SilentSlotsMost = 1000;
    public const int EndAfterUsual = 1;
    public const int EndAfterMost = 24;

    public static string Stream(string section) => $"warning-rules/{section}";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("warning_rules_stated.v1")]
        public sealed record Stated(
            string Section, int Revision, [property: JsonConverter(typeof(WaterClassText))] WaterClass? TargetClass,
            [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? RiseFactor,
            int RiseOver, int? SilentSlots, int EndAfter, string By, DateTimeOffset At) : Event;
    }

    /// <param name="TargetClass">Ⅰ to Ⅴ in any writing.</param>
    public sealed record State(
        string Section, string? TargetClass, decimal? RiseFactor, int RiseOver, int? SilentSlots, int EndAfter, string By, DateTimeOffset At, bool BySuperior = false);

    public static Decision Decide(WarningRules? rules, State command)
    {
        var target = default(WaterClass);
        if (command.TargetClass is not null && (!WaterClasses.TryParse(command.TargetClass, out target) || target > WaterClass.V))
            return Refuse("invalid-class", "A target class is Ⅰ, Ⅱ, Ⅲ, Ⅳ or Ⅴ.", "targetClass", command.TargetClass);
        var stated = new WarningRules(
            command.Section, rules?.Revision ?? 0, command.TargetClass is null ? null : target, command.RiseFactor, command.RiseOver, command.SilentSlots, command.EndAfter);
        if (stated == rules) return Decision.Nothing;
        if (command.RiseFactor is <= 1 or > RiseFactorMost) return Refuse("invalid-rise", $"riseFactor is above 1 and at most {RiseFactorMost}.", "riseFactor", $"{command.RiseFactor}");
        if (command.RiseOver is < 1 or > RiseOverMost) return Refuse("invalid-rise", $"riseOver is 1 to {RiseOverMost} values.", "riseOver", $"{command.RiseOver}");
        if (command.SilentSlots is < 1 or > SilentSlotsMost) return Refuse("invalid-silence", $"silentSlots is 1 to {SilentSlotsMost} intervals.", "silentSlots", $"{command.SilentSlots}");
        if (command.EndAfter is < 1 or > EndAfterMost) return Refuse("invalid-end", $"endAfter is 1 to {EndAfterMost} values.", "endAfter", $"{command.EndAfter}");
        if (stated is { TargetClass: null, RiseFactor: null, SilentSlots: null } && !command.BySuperior)
            return Refuse("no-rule", "Rules that can never warn are none: state targetClass, riseFactor or silentSlots.", "targetClass", null);
        if (rules is not null && !command.BySuperior && !stated.WarnsWhenever(rules))
            return Decision.Refuse(
                Refusal.Forbidden, "superior-only", $"Section {rules.Section} has rules; who relaxes them keeps a warning from the other side, so a bureau may only make them stricter and the superior changes them otherwise.");
        return Decision.Of(new Event.Stated(
            command.Section, stated.Revision + 1, stated.TargetClass, command.RiseFactor, command.RiseOver, command.SilentSlots, command.EndAfter, command.By, command.At));
    }

    public static WarningRules? Apply(WarningRules? rules, object happened) => happened switch
    {
        Event.Stated e => new(e.Section, e.Revision, e.TargetClass, e.RiseFactor, e.RiseOver, e.SilentSlots, e.EndAfter),
        _ => rules,
    };

    /// <summary>
    /// Whether a warning of the other rules is one of these too and ends as it does: one that ended later would hide the next, one that ended earlier would
    /// be over too soon.
    /// </summary>
    private bool WarnsWhenever(WarningRules other) =>
        (other.TargetClass is null || TargetClass <= other.TargetClass)
        && (other.RiseFactor is null || (RiseFactor <= other.RiseFactor && RiseOver == other.RiseOver))
        && (other.SilentSlots is null || SilentSlots <= other.SilentSlots)
        && EndAfter == other.EndAfter;

    private static Decision Refuse(string code, string sentence, string field, string? value) => Decision.Refuse(Refusal.NotAllowed, code, sentence, field, value);
}
