using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>
/// Writes what devices last said into the state database at intervals and at the stop, and ends the streams of those
/// that
/// were revoked meanwhile.
/// </summary>
internal sealed partial class DeviceFlusher(
    DeviceDirectory directory,
    StateContextFactory contexts,
    IOptions<DevicesOptions> options,
    TimeProvider time,
    ILogger<DeviceFlusher> logger) : BackgroundService
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMinutes(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.FlushSeconds), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await FlushAsync(stoppingToken);
        }
    }

    /// <summary>
    /// Writes what changed. A database that cannot be written is logged and tried again at the next turn.
    /// </summary>
    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EndRevokedAsync(cancellationToken);
            foreach (var chunk in directory.All().Where(live => live.IsDirty).Chunk(200))
            {
                await WriteAsync(chunk, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is SqliteException or DbUpdateException)
        {
            LogFlushFailed(exception);
        }
    }

    private async Task WriteAsync(LiveDevice[] lives, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(TenantScope.Provider);
        var ids = lives.Select(live => live.Identity.Device).ToList();
        var rows = await context.Devices.Where(e => ids.Contains(e.Id)).ToListAsync(cancellationToken);
        foreach (var row in rows)
        {
            Apply(lives.First(live => live.Identity.Device == row.Id), row);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    private void Apply(LiveDevice live, Device row)
    {
        lock (live.Gate)
        {
            // Marked clean before the commit: a failed one is made good by the next frame.
            live.IsDirty = false;
            row.LastSeenAt = live.LastSeenAt;
            row.SaidGoodbye = live.SaidGoodbye;
            row.ClockSkewMilliseconds = (long)live.ClockSkew.TotalMilliseconds;
            if (live.Claims is { } claims)
            {
                row.HostName = claims.HostName;
                row.OperatingSystem = claims.OperatingSystem;
                row.AgentVersion = claims.AgentVersion;
            }

            var now = time.GetUtcNow();
            if (live.Heartbeat is not null && now - live.HeartbeatStoredAt >= HeartbeatInterval)
            {
                row.Heartbeat = live.Heartbeat;
                live.HeartbeatStoredAt = now;
            }
        }
    }

    private async Task EndRevokedAsync(CancellationToken cancellationToken)
    {
        var streams = directory.All().SelectMany(Streams).ToLookup(s => s.Device.Thumbprint, StringComparer.Ordinal);
        if (streams.Count == 0)
        {
            return;
        }

        await using var context = contexts.Create(TenantScope.Provider);
        var revoked = await context.DeviceCertificates
            .Where(e => e.RevokedAt != null)
            .Select(e => e.Thumbprint)
            .ToListAsync(cancellationToken);
        foreach (var stream in revoked.SelectMany(thumbprint => streams[thumbprint]))
        {
            await stream.EndAsync("the client certificate was revoked");
        }
    }

    private static DeviceStream[] Streams(LiveDevice live)
    {
        lock (live.Gate)
        {
            return [.. live.Streams];
        }
    }

    [LoggerMessage(210, LogLevel.Warning, "What devices last said could not be written; it is tried again")]
    private partial void LogFlushFailed(Exception exception);
}
