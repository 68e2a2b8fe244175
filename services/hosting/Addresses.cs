using Npgsql;

namespace Basin.Hosting;

/// <summary>Reads the two addresses every service needs. A refusal names the setting and never shows its text, which holds a password.</summary>
public static class Addresses
{
    private static readonly string[] BrokerSchemes = ["amqp", "amqps"];

    /// <exception cref="UnusableSettingException">It is no address of a broker.</exception>
    public static Uri Broker(string setting, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && BrokerSchemes.Contains(address.Scheme) && address.Host.Length > 0
            ? address
            : throw new UnusableSettingException($"The setting {setting} is no address of a broker; it has the form amqp://user:password@host:port/vhost, or amqps://.");

    /// <exception cref="UnusableSettingException">It is no connection string, or names no host, database or user.</exception>
    public static string Database(string setting, string text)
    {
        try
        {
            var read = new NpgsqlConnectionStringBuilder(text);
            if (read is { Host.Length: > 0, Database.Length: > 0, Username.Length: > 0 }) return text;
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException or OverflowException)
        {
            // Said below: the library's words may repeat the text.
        }

        throw new UnusableSettingException($"The setting {setting} is no connection string; it has the form Host=…;Port=5432;Database=…;Username=…;Password=….");
    }
}
