using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Basin.Monitoring;

/// <summary>The numbers of the HJ 212 editions, read once from <c>hj212.json</c>, where each stands with its source.</summary>
public static class Hj212Standard
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
    };

    // Stands after Strict, which it is read with.
    private static readonly Document Data = Read();

    private static readonly FrozenDictionary<int, Hj212DataCommand> ByCommand = Data.Data.ToFrozenDictionary(data => data.Command);

    private static readonly FrozenSet<int> Others = Data.OtherUploads.ToFrozenSet();

    private static readonly FrozenDictionary<string, string> Factors = Data.Factors2005.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> FlagLetters = Data.Flags.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Edition => Data.Edition;

    /// <summary>In the order 2005, 2017, surface-water, 2025.</summary>
    public static ImmutableArray<Hj212Dialect> Dialects => Data.Dialects;

    public static Hj212Commands Commands => Data.Commands;

    public static Hj212Systems Systems => Data.Systems;

    /// <summary>Every command that carries values of factors.</summary>
    public static ImmutableArray<Hj212DataCommand> DataCommands => Data.Data;

    /// <exception cref="ArgumentException">There is no such edition.</exception>
    public static Hj212Dialect Dialect(string version) =>
        Dialects.FirstOrDefault(dialect => dialect.Version == version) ?? throw new ArgumentException($"'{version}' is no edition of HJ 212.", nameof(version));

    public static Hj212DataCommand? DataCommand(int command) => ByCommand.GetValueOrDefault(command);

    /// <summary>Uploads that the editions know and that hold nothing for a frame: quality control, states, logs.</summary>
    public static bool IsOtherUpload(int command) => Others.Contains(command);

    /// <summary>Standard name of a water factor of HJ/T 212-2005, such as 060; null for the others.</summary>
    public static string? FactorOf2005(string code) => Factors.GetValueOrDefault(code);

    /// <summary>Which flag of HJ 212-2017 another letter stands for; null where nothing is known.</summary>
    public static string? FlagFor(string letter) => FlagLetters.GetValueOrDefault(letter);

    private static Document Read()
    {
        using var stream = typeof(Hj212Standard).Assembly.GetManifestResourceStream("hj212.json")
            ?? throw new InvalidOperationException("hj212.json is not embedded in the service.");
        return JsonSerializer.Deserialize<Document>(stream, Strict) ?? throw new InvalidOperationException("hj212.json is empty.");
    }

    private sealed record Document(
        string Edition, ImmutableSortedDictionary<string, string> Sources, ImmutableArray<Hj212Dialect> Dialects, Hj212Commands Commands, Hj212Systems Systems,
        ImmutableArray<Hj212DataCommand> Data, ImmutableArray<int> OtherUploads, ImmutableSortedDictionary<string, string> Flags,
        ImmutableSortedDictionary<string, string> Factors2005);
}

/// <summary>What one edition does in its own way. The station's profile chooses it, because Flag does not tell all of them apart.</summary>
/// <param name="Version"><c>2005</c>, <c>2017</c>, <c>surface-water</c> or <c>2025</c>.</param>
/// <param name="FlagVersion">Bits V5 to V0 of Flag.</param>
/// <param name="NumberInParameters">Answers name the request within CP, not before it.</param>
/// <param name="DataAnswerHasReturn">The answer to data is <c>&amp;&amp;QnRtn=1&amp;&amp;</c>, not <c>&amp;&amp;&amp;&amp;</c>.</param>
/// <param name="RefusalCommand">Command that carries the return code of data that are not taken.</param>
/// <param name="Heartbeat">Command of the heartbeat.</param>
/// <param name="UsualCommand">Data command whose values are the station's frames where the profile says nothing else.</param>
public sealed record Hj212Dialect(
    string Version, int FlagVersion, bool NumberInParameters, bool DataAnswerHasReturn, int RefusalCommand, int Heartbeat, int UsualCommand, Hj212Returns Returns);

/// <summary>Return codes QnRtn.</summary>
/// <param name="Busy">Null where the edition has none: then silence makes the station send again.</param>
public sealed record Hj212Returns(
    int Ready, int Refused, int Password, int Device, int System, int Flag, int Number, int Command, int Check, int Unknown, int? Busy);

public sealed record Hj212Commands(int SetTime, int AskTime, int RequestAnswer, int Result, int NoticeAnswer, int DataAnswer);

/// <summary>System codes ST.</summary>
public sealed record Hj212Systems(string Interaction, string SurfaceWater);

/// <summary>A command that carries values of factors.</summary>
/// <param name="Value">Field of a factor that holds its value, such as <c>Avg</c>.</param>
/// <param name="Begins">What its DataTime is: the instant, or the start of a minute, hour or day.</param>
/// <param name="HasHistory">Whether the server can ask for values of a range of times.</param>
public sealed record Hj212DataCommand(int Command, string Value, Hj212Span Begins, bool HasHistory);

public enum Hj212Span
{
    Instant,
    Minute,
    Hour,
    Day,
}
