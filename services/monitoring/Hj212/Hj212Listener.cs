using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Basin.Monitoring;

/// <summary>Takes connections in, within their limits, and keeps watch over those there are. No connection has a thread of its own.</summary>
public sealed class Hj212Listener : IDisposable
{
    private readonly Hj212Network _network;
    private readonly Socket _socket;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly ConcurrentDictionary<Hj212Connection, Task> _connections = new();
    private readonly ConcurrentDictionary<CancellationTokenSource, DateTimeOffset> _handshakes = new();
    private readonly ConcurrentDictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Listens from now on; what connects waits for <see cref="Run"/>.</summary>
    /// <param name="endpoint">With port 0 for any that is free.</param>
    /// <param name="tls">Null for plain TCP.</param>
    public Hj212Listener(Hj212Network network, IPEndPoint endpoint, SslStreamCertificateContext? tls = null)
    {
        _network = network;
        _tls = tls is null ? null : new SslServerAuthenticationOptions { ServerCertificateContext = tls, ClientCertificateRequired = false };
        _socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(endpoint);
        _socket.Listen(backlog: 512);
    }

    public IPEndPoint Endpoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Connections at present, those in their TLS handshake included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Until it is stopped; then every connection is closed, and frames that were handed over are stored all the same.</summary>
    public async Task Run(CancellationToken stop)
    {
        try
        {
            while (true) await Accept(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await Task.WhenAll(_connections.Values);
        }
    }

    /// <summary>Closes what breaks its limits of time; called about once a second.</summary>
    public void CheckTimes()
    {
        foreach (var connection in _connections.Keys) connection.CheckTime();
    }

    public void Dispose() => _socket.Dispose();

    private async Task Accept(CancellationToken stop)
    {
        Socket peer;
        try
        {
            peer = await _socket.AcceptAsync(stop);
        }
        catch (SocketException)
        {
            // The peer went before it was taken in, or the process has no socket left: the next one may fare better.
            await Task.Delay(TimeSpan.FromMilliseconds(50), _network.Clock, stop);
            return;
        }

        var address = peer.RemoteEndPoint is IPEndPoint remote ? remote.Address.ToString() : "?";
        if (!TryEnter(address))
        {
            peer.Dispose();
            return;
        }

        // On a thread of the pool: whatever the peer has sent already does not hold up the next one.
        _ = Task.Run(() => Serve(peer, address, stop), CancellationToken.None);
    }

    private bool TryEnter(string address)
    {
        if (_addresses.GetValueOrDefault(address) >= _network.Limits.AddressConnectionsMax) return false;
        if (Count >= _network.Limits.ConnectionsMax && !CloseQuietestStranger() && !GiveUpOldestHandshake()) return false;
        Interlocked.Increment(ref _count);
        _addresses.AddOrUpdate(address, 1, (_, count) => count + 1);
        return true;
    }

    private void Leave(string address)
    {
        Interlocked.Decrement(ref _count);
        if (_addresses.AddOrUpdate(address, 0, (_, count) => count - 1) == 0) _addresses.TryRemove(new(address, 0));
    }

    private bool CloseQuietestStranger()
    {
        if (_connections.Keys.Where(connection => connection.IsStranger).MinBy(connection => connection.LastGood) is not { } quietest) return false;
        quietest.Close();
        return true;
    }

    // Whoever never ends its handshake must not keep stations out.
    private bool GiveUpOldestHandshake()
    {
        foreach (var (handshake, _) in _handshakes.OrderBy(handshake => handshake.Value))
        {
            if (!_handshakes.TryRemove(handshake, out _)) continue;
            try
            {
                handshake.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended by itself.
            }

            return true;
        }

        return false;
    }

    private async Task Serve(Socket peer, string address, CancellationToken stop)
    {
        try
        {
            peer.NoDelay = true;
            peer.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await using var stream = await Open(peer, stop);
            using var connection = new Hj212Connection(_network, stream, address, stop);
            var ended = new TaskCompletionSource();
            _connections[connection] = ended.Task;
            try
            {
                await connection.Run();
            }
            finally
            {
                _connections.TryRemove(connection, out _);
                ended.SetResult();
            }
        }
        catch (Exception problem) when (problem is IOException or SocketException or System.Security.Authentication.AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // No handshake, or a peer that was gone at once.
        }
        catch (Exception problem)
        {
            Log.Hj212ConnectionFailed(_network.Log, problem, address);
        }
        finally
        {
            peer.Dispose();
            Leave(address);
        }
    }

    private async Task<Stream> Open(Socket peer, CancellationToken stop)
    {
        var plain = new NetworkStream(peer, ownsSocket: false);
        if (_tls is null) return plain;
        var secured = new SslStream(plain, leaveInnerStreamOpen: false);
        using var within = new CancellationTokenSource(_network.Limits.HandshakeWithin, _network.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(within.Token, stop);
        _handshakes[either] = _network.Clock.GetUtcNow();
        try
        {
            await secured.AuthenticateAsServerAsync(_tls, either.Token);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
        finally
        {
            _handshakes.TryRemove(either, out _);
        }
    }
}
