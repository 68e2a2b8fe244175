using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Scalar.AspNetCore;

namespace Basin.Hosting;

/// <summary>Everything the services share, so that each Program.cs fits on a screen and says only what is its own.</summary>
public sealed class BasinService
{
    private static readonly string[] OwnChecks = ["database", "relay", "broker"];

    private readonly WebApplicationBuilder _builder;
    private readonly string _name;

    private BasinService(WebApplicationBuilder builder, string name) => (_builder, _name) = (builder, name);

    public IServiceCollection Services => _builder.Services;

    public IConfiguration Settings => _builder.Configuration;

    /// <param name="args">Command line.</param>
    /// <param name="name">Short name, such as <c>registry</c>; names the queue and the telemetry resource.</param>
    /// <param name="outbound">Which events leave the service, and to whom.</param>
    /// <param name="documents">The service's own documents and indexes.</param>
    public static BasinService Create(string[] args, string name, Outbound outbound, Action<StoreOptions> documents)
    {
        var builder = WebApplication.CreateBuilder(args);
        var service = new BasinService(builder, name);
        var own = Assembly.GetCallingAssembly();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.RequestBodyBytesMax;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.AddTelemetry(name);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(outbound);
        builder.Services.AddSingleton<RelayProgress>();
        builder.Services.AddHostedService<RelayWatch>();
        builder.Services.AddStore(Addresses.Database("BASIN_DATABASE", service.Required("BASIN_DATABASE")), own, documents);
        var broker = Addresses.Broker("BASIN_RABBITMQ", service.Required("BASIN_RABBITMQ"));
        builder.Services.AddBus(name, broker, own, outbound);
        builder.Services.AddIdentity();
        builder.Services.AddOpenApi(options => ApiDocument.Describe(options, name));
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", tags: ["ready"], timeout: TimeSpan.FromSeconds(5))
            .AddCheck<RelayHealth>("relay", tags: ["ready"], timeout: TimeSpan.FromSeconds(5))
            .AddCheck<BrokerHealth>("broker", HealthStatus.Degraded, ["ready"], TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(_ => new BrokerHealth(broker));
        builder.Services.AddSingleton(services => new OutsideQueues(broker, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<RelayHealth>();
        builder.Services.ConfigureHttpJsonOptions(options => Json(options.SerializerOptions));
        // Otherwise only the development environment says what is wrong with a body.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddRateLimiter(options => LimitCallers(options));
        return service;
    }

    /// <summary>A setting without which the service cannot work; there are no defaults for secrets or addresses.</summary>
    public string Required(string setting) =>
        _builder.Configuration[setting] is { Length: > 0 } value
            ? value
            : throw new UnusableSettingException($"The setting {setting} is missing.");

    public WebApplication Build()
    {
        var app = _builder.Build();
        app.UseExceptionHandler(handler => handler.Run(Rejections.Handle));
        app.UseStatusCodePages(context => Rejections.WriteBare(context.HttpContext));
        app.Use(RefuseLargeBody);
        app.Use(KeepSmallBody);
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteHealth }).AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        var asyncApi = AsyncApi.Document(_name, app.Services.GetServices<QueueOffer>(), app.Services.GetRequiredService<Outbound>().Offered);
        app.MapGet(AsyncApi.Path, () => asyncApi).AllowAnonymous().ExcludeFromDescription();
        app.MapScalarApiReference("/docs", options =>
        {
            options.Title = $"Basin {_name}";
            // Only the document: no offers of the viewer's maker, and nothing reported to it.
            options.Telemetry = false;
            options.DefaultFonts = false;
            options.HideClientButton = true;
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            options.Agent = new ScalarAgentOptions { Disabled = true };
            options.Mcp = new ScalarMcpOptions { Disabled = true };
        }).AllowAnonymous();
        return app;
    }

    /// <summary>
    /// Answers before the body is read. The limit is lifted for this one request so that the server reads and drops the rest for a few seconds:
    /// closing at once would reset the connection under the caller, who would never see the answer.
    /// </summary>
    private static Task RefuseLargeBody(HttpContext http, RequestDelegate next)
    {
        if (http.Request.ContentLength is not > Limits.RequestBodyBytesMax || http.GetEndpoint()?.Metadata.GetMetadata<UnboundedBody>() is not null) return next(http);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        http.Response.Headers.Connection = "close";
        return Rejections.Write(http, StatusCodes.Status413PayloadTooLarge, "body-too-large",
            $"The body has {http.Request.ContentLength} bytes; the limit is {Limits.RequestBodyBytesMax}.");
    }

    /// <summary>A small body is kept while it is read, so that a refusal can show the value at fault.</summary>
    private static Task KeepSmallBody(HttpContext http, RequestDelegate next)
    {
        if (http.Request.ContentLength is > 0 and <= Limits.KeptBodyBytesMax) http.Request.EnableBuffering((int)Limits.KeptBodyBytesMax);
        return next(http);
    }

    /// <summary>How every service reads and writes JSON.</summary>
    public static void Json(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = Limits.JsonDepthMax;
        options.NumberHandling = JsonNumberHandling.Strict;
        // Chinese names are written as they are; the output is JSON, never inlined into HTML.
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    /// <summary>One caller cannot take the service from the others: a bounded number of requests at once for each.</summary>
    private static void LimitCallers(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            await Rejections.Write(context.HttpContext, StatusCodes.Status429TooManyRequests, "too-many-requests",
                $"More than {Limits.CallerRequestsMax} requests of this caller are under way; try again in a second.");
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
            http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
                ? RateLimitPartition.GetNoLimiter("health")
                : RateLimitPartition.GetConcurrencyLimiter(
                    http.User.FindFirst("iss")?.Value ?? http.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                    _ => new ConcurrencyLimiterOptions { PermitLimit = Limits.CallerRequestsMax, QueueLimit = 2 * Limits.CallerRequestsMax, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));
    }

    /// <summary>Anyone may read it, so it holds our own words only: a library's may show addresses within.</summary>
    private static Task WriteHealth(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => new
        {
            status = entry.Value.Status.ToString(),
            description = OwnChecks.Contains(entry.Key) ? entry.Value.Exception is null ? entry.Value.Description : "it does not answer" : null,
        }),
    });
}

/// <summary>Marks a request that reads its body piece by piece and bounds it itself.</summary>
public sealed class UnboundedBody;

/// <summary>Red when the service's own database does not answer.</summary>
public sealed class DatabaseHealth(Npgsql.NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var command = database.CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
