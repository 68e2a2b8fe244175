using Basin.Hosting;
using Basin.Rules;
using Basin.Signing;
using Marten;

namespace Basin.Registry;

/// <summary>
/// Somebody must be known before anybody can call: the first common superior, from the settings BASIN_SUPERIOR_CODE, BASIN_SUPERIOR_NAME and
/// BASIN_SUPERIOR_KEY (path of a public key in PEM). Registered at every start; a changed key file adds the new key, the old one is revoked
/// by the superior itself. What a superior does takes two people, and none of them can name the other: so BASIN_SUPERIOR_HOLDER names who holds the key, and
/// BASIN_SUPERIOR_KEY_2 with BASIN_SUPERIOR_HOLDER_2 brings the second person. These three may be left out.
/// </summary>
public sealed record FirstSuperior(string Code, string Name, FirstSuperior.HeldKey First, FirstSuperior.HeldKey? Second)
{
    /// <param name="Holder">Null where the settings name nobody.</param>
    public sealed record HeldKey(VerifyingKey Key, string? Holder);

    /// <summary>The whole country in GB/T 2260.</summary>
    public const string Region = "100000";

    /// <summary>Whoever starts the service. No organisation can have this code, so none can come forward as the superior's registrar.</summary>
    public const string By = "(configuration)";

    /// <summary>The key first, then the second one where there is one.</summary>
    public IEnumerable<HeldKey> Keys => Second is null ? [First] : [First, Second];

    /// <exception cref="UnusableSettingException">A setting is missing, names nobody, or its file holds no public key of a suite; or the second person is the first.</exception>
    public static FirstSuperior Of(IConfiguration settings)
    {
        var (code, name, first) = (Needed("BASIN_SUPERIOR_CODE"), Needed("BASIN_SUPERIOR_NAME"), new HeldKey(Key("BASIN_SUPERIOR_KEY"), Holder("BASIN_SUPERIOR_HOLDER")));
        if (Given("BASIN_SUPERIOR_KEY_2") is null && Given("BASIN_SUPERIOR_HOLDER_2") is null) return new(code, name, first, null);
        Needed("BASIN_SUPERIOR_HOLDER_2");
        var second = new HeldKey(Key("BASIN_SUPERIOR_KEY_2"), Holder("BASIN_SUPERIOR_HOLDER_2"));
        if (second.Key.Id == first.Key.Id) throw new UnusableSettingException("BASIN_SUPERIOR_KEY_2 is the key of BASIN_SUPERIOR_KEY; the second person needs a key of its own.");
        if (second.Holder == first.Holder || second.Holder == code)
            throw new UnusableSettingException($"BASIN_SUPERIOR_HOLDER_2 names {second.Holder}, who holds BASIN_SUPERIOR_KEY already; it names a second person.");
        return new(code, name, first, second);

        string? Given(string setting) => settings[setting] is { Length: > 0 } value ? value : null;

        string Needed(string setting) => Given(setting) ?? throw new UnusableSettingException($"The setting {setting} is missing.");

        VerifyingKey Key(string setting) => AddKey.TryRead(Text(setting, Needed(setting)), out var key, out var refused)
            ? key
            : throw new UnusableSettingException($"{setting}: {settings[setting]}: {refused.Sentence}");

        string? Holder(string setting) =>
            Given(setting) is not { } holder || Codes.IsHolder(holder) ? Given(setting) : throw new UnusableSettingException($"{setting}: {Codes.HolderRule}");
    }

    private static string Text(string setting, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnusableSettingException($"{setting}: the file {path} cannot be read: {problem.Message}");
        }
    }

    public Task<Rejection?> State(IDocumentStore store, DateTimeOffset now, CancellationToken cancel) => store.Work(
        async (session, token) => (await session.Change(Code, new Organisation.Command.State(Code, Name, Role.Superior, Region, null, By, BySuperior: true, now), token)).Rejection, cancel);

    public Task<Rejection?> Add(HeldKey held, IDocumentStore store, DateTimeOffset now, CancellationToken cancel) => store.Work(
        async (session, token) => (await session.AddKey(Code, held.Key, held.Holder, By, null, bySuperior: true, now, token)).Rejection, cancel);
}

/// <summary>Registers the first superior once the store is in place and before requests are answered.</summary>
public sealed class FirstSuperiorRegistration(
    FirstSuperior superior, IDocumentStore store, TimeProvider clock, ILogger<FirstSuperiorRegistration> log) : IHostedService
{
    /// <summary>Why the service must not run; null when all is well.</summary>
    public Rejection? Refused { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Refused = await superior.State(store, clock.GetUtcNow(), cancellationToken);
        foreach (var held in superior.Keys)
        {
            if (Refused is not null) return;
            var refused = await superior.Add(held, store, clock.GetUtcNow(), cancellationToken);
            // A key that was revoked stays revoked, but the superior's other keys still work: that is worth a warning, not an outage.
            if (refused is { Code: "key-revoked" }) Log.SuperiorKeyRevoked(log, held.Key.Id, superior.Code);
            else if (refused is { Code: "holder-differs" }) Log.SuperiorHolderDiffers(log, held.Key.Id, superior.Code, held.Holder);
            else if (refused is null) Log.SuperiorKnown(log, superior.Code, held.Key.Id);
            else Refused = refused;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
