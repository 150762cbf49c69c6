using SecWatch.Server.Hosting;

namespace SecWatch.Server.Events;

/// <summary>The event store.</summary>
internal static class EventsSlice
{
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        builder.AddSettings<EventsOptions>("Events");
        builder.Services.AddSingleton<DayFiles>();
        builder.Services.AddSingleton<EventStoreHealth>();
        builder.Services.AddSingleton<DayFileEventStore>();
        builder.Services.AddSingleton<IEventStore>(services => services.GetRequiredService<DayFileEventStore>());
        builder.Services.AddHostedService<EventStoreLifetime>();
        builder.Services.AddHostedService<RetentionWorker>();
    }
}
