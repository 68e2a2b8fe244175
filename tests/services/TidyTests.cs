using System.Reflection;
using System.Text.RegularExpressions;
using Basin.Hosting;
using Basin.Rules;

namespace Basin.Services.Tests;

/// <summary>
/// Reads the source and holds what the compiler cannot: which rooms may know which, which calls are banned and what replaces them, and how
/// events and messages are named.
/// </summary>
public sealed partial class TidyTests
{
    private static readonly string Repository = FindRepository();

    private static readonly (string Folder, string Pattern, string Instead)[] Banned =
    [
        ("contracts services", @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", "TimeProvider, and time inside the command"),
        ("contracts services", @"\bGuid\.NewGuid\b", "a key from the world"),
        ("contracts services", @"\bMath\.Round\b", "Rounding, at the points the standard or the terms name"),
        ("contracts services", @"\bThread\.Sleep\b|\bTask\.Delay\((?!.*Clock)", "a TimeProvider's timer"),
        ("contracts services", @"\b(double|float)\b", "decimal"),
        ("contracts services", @"#region|\bNotImplementedException\b", "finished code"),
        ("contracts/rules", @"\b(async|await|Task)\b|\bTimeProvider\b|\bEnvironment\.|\bFile\.|\bHttpClient\b|\bConsole\.", "a pure function"),
        ("contracts/rules/WaterQuality", @"Basin\.Rules\.(Terms|Settlement)", "nothing: water rules stand alone"),
        ("contracts/rules", @"Basin\.Messages", "the rules' own types"),
        ("services", @"\bSignatures\.(Sign|Verify)\b", "VerifyingKey and PrivateKey, which know every suite"),
        ("contracts/messages", @"\busing (?!System)|=>|\breturn\b", "plain records of primitives"),
        ("services/hosting", @"Basin\.Messages|\b(Agreement|Station|Frame|Obligation|Notice|Case|Section|Indicator)\b", "plumbing words only"),
        ("services/registry services/exchange services/monitoring", @"\b(IPublishEndpoint|ISendEndpoint|IBus|ISendEndpointProvider)\b", "Outbound: the relay is the only publisher"),
    ];

    private static readonly string[] Services = ["registry", "monitoring", "exchange"];

    private static readonly string[] WhereProcessesStart = ["deploy/run", "deploy/test", "docker-compose.yml"];

    [Fact]
    public void Banned_calls_do_not_appear()
    {
        var found =
            from ban in Banned
            from folder in ban.Folder.Split(' ')
            from file in Sources(folder)
            from line in CodeLines(file)
            where Regex.IsMatch(line.Text, ban.Pattern)
            select $"{Relative(file)}:{line.Number}: {line.Text.Trim()} (instead: {ban.Instead})";
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Aggregates_and_parsers_know_only_the_rules()
    {
        var pure = Services.SelectMany(service => Sources($"services/{service}")).Where(IsAggregate);
        pure.Count().ShouldBeGreaterThan(4);
        var found =
            from file in pure
            from line in CodeLines(file)
            where Regex.IsMatch(line.Text, @"\b(Marten|MassTransit|Basin\.Hosting|Basin\.Messages|TimeProvider|async|await|Task)\b")
            select $"{Relative(file)}:{line.Number}: {line.Text.Trim()}";
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Services_do_not_know_each_other()
    {
        var found =
            from service in Services
            from other in Services.Except([service])
            from file in Sources($"services/{service}")
            from line in CodeLines(file)
            where Regex.IsMatch(line.Text, $@"\busing Basin\.{other}\b(?!\.)", RegexOptions.IgnoreCase)
            select $"{Relative(file)}:{line.Number}: {line.Text.Trim()}";
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Only_consumers_and_hosting_know_the_bus_and_only_outbound_and_consumers_know_messages()
    {
        var found =
            from service in Services
            from file in Sources($"services/{service}")
            let text = File.ReadAllText(file)
            let consumes = text.Contains("IConsumer<", StringComparison.Ordinal)
            where (!consumes && text.Contains("using MassTransit", StringComparison.Ordinal))
                || (!consumes && Path.GetFileName(file) != "Outbound.cs" && text.Contains("Basin.Messages", StringComparison.Ordinal))
            select Relative(file);
        found.ShouldBeEmpty();
    }

    [Fact]
    public void Every_event_is_sealed_and_stored_under_a_versioned_name_of_its_own()
    {
        var events = EventTypes().ToList();
        events.Count.ShouldBeGreaterThan(20);
        events.Select(e => e.Name).ShouldBeUnique();
        foreach (var (type, name) in events)
        {
            name.ShouldMatch(@"^[a-z]+(_[a-z0-9]+)+\.v[1-9]\d*$", type.FullName);
            type.IsSealed.ShouldBeTrue(type.FullName);
        }

        var unnamed =
            from assembly in ServiceAssemblies
            from type in assembly.GetTypes()
            where type is { IsClass: true, IsAbstract: false, DeclaringType.Name: "Event" } && type.GetCustomAttribute<EventNameAttribute>() is null
                && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
            select type.FullName;
        unnamed.ShouldBeEmpty();
    }

    [Fact]
    public void Messages_live_in_versioned_namespaces_and_hold_primitives_only()
    {
        var types = typeof(Messages.Registry.V1.AgreementSigned).Assembly.GetTypes().Where(type => type is { IsPublic: true, IsClass: true }).ToList();
        types.ShouldNotBeEmpty();
        foreach (var type in types)
        {
            type.Namespace!.ShouldMatch(@"^Basin\.Messages\.(Registry|Monitoring|Exchange)\.V[1-9]\d*$");
            foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => p.Name != "EqualityContract"))
                IsPrimitive(property.PropertyType, type.Assembly).ShouldBeTrue($"{type.Name}.{property.Name} is a {property.PropertyType}");
        }
    }

    [Fact]
    public void Usage_reports_to_the_library_maker_are_off()
    {
        File.ReadAllText(Path.Combine(Repository, "services/hosting/Bus.cs")).ShouldContain("DisableUsageTelemetry()");
        foreach (var place in WhereProcessesStart)
            File.ReadAllText(Path.Combine(Repository, place)).ShouldContain("MASSTRANSIT_USAGE_TELEMETRY", customMessage: place);
    }

    [Fact]
    public void No_name_says_nothing()
    {
        var found =
            from folder in new[] { "contracts", "services" }
            from file in Sources(folder)
            where Regex.IsMatch(Path.GetFileNameWithoutExtension(file), "(Manager|Helper|Helpers|Util|Utils|Dto|Handler|Processor|Common|Shared|Impl)$")
            select Relative(file);
        found.ShouldBeEmpty();
    }

    private static IEnumerable<Assembly> ServiceAssemblies =>
        [typeof(global::Basin.Registry.Section).Assembly, typeof(global::Basin.Monitoring.Station).Assembly, typeof(global::Basin.Exchange.Case).Assembly];

    private static IEnumerable<(Type Type, string Name)> EventTypes() => ServiceAssemblies.SelectMany(Store.EventTypes);

    private static bool IsPrimitive(Type type, Assembly messages) =>
        type == typeof(string) || type == typeof(int) || type == typeof(int?) || type == typeof(long) || type == typeof(bool) || type == typeof(DateTimeOffset)
        || type.Assembly == messages
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && IsPrimitive(type.GetGenericArguments()[0], messages));

    private static bool IsAggregate(string file)
    {
        var text = File.ReadAllText(file);
        return text.Contains("public static Decision Decide(", StringComparison.Ordinal) || Path.GetFileName(file) is "FrameBatch.cs" or "Frame.cs";
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !BuildOutput().IsMatch(file));

    /// <summary>Lines without comments, so that a word in a sentence is not taken for code.</summary>
    private static IEnumerable<(int Number, string Text)> CodeLines(string file) =>
        File.ReadLines(file)
            .Select((text, i) => (Number: i + 1, Text: text))
            .Where(line => !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .Select(line => (line.Number, StringLiteral().Replace(line.Text, text => $"\"{string.Join(' ', Interpolation().Matches(text.Value))}\"")));

    private static string Relative(string file) => Path.GetRelativePath(Repository, file);

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Basin.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex BuildOutput();

    [GeneratedRegex(@"\{[^{}""]*\}")]
    private static partial Regex Interpolation();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex StringLiteral();
}
