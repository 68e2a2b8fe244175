namespace Basin.Hosting;

/// <summary>Limits of every service, in one place so that an operator can find them.</summary>
public static class Limits
{
    /// <summary>Largest request body, bytes.</summary>
    public const long RequestBodyBytesMax = 4 * 1024 * 1024;

    /// <summary>Largest body that is kept while it is read, so that a refusal can show what stands in it.</summary>
    public const long KeptBodyBytesMax = 64 * 1024;

    /// <summary>Deepest JSON in a request.</summary>
    public const int JsonDepthMax = 32;

    /// <summary>Longest life of a caller's token, from issue to expiry.</summary>
    public static readonly TimeSpan TokenLifetimeMax = TimeSpan.FromMinutes(15);

    /// <summary>Clocks of caller and service may differ by this much.</summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(60);

    /// <summary>Events the relay takes at a time.</summary>
    public const int RelayPageEventsMax = 200;

    /// <summary>Messages a consumer endpoint holds unacknowledged.</summary>
    public const int PrefetchMessages = 16;

    /// <summary>How long the relay may stand still with work before readiness turns red.</summary>
    public static readonly TimeSpan RelayStandstillMax = TimeSpan.FromSeconds(30);

    /// <summary>Most rows a listing returns at once.</summary>
    public const int PageRowsMax = 500;

    /// <summary>Requests one caller may have under way at once; twice as many wait their turn, more are answered 429.</summary>
    public const int CallerRequestsMax = 64;
}
