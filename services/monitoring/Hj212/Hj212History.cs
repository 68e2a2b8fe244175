namespace Basin.Monitoring;

/// <summary>Asks for history over HJ 212 what the gap ledger misses.</summary>
public static class Hj212History
{
    /// <summary>The times of frames lie on whole seconds, and HJ 212 names the last one that is asked for.</summary>
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <param name="find">How a station speaks; null for one that does not.</param>
    public static HistoryRequests Of(Hj212Requests requests, Func<string, Hj212Profile?> find) => new(
        station => find(station) is { } profile && Hj212Standard.DataCommand(profile.Command) is { HasHistory: true } && requests.IsConnected(station)
            && !requests.Of(station).Any(request => request.IsOpen && request.Command == profile.Command),
        (station, from, to) => find(station) is { } profile ? requests.RequestResend(station, profile.Command, from, to - Second).Rejection?.Sentence : "不再以 HJ 212 联网 no longer connected over HJ 212",
        (station, from, to, at) => requests.Of(station).LastOrDefault(request => request.From == from && request.To == to - Second && request.AskedAt >= at) is { IsOpen: false } ended ? WordsOf(ended) : null);

    /// <summary>Whether a frame was asked for: it is old because the server wanted it.</summary>
    public static FrameWay WayOf(Hj212Requests requests, Frame frame) =>
        requests.WasAsked(frame.Station, frame.Time) ? FrameWay.BackFill : FrameWay.Live;

    private static string WordsOf(Hj212Conversation ended) => ended.Stage switch
    {
        Hj212Stage.Done => $"执行成功 done, {ended.Frames} frames",
        Hj212Stage.NoData => "没有数据 no data",
        Hj212Stage.Refused => $"拒绝 refused, QnRtn {ended.Code}",
        Hj212Stage.TimedOut => "超时 timed out",
        _ => $"失败 failed, ExeRtn {ended.Code}",
    };
}
