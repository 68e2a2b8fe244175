namespace Basin.Registry;

internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Information, "The superior {Organisation} is registered with the key {KeyId}.")]
    public static partial void SuperiorKnown(ILogger log, string organisation, string keyId);

    [LoggerMessage(101, LogLevel.Warning, "The configured key {KeyId} of the superior {Organisation} was revoked and stays so; configure another.")]
    public static partial void SuperiorKeyRevoked(ILogger log, string keyId, string organisation);

    [LoggerMessage(102, LogLevel.Warning, "The configured key {KeyId} of the superior {Organisation} is registered for another holder, and a key never changes hands; configure another key for {Holder}.")]
    public static partial void SuperiorHolderDiffers(ILogger log, string keyId, string organisation, string? holder);
}
