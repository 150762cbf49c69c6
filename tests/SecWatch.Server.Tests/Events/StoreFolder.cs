using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SecWatch.Server.Events;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Events;

/// <summary>A data folder that event stores are opened in, one after the other.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly TestFolder? own;
    private readonly DataFolder data;

    public StoreFolder()
    {
        own = new TestFolder();
        data = new DataFolder(own.Path);
    }

    /// <param name="path">A folder that belongs to the caller.</param>
    public StoreFolder(string path) => data = new DataFolder(path);

    public EventStoreHealth Health { get; } = new();

    public string Events => data.Events;

    public static DeviceIdentity Identity(short tenant, short device) =>
        new(new TenantId(new Guid(0, tenant, 0, new byte[8])), new DeviceId(new Guid(1, device, 0, new byte[8])));

    public DayFileEventStore Open(TimeProvider time)
    {
        data.Create();
        var store = new DayFileEventStore(
            new DayFiles(data),
            Health,
            Options.Create(new EventsOptions()),
            time,
            NullLogger<DayFileEventStore>.Instance);
        store.Open();
        return store;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        own?.Dispose();
    }
}
