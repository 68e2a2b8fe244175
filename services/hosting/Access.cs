using Microsoft.AspNetCore.Builder;

namespace Basin.Hosting;

/// <summary>Which roles an address is open to.</summary>
public static class Access
{
    /// <summary>Only callers in one of these roles get through; others are answered 403.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder endpoint, params string[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireRole(roles));
}
