using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// Reads the frame of a message of data. Its time is DataTime: the instant of 2011, the start of the period of 2051, 2061 and 2031. Values are Rtd of
/// 2011 and Avg of the others. A factor that is no indicator here is no error: it stands in the bytes, which are kept with the frame. A value that is not
/// plausible is kept and held for people: refused, a station would send it for ever, and the good values beside it would be lost.
/// </summary>
public static class Hj212Data
{
    /// <summary>How devices write that there is no value; a broken number of their software is none either.</summary>
    private static readonly string[] NoValue = ["", "--", "*", "NULL", "NAN", "-NAN", "INF", "-INF"];

    /// <param name="now">When it was received; the future begins <see cref="FrameBatch.AheadMax"/> later.</param>
    /// <returns>The frame, or the sentence that says why there is none.</returns>
    public static (Frame? Frame, string? Why) Read(Hj212Profile profile, Hj212DataCommand command, IReadOnlyList<Hj212Field> fields, DateTimeOffset now)
    {
        if (ReadTime(fields, now, out var time) is { } untimely) return (null, untimely);
        var readings = new List<Reading>();
        var factors = Factors(profile, command, fields, out var contradiction);
        if (contradiction is not null) return (null, contradiction);
        foreach (var (indicator, (value, flag)) in factors)
        {
            if (ReadReading(indicator, value, flag, out var reading) is { } unreadable) return (null, unreadable);
            readings.Add(reading);
        }

        return readings.Count == 0
            ? (null, $"No factor of {command.Command} is an indicator of {Indicators.Edition}.")
            : (new Frame(profile.Station, time, StateOf(readings), readings), null);
    }

    /// <summary>Indicator of a factor code: of HJ 212-2017 and HJ 525-2009, and in the edition of 2005 of its own table too.</summary>
    public static Indicator? IndicatorOf(Hj212Dialect dialect, string code)
    {
        if (dialect.NumberInParameters && Hj212Standard.FactorOf2005(code) is { } name) return Indicators.Find(name);
        // Names and symbols are no factor codes.
        return code is { Length: 6 } && code[0] is 'w' or 'W' or 'a' or 'A' && Indicators.TryFind(code, out var indicator) ? indicator : null;
    }

    private static string? ReadTime(IReadOnlyList<Hj212Field> fields, DateTimeOffset now, out DateTimeOffset time)
    {
        time = default;
        string? text = null;
        foreach (var field in fields)
        {
            if (!field.Is("DataTime", "")) continue;
            if (text is not null && text != field.Value) return $"The message has two times, {text} and {Short(field.Value)}.";
            text = Short(field.Value);
        }

        if (text is null) return "The message has no DataTime.";
        if (!Hj212Time.TryRead(text, out time)) return $"DataTime is written yyyyMMddHHmmss; '{text}' was sent.";
        if (time < FrameBatch.TimeLeast) return $"DataTime {text} is before {FrameBatch.TimeLeast:yyyy-MM-dd}.";
        return time > now + FrameBatch.AheadMax
            ? $"DataTime {text} is more than {FrameBatch.AheadMax.TotalMinutes:F0} minutes after {Hj212Time.Write(now)}: the station's clock is ahead."
            : null;
    }

    private static List<KeyValuePair<Indicator, (string? Value, string? Flag)>> Factors(
        Hj212Profile profile, Hj212DataCommand command, IReadOnlyList<Hj212Field> fields, out string? contradiction)
    {
        contradiction = null;
        var factors = new List<KeyValuePair<Indicator, (string? Value, string? Flag)>>();
        foreach (var field in fields)
        {
            var isValue = field.Kind.Equals(command.Value, StringComparison.OrdinalIgnoreCase);
            if (!isValue && !field.Kind.Equals("Flag", StringComparison.OrdinalIgnoreCase)) continue;
            if (IndicatorOf(profile.Dialect, field.Code) is not { } indicator) continue;
            var place = factors.FindIndex(factor => factor.Key == indicator);
            if (place < 0)
            {
                place = factors.Count;
                factors.Add(new(indicator, (null, null)));
            }

            var (value, flag) = factors[place].Value;
            if ((isValue ? value : flag) is { } said && said != field.Value)
                contradiction = $"{field.Code}-{field.Kind} is said twice: {Short(said)} and {Short(field.Value)}.";
            factors[place] = new(indicator, isValue ? (field.Value, flag) : (value, field.Value));
        }

        return factors;
    }

    private static string? ReadReading(Indicator indicator, string? text, string? flagText, out Reading reading)
    {
        reading = new(indicator.Name, null);
        var flag = FlagOf(flagText);
        var value = text?.Trim() ?? "";
        if (NoValue.Contains(value.ToUpperInvariant()))
        {
            reading = new(indicator.Name, null, flag);
            return null;
        }

        var below = value.StartsWith('<') ? value[1..] : value.EndsWith('L') ? value[..^1] : null;
        if (!ReadingRules.TryDecimal(below ?? value, out var number, out _)) return $"{indicator} '{Short(value)}' is no decimal number.";
        if (below is null)
        {
            reading = new(indicator.Name, number, flag);
            return null;
        }

        if (ReadingRules.LimitProblem(indicator, number, indicator.Name, value) is { } problem) return problem.Sentence;
        reading = new(indicator.Name, null, flag, number);
        return null;
    }

    /// <summary>A letter that nobody knows says that something is wrong, so the reading does not count.</summary>
    private static string FlagOf(string? text)
    {
        var letter = text?.Trim();
        if (string.IsNullOrEmpty(letter)) return Reading.Normal;
        if (Hj212Standard.FlagFor(letter) is { } known) return known;
        var upper = letter.ToUpperInvariant();
        return upper.Length == 1 && Reading.Flags.Contains(upper[0], StringComparison.Ordinal) ? upper : "D";
    }

    /// <summary>Stopped when every reading says so; in maintenance when every reading is either; otherwise each reading speaks for itself.</summary>
    private static StationState StateOf(List<Reading> readings)
    {
        if (readings.TrueForAll(reading => reading.Flag == "F")) return StationState.Stopped;
        return readings.TrueForAll(reading => reading.Flag is "M" or "F") ? StationState.Maintenance : StationState.Normal;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
