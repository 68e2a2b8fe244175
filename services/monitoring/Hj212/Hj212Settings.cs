using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basin.Hosting;

namespace Basin.Monitoring;

/// <summary>Where HJ 212 is spoken.</summary>
/// <param name="Certificate">File of the server's certificate chain in PEM; null for plain TCP.</param>
/// <param name="Key">File of its private key in PEM.</param>
public sealed record Hj212Settings(IPEndPoint Endpoint, string? Certificate, string? Key)
{
    public const string PortSetting = "BASIN_HJ212_PORT";
    public const string AddressSetting = "BASIN_HJ212_ADDRESS";
    public const string CertificateSetting = "BASIN_HJ212_TLS_CERTIFICATE";
    public const string KeySetting = "BASIN_HJ212_TLS_KEY";

    /// <summary>Null where no port is set: then HJ 212 is not spoken.</summary>
    /// <exception cref="UnusableSettingException">A setting is no port, no address, or half of a pair.</exception>
    public static Hj212Settings? From(IConfiguration settings)
    {
        if (settings[PortSetting] is not { Length: > 0 } portText) return null;
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > IPEndPoint.MaxPort)
            throw new UnusableSettingException($"The setting {PortSetting} is '{portText}'; it must be a port from 1 to {IPEndPoint.MaxPort}.");
        var addressText = settings[AddressSetting] is { Length: > 0 } text ? text : "127.0.0.1";
        if (!IPAddress.TryParse(addressText, out var address))
            throw new UnusableSettingException($"The setting {AddressSetting} is '{addressText}'; it must be an IP address, such as 127.0.0.1 or 0.0.0.0.");
        var (certificate, key) = (settings[CertificateSetting] is { Length: > 0 } file ? file : null, settings[KeySetting] is { Length: > 0 } own ? own : null);
        if ((certificate is null) != (key is null)) throw new UnusableSettingException($"The settings {CertificateSetting} and {KeySetting} name two files or none.");
        return new(new(address, port), certificate, key);
    }

    /// <summary>The certificate with its chain; null for plain TCP.</summary>
    /// <exception cref="UnusableSettingException">The files cannot be read or do not belong together.</exception>
    public SslStreamCertificateContext? ReadCertificate()
    {
        if (Certificate is null || Key is null) return null;
        try
        {
            var own = X509Certificate2.CreateFromPemFile(Certificate, Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(Certificate);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UnusableSettingException($"The files of {CertificateSetting} and {KeySetting} are no certificate with its key in PEM: {problem.Message}");
        }
    }
}
