using System.Reflection;
using System.Text.Json;
using Basin.Rules;
using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weasel.Core;

namespace Basin.Hosting;

/// <summary>Marten, the same in every service: one database and role each, streams named after the world, the event log as outbox.</summary>
public static class Store
{
    public static void AddStore(this IServiceCollection services, string connectionString, Assembly events, Action<StoreOptions> documents)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddMarten(options =>
            {
                options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, Json);
                options.AutoCreateSchemaObjects = AutoCreate.CreateOrUpdate;
                options.DisableNpgsqlLogging = true;
                options.Schema.For<PublicKey>();

                options.Events.StreamIdentity = StreamIdentity.AsString;
                options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
                options.Events.EnableEventTypeIndex = true;
                options.Events.EnableBigIntEvents = true;
                options.Events.UseListenNotifyForEventAppends = false;
                options.Events.MetadataConfig.CausationIdEnabled = true;
                options.Events.MetadataConfig.CorrelationIdEnabled = true;
                foreach (var (type, name) in EventTypes(events)) options.Events.MapEventType(type, name);

                // A skipped event would be a skipped obligation: the relay stops instead, and readiness turns red.
                options.Projections.Errors.SkipApplyErrors = false;
                options.Projections.Errors.SkipSerializationErrors = false;
                options.Projections.Errors.SkipUnknownEvents = false;
                // A gap in the event sequence is passed only when no live transaction can still fill it.
                // So a rolled-back append may hold the relay up for a second, and no longer.
                options.Projections.UseTransactionEvidenceForGapSkipping = true;
                options.Projections.StaleSequenceThreshold = TimeSpan.FromSeconds(1);
                // The lock package in use knows no monitored locks; without these two lines no copy ever becomes leader.
                options.Events.UseMonitoredAdvisoryLock = false;
                options.Events.UseAdvisoryLockTransaction = true;
                options.Projections.LeadershipPollingTime = 1000;
                options.Projections.FastPollingTime = TimeSpan.FromMilliseconds(50);
                options.Projections.SlowPollingTime = TimeSpan.FromMilliseconds(250);

                documents(options);
            })
            .UseNpgsqlDataSource()
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .AddSubscriptionWithServices<Relay>(ServiceLifetime.Singleton, _ => { });
    }

    /// <summary>What stored JSON needs beyond the usual.</summary>
    public static void Json(JsonSerializerOptions json)
    {
        // An explanation is a deep tree: each step takes two levels.
        json.MaxDepth = 1000;
        // The database keeps the members of a document in an order of its own, so that the one which says its type need not come first.
        json.AllowOutOfOrderMetadataProperties = true;
    }

    /// <summary>Every event type of a service with the name it is stored under.</summary>
    public static IEnumerable<(Type Type, string Name)> EventTypes(Assembly assembly) =>
        from type in assembly.GetTypes()
        let name = type.GetCustomAttribute<EventNameAttribute>()
        where name is not null
        select (type, name.Name);
}
