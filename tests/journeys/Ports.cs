using System.Net;
using System.Net.NetworkInformation;

namespace Basin.Journeys;

/// <summary>Ports for the processes of a journey.</summary>
public static class Ports
{
    private const int First = 10_000, Last = 19_999;
    private static int _taken = Environment.ProcessId * 97 % (Last - First + 1);

    /// <summary>
    /// A port nobody listens on and this run has not used yet. Below the range from which the kernel gives outgoing connections theirs:
    /// a port of that range can be taken between the asking and the listening, or while a killed service is started again.
    /// </summary>
    public static int Free()
    {
        for (var tries = 0; tries <= Last - First; tries++)
        {
            var port = First + Interlocked.Increment(ref _taken) % (Last - First + 1);
            if (!IsTaken(port)) return port;
        }

        throw new InvalidOperationException($"No free port between {First} and {Last}.");
    }

    private static bool IsTaken(int port)
    {
        var network = IPGlobalProperties.GetIPGlobalProperties();
        return network.GetActiveTcpListeners().Any(listener => listener.Port == port) || network.GetActiveTcpConnections().Any(connection => connection.LocalEndPoint.Port == port);
    }
}
