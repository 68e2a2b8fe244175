using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// The body of <c>POST /readings</c>, read frame by frame: a bad frame is refused with field and value while the others stay good. Only a body
/// that is no JSON, or not of the form <c>{"frames":[…]}</c>, is refused whole. Values are read from the text of the JSON, never through
/// binary floating point.
/// </summary>
public sealed record FrameBatch(ImmutableArray<FrameBatch.Entry> Entries)
{
    public const int FramesMax = 5_000;
    public const int ReadingsMax = 64;
    public const int DepthMax = 8;

    /// <summary>A station's clock may be ahead by this much, inclusive.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(10);

    /// <summary>No automatic station is older; an earlier time is a broken clock.</summary>
    public static readonly DateTimeOffset TimeLeast = new(1990, 1, 1, 0, 0, 0, YearMonth.ChinaOffset);

    private static readonly Reading NoReading = new("", null);

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>One frame of the batch: either the frame or why it was refused.</summary>
    /// <param name="Index">Place in the batch, from 0.</param>
    /// <param name="Station">As sent; null where it could not be read.</param>
    /// <param name="Time">As sent; null where it could not be read.</param>
    public sealed record Entry(int Index, string? Station, string? Time, Frame? Frame, Rejection? Refused);

    /// <param name="json">The body.</param>
    /// <param name="now">When it was received; the future begins <see cref="AheadMax"/> later.</param>
    /// <param name="batch">The frames, good and refused.</param>
    /// <param name="rejection">Why the whole body was refused.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> json, DateTimeOffset now, [NotNullWhen(true)] out FrameBatch? batch, [NotNullWhen(false)] out Rejection? rejection)
    {
        batch = null;
        rejection = Parse(json, "The body is not JSON, so none of its frames can be read", out var document);
        if (rejection is not null) return false;
        using var parsed = document;
        rejection = FramesProblem(parsed!.RootElement, out var frames);
        if (rejection is not null) return false;
        batch = new([.. frames.EnumerateArray().Select((frame, index) => ReadFrame(frame, index, now))]);
        return true;
    }

    /// <summary>Reads one line of a stream: a frame alone, whose fields are named as those of the frame with that number in a batch.</summary>
    public static Entry ReadLine(ReadOnlyMemory<byte> line, int number, DateTimeOffset now)
    {
        if (Parse(line, "The line is not JSON", out var document) is { } problem) return new(number, null, null, null, problem with { Field = $"frames[{number}]" });
        using var parsed = document;
        return ReadFrame(parsed!.RootElement, number, now);
    }

    // What is not JSON is named in the words given: a whole body or one line of a stream.
    private static Rejection? Parse(ReadOnlyMemory<byte> json, string notJson, out JsonDocument? document)
    {
        document = null;
        // An escape may stand for half a character, which only shows when the text is taken out.
        var unlikely = !Utf8.IsValid(json.Span) || json.Span.IndexOf("\\u"u8) >= 0;
        if (unlikely && TextProblem(json.Span, notJson) is { } problem) return problem;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax });
            return null;
        }
        catch (JsonException)
        {
            return TextProblem(json.Span, notJson);
        }
    }

    /// <summary>What is wrong with a text and where, found by reading it word by word; null when it is JSON.</summary>
    private static Rejection? TextProblem(ReadOnlySpan<byte> json, string notJson)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        var place = new JsonPlace();
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) _ = reader.GetString();
                place.Pass(ref reader);
            }

            return null;
        }
        catch (JsonException problem)
        {
            var (at, text) = (place.Next(), JsonPlace.TextFrom(json[(int)reader.BytesConsumed..]));
            var what = text is null ? "it ends too early" : $"'{Short(text)}' cannot stand there";
            return new(
                Refusal.Malformed, "malformed-json",
                $"{notJson}: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine}, at {(at.Length == 0 ? "$" : at)}: {what}.{(text is "NaN" or "Infinity" or "-Infinity" ? " A value that was not measured is sent as null or \"--\"." : "")}",
                at.Length == 0 ? null : at, text is null ? null : Short(text));
        }
        catch (InvalidOperationException)
        {
            return Malformed("malformed-json", $"{notJson}: the text before byte {reader.BytesConsumed} is not Unicode.");
        }
    }

    private static Rejection? FramesProblem(JsonElement root, out JsonElement frames)
    {
        frames = default;
        if (root.ValueKind != JsonValueKind.Object) return Malformed("malformed-batch", "The body is not an object with frames.", "$");
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name != "frames") return Malformed("unknown-field", $"'{Short(property.Name)}' is not a field of a batch; it has frames only.", Short(property.Name));
            if (frames.ValueKind != JsonValueKind.Undefined) return Malformed("duplicate-field", "frames is given twice.", "frames");
            frames = property.Value;
        }

        if (frames.ValueKind != JsonValueKind.Array) return Malformed("malformed-batch", "frames is missing or not an array.", "frames");
        var count = frames.GetArrayLength();
        if (count == 0) return new Rejection(Refusal.NotAllowed, "no-frames", "The batch holds no frame.", "frames");
        return count > FramesMax
            ? new Rejection(Refusal.NotAllowed, "too-many-frames", $"A batch holds at most {FramesMax} frames; {count} were sent.", "frames", $"{count}")
            : null;
    }

    private static Entry ReadFrame(JsonElement element, int index, DateTimeOffset now)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return new(index, null, null, null, NotAllowed("malformed-frame", "A frame is an object with station, time and readings.", $"frames[{index}]", Raw(element)));
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Rejection? problem = null;
        foreach (var field in element.EnumerateObject())
        {
            if (field.Name is not ("station" or "time" or "state" or "readings" or "amends"))
                problem ??= NotAllowed("unknown-field", $"'{Short(field.Name)}' is not a field of a frame; it has station, time, state, readings and amends.", Short(field.Name));
            else if (!fields.TryAdd(field.Name, field.Value))
                problem ??= NotAllowed("duplicate-field", $"{field.Name} is given twice.", field.Name);
        }

        Frame? frame = null;
        problem ??= ReadStation(fields);
        var (stationText, timeText) = (TextOf(fields, "station"), TextOf(fields, "time"));
        if (problem is null)
        {
            problem = ReadTime(fields, now, out var time)
                ?? ReadState(fields, out var state)
                ?? ReadReadings(fields, state, out var readings)
                ?? ReadAmends(fields, out var amends)
                ?? Keep(new Frame(stationText!, time, state, readings, amends), out frame);
        }

        return new(index, stationText, timeText, frame, problem is null ? null : problem with { Field = $"frames[{index}].{problem.Field}" });
    }

    private static Rejection? Keep(Frame read, out Frame frame)
    {
        frame = read;
        return null;
    }

    // What these refuse is named within the frame; the frame's own place is put before it.
    private static Rejection? ReadStation(Dictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue("station", out var element)) return NotAllowed("missing-field", "The frame names no station.", "station");
        return TextOf(fields, "station") is { } station && Codes.IsCode(station) ? null : NotAllowed("invalid-code", Codes.Rule, "station", Raw(element));
    }

    private static Rejection? ReadTime(Dictionary<string, JsonElement> fields, DateTimeOffset now, out DateTimeOffset time)
    {
        time = default;
        const string field = "time";
        if (!fields.TryGetValue("time", out var element)) return NotAllowed("missing-field", "The frame has no time.", field);
        var text = TextOf(fields, "time");
        if (text is null || !HasOffset(text)
            || !DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            return NotAllowed("invalid-time", "A time is ISO 8601 with its offset, such as 2020-05-08T12:00:00+08:00.", field, Raw(element));
        if (parsed.Ticks % TimeSpan.TicksPerSecond != 0) return NotAllowed("invalid-time", "A time has whole seconds.", field, text);
        if (parsed < TimeLeast) return NotAllowed("time-too-early", $"The time is before {TimeLeast:yyyy-MM-dd}.", field, text);
        if (parsed > now + AheadMax)
            return NotAllowed("time-in-future", $"The time is more than {AheadMax.TotalMinutes:F0} minutes after {now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.", field, text);
        time = parsed.ToUniversalTime();
        return null;
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');

    private static Rejection? ReadState(Dictionary<string, JsonElement> fields, out StationState state)
    {
        state = StationState.Normal;
        if (!fields.TryGetValue("state", out var element)) return null;
        switch (TextOf(fields, "state"))
        {
            case "正常":
                return null;
            case "维护":
                state = StationState.Maintenance;
                return null;
            case "停站":
                state = StationState.Stopped;
                return null;
            default:
                return NotAllowed("invalid-state", "A state is 正常, 维护 or 停站.", "state", Raw(element));
        }
    }

    private static Rejection? ReadAmends(Dictionary<string, JsonElement> fields, out int? amends)
    {
        amends = null;
        if (!fields.TryGetValue("amends", out var element)) return null;
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out var number) || number < 1)
            return NotAllowed("invalid-amends", "amends is the number of the revision that is replaced: a whole number from 1.", "amends", Raw(element));
        amends = number;
        return null;
    }

    private static Rejection? ReadReadings(Dictionary<string, JsonElement> fields, StationState state, out List<Reading> readings)
    {
        readings = [];
        const string field = "readings";
        if (!fields.TryGetValue("readings", out var element)) return NotAllowed("missing-field", "The frame has no readings.", field);
        if (element.ValueKind != JsonValueKind.Object) return NotAllowed("malformed-frame", "readings is an object of indicators and values.", field, Raw(element));
        foreach (var property in element.EnumerateObject())
        {
            if (readings.Count == ReadingsMax) return NotAllowed("too-many-readings", $"A frame holds at most {ReadingsMax} readings.", field);
            if (ReadReading(property, out var reading) is { } problem) return problem with { Field = $"{field}.{Short(property.Name)}{problem.Field}" };
            if (readings.Exists(other => other.Indicator == reading.Indicator))
                return NotAllowed("duplicate-indicator", $"{reading.Indicator} is given twice in one frame.", $"{field}.{Short(property.Name)}", Raw(property.Value));
            readings.Add(reading);
        }

        return readings.Count == 0 && state == StationState.Normal
            ? NotAllowed("no-readings", "A frame of a station in state 正常 holds at least one reading.", field)
            : null;
    }

    // Named within the reading: empty for the reading itself.
    private static Rejection? ReadReading(JsonProperty property, out Reading reading)
    {
        reading = NoReading;
        const string field = "";
        if (!Indicators.TryFind(property.Name, out var indicator))
            return NotAllowed("unknown-indicator", $"'{Short(property.Name)}' is not an indicator of {Indicators.Edition}.", field, Raw(property.Value));
        if (property.Value.ValueKind == JsonValueKind.Object) return ReadFlagged(property.Value, indicator, out reading);
        if (ReadValue(property.Value, indicator, field, out var value, out var limit) is { } problem) return problem;
        reading = new(indicator.Name, value, Reading.Normal, limit);
        return null;
    }

    private static Rejection? ReadFlagged(JsonElement element, Indicator indicator, out Reading reading)
    {
        reading = NoReading;
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var part in element.EnumerateObject())
        {
            if (part.Name is not ("value" or "flag" or "detectionLimit"))
                return NotAllowed("unknown-field", $"'{Short(part.Name)}' is not a field of a reading; it has value, flag and detectionLimit.", $".{Short(part.Name)}");
            if (!fields.TryAdd(part.Name, part.Value)) return NotAllowed("duplicate-field", $"{part.Name} is given twice.", $".{part.Name}");
        }

        if (!fields.TryGetValue("value", out var valueElement)) return NotAllowed("missing-field", "The reading has no value.", ".value");
        if (ReadValue(valueElement, indicator, ".value", out var value, out var limit) is { } problem) return problem;
        var flag = fields.TryGetValue("flag", out var flagElement) ? TextOf(fields, "flag") : Reading.Normal;
        if (flag is not { Length: 1 } || !Reading.Flags.Contains(flag[0], StringComparison.Ordinal))
            return NotAllowed("invalid-flag", $"A flag is one of {string.Join(", ", Reading.Flags.ToCharArray())}.", ".flag", Raw(flagElement));
        if (fields.TryGetValue("detectionLimit", out var limitElement))
        {
            if (limit is not null) return NotAllowed("duplicate-field", "The value names a detection limit already.", ".detectionLimit", Raw(limitElement));
            if (ReadLimit(limitElement, indicator, ".detectionLimit", value, out limit) is { } limitProblem) return limitProblem;
            // Said beside "not measured", the limit is the instrument's and no finding: kept, it would read as less than that was found.
            if (value is null) limit = null;
        }

        reading = new(indicator.Name, value, flag, limit);
        return null;
    }

    private static Rejection? ReadLimit(JsonElement element, Indicator indicator, string field, decimal? value, out decimal? limit)
    {
        limit = null;
        if (element.ValueKind == JsonValueKind.Null) return null;
        if (ReadingRules.ReadNumber(Raw(element) ?? "", indicator, field, out var number) is { } problem) return problem;
        if (value is { } measured && measured < number)
            return NotAllowed("below-detection", $"The value {measured} is below its detection limit {number}; such a reading is sent as <{number}.", field, Raw(element));
        if (value is null && ReadingRules.LimitProblem(indicator, number, field, Raw(element)) is { } wrong) return wrong;
        limit = number;
        return null;
    }

    private static Rejection? ReadValue(JsonElement element, Indicator indicator, string field, out decimal? value, out decimal? limit)
    {
        (value, limit) = (null, null);
        if (element.ValueKind == JsonValueKind.Null) return null;
        if (element.ValueKind is not (JsonValueKind.Number or JsonValueKind.String))
            return NotAllowed("invalid-value", "A value is a number, its text, a text such as <0.02, or null.", field, Raw(element));
        return ReadingRules.Read(Raw(element)!, indicator, field, out value, out limit);
    }

    private static string? TextOf(Dictionary<string, JsonElement> fields, string name) =>
        fields.TryGetValue(name, out var element) && element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static string? Raw(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.String => element.GetString(),
        _ => element.GetRawText(),
    };

    private static string Short(string name) => name.Length <= 40 ? name : name[..40] + "…";

    private static Rejection Malformed(string code, string sentence, string? field = null) => new(Refusal.Malformed, code, sentence, field);

    private static Rejection NotAllowed(string code, string sentence, string field, string? value = null) =>
        new(Refusal.NotAllowed, code, sentence, field, value is { Length: > 200 } ? value[..200] + "…" : value);
}
