namespace Basin.Monitoring;

/// <summary>Whoever sent a packet, and how to answer it: under its own request number, with the check it used. Nothing is answered that did not ask.</summary>
/// <param name="Dialect">Of the station's profile; null while the device is unknown.</param>
/// <param name="Crc">The check that its packet passed.</param>
public sealed record Hj212Sender(Hj212Dialect? Dialect, Hj212Crc Crc, Hj212Head Head)
{
    // A device that is not registered has no profile that chooses: the edition most are of, with the version bits it wrote itself.
    private Hj212Dialect Form => Dialect ?? Hj212Standard.Dialect(Head.FlagVersion == 0 ? "2005" : "2017");

    /// <summary>9014: the data are committed.</summary>
    public byte[]? Acknowledged() =>
        Answer(Hj212Standard.Commands.DataAnswer, Form.DataAnswerHasReturn ? $"QnRtn={Form.Returns.Ready}" : "");

    /// <summary>9013: a notice was heard.</summary>
    public byte[]? Noticed() => Answer(Hj212Standard.Commands.NoticeAnswer, "");

    /// <summary>The return code of what is not taken.</summary>
    public byte[]? Refused(int code) => Answer(Form.RefusalCommand, $"QnRtn={code}");

    /// <summary>That it shall be sent again later; null in editions that have no such code, where silence says so.</summary>
    public byte[]? Busy() => Form.Returns.Busy is { } busy ? Refused(busy) : null;

    private byte[]? Answer(int command, string parameters)
    {
        if (!Head.AsksAnswer || Head.Qn is not { Length: > 0 } number) return null;
        var flag = (Dialect?.FlagVersion ?? Head.FlagVersion) << 2;
        // The password is the one it sent: a wrong one is not answered by the right one.
        var (before, within) = Form.NumberInParameters ? ("", $"QN={number}{(parameters.Length == 0 ? "" : ";")}") : ($"QN={number};", "");
        return Hj212Encoder.Packet($"{before}ST={Hj212Standard.Systems.Interaction};CN={command:D4};PW={Head.Pw};MN={Head.Mn};Flag={flag};CP=&&{within}{parameters}&&", Crc);
    }
}
