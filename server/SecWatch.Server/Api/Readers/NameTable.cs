using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Readers;

/// <summary>Names of firms and computers beside their ids, for showing.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<TenantId, string> tenants;
    private readonly Dictionary<DeviceId, string> devices;

    private NameTable(Dictionary<TenantId, string> tenants, Dictionary<DeviceId, string> devices)
    {
        this.tenants = tenants;
        this.devices = devices;
    }

    public static async Task<NameTable> ReadAsync(StateContext context, CancellationToken cancellationToken) => new(
        await context.Tenants.ToDictionaryAsync(t => t.Id, t => t.Name, cancellationToken),
        await context.Devices.Select(d => new { d.Id, d.HostName })
            .ToDictionaryAsync(d => d.Id, d => d.HostName, cancellationToken));

    public string Tenant(TenantId id) => tenants.GetValueOrDefault(id, "");

    public string Device(DeviceId id) => devices.GetValueOrDefault(id, "");
}
