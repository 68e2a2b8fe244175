namespace Basin.Monitoring;

/// <summary>Hands frames of HJ 212 to the intake, each alone: frames of a thousand connections share a commit there.</summary>
internal static class Hj212Intake
{
    /// <param name="requests">What was asked of stations: a frame that was asked for may be old.</param>
    public static Hj212Take Into(Intake intake, Hj212Requests requests) => async (station, frame, raw, cancel) =>
    {
        try
        {
            var receipt = await intake.Take(new Submission(station.Operator, [new Submitted(frame, raw)], Way: Hj212History.WayOf(requests, frame)), cancel);
            return receipt.Frames[0] is { Outcome: FrameOutcome.Refused, Rejection: var refused } ? Hj212Taken.Refused(refused!.Sentence) : Hj212Taken.Stored;
        }
        catch (IntakeFullException)
        {
            return Hj212Taken.Busy;
        }
    };
}
