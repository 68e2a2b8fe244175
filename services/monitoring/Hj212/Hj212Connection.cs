using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;

namespace Basin.Monitoring;

/// <summary>
/// One connection: reads packets, has frames stored, and writes each answer in the order of the packets, after the commit. Several frames may wait for
/// their commit at once; when there are <see cref="Hj212Limits.InFlightMax"/> the connection is read no further, which holds up its own sender only.
/// </summary>
public sealed class Hj212Connection : IDisposable
{
    private readonly Hj212Network _network;
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly Hj212Session _session;
    private readonly Channel<Answer> _answers;
    // Several stations may speak through one relay of their operator; each is asked here, with the check that its own packets pass.
    private readonly Dictionary<string, Hj212Speaker> _speakers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closed;
    private readonly CancellationToken _stop;
    private string? _station;
    private int _faults;
    private long _secondBegan;
    private long _secondBytes;
    private long _lastGood;
    private long _unfinishedSince;
    private long _writingSince;

    /// <param name="network">What all connections share.</param>
    /// <param name="stream">Of the peer, after the TLS handshake where there is one.</param>
    /// <param name="address">Whom faults of unknown devices are counted for.</param>
    /// <param name="stop">When the service stops; frames that were handed over are stored all the same.</param>
    public Hj212Connection(Hj212Network network, Stream stream, string address, CancellationToken stop)
    {
        (_network, _stream, Address, _stop) = (network, stream, address, stop);
        // Without data a connection holds no buffer.
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 4096, minimumReadSize: 1024, leaveOpen: true, useZeroByteReads: true));
        _session = new(network.Find, station => network.Guesses.MayTry(address, station));
        _answers = Channel.CreateBounded<Answer>(new BoundedChannelOptions(network.Limits.InFlightMax) { SingleReader = true });
        _closed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _lastGood = Now.Ticks;
    }

    public string Address { get; }

    /// <summary>Whether no registered station has spoken here with its password.</summary>
    public bool IsStranger => _station is null;

    /// <summary>Since when nothing good was heard.</summary>
    public DateTimeOffset LastGood => new(Volatile.Read(ref _lastGood), TimeSpan.Zero);

    private DateTimeOffset Now => _network.Clock.GetUtcNow();

    /// <summary>Until the peer goes, breaks a limit, or the service stops.</summary>
    public async Task Run()
    {
        var writing = Write();
        try
        {
            await Read();
        }
        catch (Exception problem) when (IsEnd(problem))
        {
            // The peer went away or was closed; its frames that are under way are stored all the same.
        }
        finally
        {
            _answers.Writer.TryComplete();
            foreach (var (station, speaker) in _speakers) _network.Requests.Disconnected(station, speaker);
        }

        try
        {
            await writing;
        }
        catch (Exception problem) when (IsEnd(problem))
        {
            // Nobody is there to read the answers: the station sends again what it missed them for.
        }

        await _input.CompleteAsync();
    }

    /// <summary>Ends the connection; <see cref="Run"/> completes soon after.</summary>
    public void Close()
    {
        try
        {
            _closed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself.
        }
    }

    /// <summary>Gives up what has waited too long; called about once a second.</summary>
    public void CheckTime()
    {
        var now = Now;
        var limits = _network.Limits;
        if (now - LastGood > (IsStranger ? limits.StrangerIdleMax : limits.StationIdleMax) || HasWaited(ref _writingSince, limits.WriteWithin, now)) Close();
        else if (HasWaited(ref _unfinishedSince, limits.PacketWithin, now)) _input.CancelPendingRead();
    }

    public void Dispose()
    {
        _closed.Dispose();
        _stream.Dispose();
    }

    private async Task Read()
    {
        while (true)
        {
            var result = await _input.ReadAsync(_closed.Token);
            // Without new bytes there is nothing new to decide, unless what is unfinished has waited long enough.
            var isEnded = result.IsCompleted || HasWaited(ref _unfinishedSince, _network.Limits.PacketWithin, Now);
            var consumed = await Take(result.Buffer, isEnded);
            var rest = result.Buffer.Length - consumed;
            _input.AdvanceTo(result.Buffer.GetPosition(consumed), result.Buffer.End);
            Volatile.Write(ref _unfinishedSince, rest == 0 ? 0 : consumed > 0 || _unfinishedSince == 0 ? Now.Ticks : _unfinishedSince);
            if (result.IsCompleted || _faults > _network.Limits.FaultsMax) return;
            await HoldBack(consumed);
        }
    }

    private async ValueTask<long> Take(ReadOnlySequence<byte> buffer, bool isEnded)
    {
        if (buffer.IsSingleSegment) return await Take(buffer.First, isEnded);
        var joined = ArrayPool<byte>.Shared.Rent((int)buffer.Length);
        try
        {
            buffer.CopyTo(joined);
            return await Take(joined.AsMemory(0, (int)buffer.Length), isEnded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    private async ValueTask<long> Take(ReadOnlyMemory<byte> bytes, bool isEnded)
    {
        var consumed = 0;
        while (Next(bytes.Span[consumed..], isEnded, ref consumed) is { } step)
        {
            await Do(step);
            if (_faults > _network.Limits.FaultsMax) break;
        }

        return consumed;
    }

    private Hj212Step? Next(ReadOnlySpan<byte> bytes, bool isEnded, ref int consumed)
    {
        var scan = Hj212Scanner.Next(bytes, isEnded);
        consumed += scan.Consumed;
        return scan.Kind == Hj212ScanKind.Nothing ? null : _session.Take(scan, Now);
    }

    private async ValueTask Do(Hj212Step step)
    {
        var now = Now;
        var late = _session.Forget(now);
        for (var message = 0; message < late; message++) _network.Traffic.Fault(_station, Address, Hj212Fault.Unfinished, null, now);
        if (step is Hj212Step.Fault fault)
        {
            _faults++;
            // What cannot be read is counted for the station that speaks here, if one does.
            var station = fault.Station ?? (fault.Kind is Hj212Fault.UnknownMn ? null : _station);
            _network.Traffic.Fault(station, Address, fault.Kind, fault.Why, now);
            if (fault is { Kind: Hj212Fault.WrongPassword, Station: { } guessed }) _network.Guesses.Wrong(Address, guessed);
            if (fault.Answer is { } refusal) await _answers.Writer.WriteAsync(new(refusal, null), _closed.Token);
            return;
        }

        Heard(now);
        switch (step)
        {
            case Hj212Step.Store store:
                await _answers.Writer.WriteAsync(new(null, Store(store)), _closed.Token);
                break;
            case Hj212Step.Notice notice:
                if (notice.Answer is { } heard) await _answers.Writer.WriteAsync(new(heard, null), _closed.Token);
                if (notice.AsksTime) _network.Requests.SetTime(notice.Station.Station);
                break;
            case Hj212Step.Said said:
                _network.Requests.Heard(said);
                break;
        }
    }

    private void Heard(DateTimeOffset now)
    {
        _faults = 0;
        Volatile.Write(ref _lastGood, now.Ticks);
        var station = _session.Station!.Station;
        if (!_speakers.TryGetValue(station, out var speaker)) _speakers.Add(station, speaker = new(packet => _answers.Writer.TryWrite(new(packet, null))));
        speaker.Crc = _session.Crc;
        _network.Traffic.Heard(station, now);
        _station = station;
        _network.Requests.Connected(station, speaker);
    }

    /// <summary>The answer to a frame, once it is committed or known not to be.</summary>
    private async Task<byte[]?> Store(Hj212Step.Store store)
    {
        var taken = await _network.Store(store, _stop);
        switch (taken.Outcome)
        {
            case Hj212Outcome.Stored:
                _network.Traffic.Stored(store.Station.Station);
                _network.Requests.HeardFrame(store.Station.Station, store.Frame.Time);
                return store.Sender.Acknowledged();
            case Hj212Outcome.Refused:
                _network.Traffic.Fault(store.Station.Station, Address, Hj212Fault.NotKept, taken.Why, Now);
                return store.Sender.Refused(store.Station.Dialect.Returns.Refused);
            default:
                return store.Sender.Busy();
        }
    }

    /// <summary>Answers that are ready together are sent together.</summary>
    private async Task Write()
    {
        var output = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        try
        {
            var queue = _answers.Reader;
            while (await queue.WaitToReadAsync(_closed.Token))
            {
                while (queue.TryRead(out var answer))
                {
                    if (!answer.IsReady) await Flush(output);
                    var packet = answer.Later is { } later ? await later : answer.Packet;
                    if (packet is not null) output.Write(packet);
                }

                await Flush(output);
            }
        }
        catch
        {
            // A peer that takes no answers is not listened to either.
            Close();
            throw;
        }
        finally
        {
            await output.CompleteAsync();
        }
    }

    private async ValueTask Flush(PipeWriter output)
    {
        if (output.UnflushedBytes == 0) return;
        Volatile.Write(ref _writingSince, Now.Ticks);
        await output.FlushAsync(_closed.Token);
        Volatile.Write(ref _writingSince, 0);
    }

    /// <summary>Waits out the second in which too much came.</summary>
    private async ValueTask HoldBack(long bytes)
    {
        var now = Now.Ticks;
        // A clock that is set back begins a second too.
        if (now - _secondBegan is < 0 or >= TimeSpan.TicksPerSecond) (_secondBegan, _secondBytes) = (now, 0);
        _secondBytes += bytes;
        if (_secondBytes < _network.Limits.BytesPerSecondMax) return;
        await Task.Delay(TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (now - _secondBegan)), _network.Clock, _closed.Token);
    }

    private static bool HasWaited(ref long since, TimeSpan most, DateTimeOffset now) =>
        Volatile.Read(ref since) is var began and not 0 && now.Ticks - began > most.Ticks;

    private static bool IsEnd(Exception problem) =>
        problem is OperationCanceledException or IOException or ObjectDisposedException or ChannelClosedException or System.Net.Sockets.SocketException;

    /// <param name="Packet">Ready to send; null where it comes later, if at all.</param>
    private readonly record struct Answer(byte[]? Packet, Task<byte[]?>? Later)
    {
        public bool IsReady => Later is null or { IsCompleted: true };
    }
}
