using Basin.Hosting;
using Basin.Rules;
using Basin.Signing;
using Marten;

namespace Basin.Registry;

/// <summary>
/// Somebody must be known before anybody can call: the first common superior, from the settings BASIN_SUPERIOR_CODE, BASIN_SUPERIOR_NAME and
/// BASIN_SUPERIOR_KEY (path of a public key in PEM). Registered at every start; a changed key file adds the new key, the old one is revoked
/// by the superior itself.
/// </summary>
public sealed record FirstSuperior(string Code, string Name, VerifyingKey Key)
{
    /// <summary>The whole country in GB/T 2260.</summary>
    public const string Region = "100000";

    /// <summary>Whoever starts the service. No organisation can have this code, so none can come forward as the superior's registrar.</summary>
    public const string By = "(configuration)";

    /// <exception cref="UnusableSettingException">A setting is missing or its file holds no public key of a suite.</exception>
    public static FirstSuperior Of(IConfiguration settings)
    {
        var (code, name, path) = (Needed("BASIN_SUPERIOR_CODE"), Needed("BASIN_SUPERIOR_NAME"), Needed("BASIN_SUPERIOR_KEY"));
        if (!AddKey.TryRead(Text(path), out var key, out var refused))
            throw new UnusableSettingException($"BASIN_SUPERIOR_KEY: {path}: {refused.Sentence}");
        return new(code, name, key);

        string Needed(string setting) => settings[setting] is { Length: > 0 } value ? value : throw new UnusableSettingException($"The setting {setting} is missing.");
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UnusableSettingException($"BASIN_SUPERIOR_KEY: the file {path} cannot be read: {problem.Message}");
        }
    }

    public Task<Rejection?> Register(IDocumentStore store, DateTimeOffset now, CancellationToken cancel) => store.Work(
        async (session, token) =>
        {
            var stated = await session.Change(Code, new Organisation.Command.State(Code, Name, Role.Superior, Region, null, By, BySuperior: true, now), token);
            if (stated.Rejection is { } refused) return refused;
            return (await session.AddKey(Code, Key, null, By, null, bySuperior: true, now, token)).Rejection;
        },
        cancel);
}


/// <summary>Registers the first superior once the store is in place and before requests are answered.</summary>
public sealed class FirstSuperiorRegistration(
    FirstSuperior superior, IDocumentStore store, TimeProvider clock, ILogger<FirstSuperiorRegistration> log) : IHostedService
{
    /// <summary>Why the service must not run; null when all is well.</summary>
    public Rejection? Refused { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var refused = await superior.Register(store, clock.GetUtcNow(), cancellationToken);
        // A key that was revoked stays revoked, but the superior's other keys still work: that is worth a warning, not an outage.
        if (refused is { Code: "key-revoked" }) Log.SuperiorKeyRevoked(log, superior.Key.Id, superior.Code);
        else if (refused is null) Log.SuperiorKnown(log, superior.Code, superior.Key.Id);
        else Refused = refused;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
