namespace Basin.Benchmarks.Ingest;

/// <summary>One run of one sender.</summary>
/// <param name="Frames">Acknowledged, and found in the store at the end.</param>
/// <param name="Rows">What the store counts for them: frames, points or rows.</param>
/// <param name="Accepted">From the first sending to the last acknowledgement.</param>
/// <param name="Drained">From the first sending until a query finds all of it.</param>
/// <param name="Server">Processor time and memory of the server process that is spoken to; of PostgreSQL where that is one.</param>
/// <param name="Database">Of PostgreSQL behind the server; null where there is none.</param>
/// <param name="Generator">Processor time of the sender itself, which shares the machine.</param>
public sealed record Measured(long Frames, long Rows, TimeSpan Accepted, TimeSpan Drained, Latencies Answers, Use Server, Use? Database, TimeSpan Generator)
{
    public double FramesPerSecond => Frames / Accepted.TotalSeconds;

    public double RowsPerSecond => Rows / Accepted.TotalSeconds;

    public double ValuesPerSecond => Frames * SyntheticFrames.ValuesPerFrame / Accepted.TotalSeconds;

    public double ValuesDrainedPerSecond => Frames * SyntheticFrames.ValuesPerFrame / Drained.TotalSeconds;

    public double CpuMicrosecondsPerFrame => (Server.Cpu + (Database?.Cpu ?? TimeSpan.Zero)).TotalMicroseconds / Frames;
}
