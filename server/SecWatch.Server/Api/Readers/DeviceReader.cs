using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using SecWatch.Protos.V1;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Devices;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Readers;

/// <summary>Reads computers and how they are now.</summary>
internal sealed class DeviceReader(
    StateContextFactory contexts, DeviceDirectory directory, TimeProvider time)
{
    /// <summary>A computer that was not heard of for so long is silent: three heartbeats and some patience.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(90);

    private static readonly JsonParser HeartbeatParser =
        new(JsonParser.Settings.Default.WithIgnoreUnknownFields(ignoreUnknownFields: true));

    public async Task<IReadOnlyList<DeviceResponse>> ListAsync(
        TenantScope scope, TenantId? tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var query = context.Devices.AsNoTracking();
        if (tenant is { } only)
        {
            query = query.Where(d => d.TenantId == only);
        }

        var devices = await query.OrderBy(d => d.HostName).ThenBy(d => d.Id).ToListAsync(cancellationToken);
        BringUpToDate(devices);
        var names = await NameTable.ReadAsync(context, cancellationToken);
        var gaps = await context.Gaps.GroupBy(g => g.DeviceId).Select(g => new { Device = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Device, g => g.Count, cancellationToken);
        return [.. devices.Select(d => Response(d, names, gaps.GetValueOrDefault(d.Id)))];
    }

    /// <returns>null where there is none in this scope.</returns>
    public async Task<DeviceResponse?> FindAsync(TenantScope scope, DeviceId id, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var device = await context.Devices.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, cancellationToken);
        if (device is null)
        {
            return null;
        }

        BringUpToDate([device]);
        var names = await NameTable.ReadAsync(context, cancellationToken);
        var gaps = await context.Gaps.CountAsync(g => g.DeviceId == id, cancellationToken);
        return Response(device, names, gaps);
    }

    /// <summary>
    /// Puts what the server knows of computers at this moment over what it last stored: a row is written at intervals.
    /// </summary>
    public void BringUpToDate(IEnumerable<Device> devices)
    {
        foreach (var device in devices)
        {
            if (directory.Find(device.Id) is not { } live)
            {
                continue;
            }

            device.LastSeenAt = live.LastSeenAt;
            device.SaidGoodbye = live.SaidGoodbye;
            device.ClockSkewMilliseconds = (long)live.ClockSkew.TotalMilliseconds;
            device.Heartbeat = live.Heartbeat ?? device.Heartbeat;
        }
    }

    /// <summary>connected, silent (it should be heard of and is not), stopped (it said goodbye) or never.</summary>
    internal static string State(Device device, DateTimeOffset now)
    {
        if (device.LastSeenAt is not { } seen)
        {
            return "never";
        }

        if (device.SaidGoodbye)
        {
            return "stopped";
        }

        return now - seen > SilentAfter ? "silent" : "connected";
    }

    private static Heartbeat ReadHeartbeat(string? json)
    {
        try
        {
            return json is null ? new Heartbeat() : HeartbeatParser.Parse<Heartbeat>(json);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidJsonException)
        {
            // A newer or older server wrote it. The next heartbeat replaces it.
            return new Heartbeat();
        }
    }

    private DeviceResponse Response(Device device, NameTable names, int gapCount)
    {
        var heartbeat = ReadHeartbeat(device.Heartbeat);
        return new DeviceResponse(
            device.Id.Value, device.TenantId.Value, names.Tenant(device.TenantId), device.HostName,
            device.OperatingSystem, device.AgentVersion, State(device, time.GetUtcNow()), device.EnrolledAt,
            device.LastSeenAt, device.ClockSkewMilliseconds,
            [.. heartbeat.Sources.Select(s => new SourceResponse(
                s.Source, s.State, s.Reason, s.EventsIn, s.EventsOut, s.EventsDropped, s.EventsWaiting))],
            [.. heartbeat.Queues.Select(q => new QueueResponse(
                LaneText.Text(q.Lane), q.Batches, q.Bytes, q.QuotaBytes, q.OldestMilliseconds))],
            heartbeat.ResidentBytes, heartbeat.CpuMilliseconds, gapCount);
    }
}
