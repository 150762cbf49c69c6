namespace SecWatch.Server.Events;

/// <summary>Opens the event store before everything that uses it, and closes it after.</summary>
internal sealed class EventStoreLifetime(DayFileEventStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        store.Open();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => store.CloseAsync();
}
