using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// One report (报文) of a station: what it measured at one instant. Its identity is station and instant; its content is the state and the
/// readings. The same identity with other content is a correction, never a replacement.
/// </summary>
/// <param name="Station">Station code.</param>
/// <param name="Time">Instant of the measurement in whole seconds, UTC.</param>
/// <param name="State">State of the station; only readings taken in <see cref="StationState.Normal"/> count.</param>
/// <param name="Readings">At most one reading per indicator, as sent.</param>
/// <param name="Amends">Revision that the sender saw and replaces on purpose, from 1; null where the frame is just reported. No part of the content.</param>
public sealed record Frame(string Station, DateTimeOffset Time, StationState State, IReadOnlyList<Reading> Readings, int? Amends = null)
{
    /// <summary>Sign, 29 digits and a point.</summary>
    private const int DecimalLengthMax = 31;

    /// <summary>The day the frame belongs to, cut in Asia/Shanghai.</summary>
    public DateOnly Day => DayOf(Time);

    public YearMonth Month => YearMonth.Of(Time);

    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(YearMonth.ChinaOffset).DateTime);

    /// <summary>
    /// SHA-256 of the canonical text: one line each for form, station, instant and state, then one per reading in ordinal order of the indicators'
    /// standard names. Values are compared as numbers: 1.850 and 1.85 are the same content, because a second way of writing a number is not a
    /// correction. A reading that was simply not taken (no value, no limit, flag N) says the same as no reading, and is left out.
    /// </summary>
    public string ContentSha256()
    {
        var text = new StringBuilder("basin-frame-1\n", 64 + (Readings.Count * 24)).Append(Station).Append('\n')
            .Append(CultureInfo.InvariantCulture, $"{Time.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}").Append('\n')
            .Append(State.ToString()).Append('\n');
        var said = Readings.Where(reading => !reading.SaysNothing).ToArray();
        Array.Sort(said, (left, right) => string.CompareOrdinal(left.Indicator, right.Indicator));
        foreach (var reading in said)
        {
            AppendCanonical(text.Append(reading.Indicator).Append('='), reading.Value);
            AppendCanonical(text.Append(';').Append(reading.Flag).Append(';'), reading.DetectionLimit);
            text.Append('\n');
        }

        return Signatures.Sha256(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // A decimal without the zeros that say nothing: 1.850 as 1.85, and 2.0 as 2.
    private static void AppendCanonical(StringBuilder text, decimal? value)
    {
        if (value is not { } number) return;
        Span<char> digits = stackalloc char[DecimalLengthMax];
        number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        digits = digits[..length];
        if (digits.Contains('.')) digits = digits.TrimEnd('0').TrimEnd('.');
        text.Append(digits is "-0" ? "0" : digits);
    }
}

/// <summary>State of a station as it reports it: 正常, 维护, 停站.</summary>
public enum StationState
{
    Normal,
    Maintenance,
    Stopped,
}

/// <summary>One indicator's reading (读数) within a frame.</summary>
/// <param name="Indicator">Standard Chinese name.</param>
/// <param name="Value">Value in the indicator's unit, exactly as sent; null when not measured or below the detection limit.</param>
/// <param name="Flag">Data flag of HJ 212: N normal, F stopped, M maintenance, S set by hand, D fault, C calibration, T over range, B link fault.</param>
/// <param name="DetectionLimit">Detection limit in the indicator's unit; with a null value it means that less than this was found, which only
/// <c>&lt;0.02</c> or <c>0.02L</c> says: a limit beside a value that was not measured is not kept.</param>
public sealed record Reading(
    string Indicator,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? Value,
    string Flag = Reading.Normal,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? DetectionLimit = null)
{
    public const string Normal = "N";

    /// <summary>Every data flag of HJ 212-2017.</summary>
    public const string Flags = "NFMSDCTB";

    [JsonIgnore]
    public bool SaysNothing => Value is null && DetectionLimit is null && Flag == Normal;

    /// <summary>What goes into a mean; null when the reading does not count: not measured, or flagged other than N.</summary>
    public Measured? Measured() => (Flag, Value, DetectionLimit) switch
    {
        (not Normal, _, _) or (_, null, null) => null,
        (_, { } value, _) => new(value),
        (_, null, { } limit) => Rules.WaterQuality.Measured.Below(limit),
    };
}
