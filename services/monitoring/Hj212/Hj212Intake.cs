namespace Basin.Monitoring;

/// <summary>Hands frames of HJ 212 to the intake, each alone: frames of a thousand connections share a commit there.</summary>
internal static class Hj212Intake
{
    public static Hj212Take Into(Intake intake) => async (station, frame, raw, cancel) =>
    {
        try
        {
            var receipt = await intake.Take(new Submission(station.Operator, [new Submitted(frame, raw)]), cancel);
            return receipt.Frames[0] is { Outcome: FrameOutcome.Refused, Rejection: var refused } ? Hj212Taken.Refused(refused!.Sentence) : Hj212Taken.Stored;
        }
        catch (IntakeFullException)
        {
            return Hj212Taken.Busy;
        }
    };
}
