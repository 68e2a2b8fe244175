using System.Net.Security;
using System.Net.Sockets;
using Basin.Hosting;
using Marten;

namespace Basin.Monitoring;

/// <summary>Puts HJ 212 into the service: its addresses always, its port only where one is set.</summary>
public static class Hj212Parts
{
    public static void Hj212Documents(this StoreOptions documents)
    {
        documents.Schema.For<Hj212Line>().Index(line => line.Mn);
        documents.Schema.For<Hj212Tally>();
    }

    /// <exception cref="UnusableSettingException">A setting is wrong, or its files are.</exception>
    public static void AddHj212(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton<Hj212Directory>();
        services.AddSingleton<Hj212Traffic>();
        services.AddSingleton(provider => new Hj212Requests(provider.GetRequiredService<Hj212Directory>().OfStation, provider.GetRequiredService<TimeProvider>()));
        if (Hj212Settings.From(settings) is not { } own) return;
        var certificate = own.ReadCertificate();
        services.AddSingleton(provider => new Hj212Network(
            provider.GetRequiredService<Hj212Directory>().Find, Hj212Intake.Into(provider.GetRequiredService<Intake>()), provider.GetRequiredService<Hj212Traffic>(),
            provider.GetRequiredService<Hj212Requests>(), Hj212Limits.Usual, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Hj212Network>>()));
        services.AddSingleton(provider => Listen(provider.GetRequiredService<Hj212Network>(), own, certificate));
        services.AddHostedService<Hj212Server>();
    }

    public static void MapHj212(this IEndpointRouteBuilder app)
    {
        app.MapStateHj212Access();
        app.MapReadHj212Access();
        app.MapAskHj212();
    }

    private static Hj212Listener Listen(Hj212Network network, Hj212Settings own, SslStreamCertificateContext? certificate)
    {
        try
        {
            return new(network, own.Endpoint, certificate);
        }
        catch (SocketException problem)
        {
            throw new UnusableSettingException($"HJ 212 cannot be spoken at {own.Endpoint} ({Hj212Settings.AddressSetting}, {Hj212Settings.PortSetting}): {problem.Message}");
        }
    }
}
