using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;
using SecWatch.Server.Detect;
using SecWatch.Server.Events;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Ingest;

/// <summary>
/// Writes down what the server itself lost: batches that it acknowledged once and does not have any more.
/// </summary>
internal sealed class RestoredGaps(StateContextFactory contexts, TimeProvider time)
{
    private const int IdBytes = 16;

    /// <summary>The agent has deleted batches that a restored server does not know.</summary>
    public async Task AddAsync(
        DeviceIdentity identity, Guid spoolId, Lane lane, ulong first, ulong last, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(TenantScope.Of(identity.Tenant));
        var device = await context.Devices.AsNoTracking()
            .FirstOrDefaultAsync(e => e.Id == identity.Device, cancellationToken);
        var now = time.GetUtcNow();
        await AddAsync(
            context,
            new Gap
            {
                Id = Id($"{identity.Device}|{spoolId}|{lane}|{first}|{last}"),
                TenantId = identity.Tenant,
                DeviceId = identity.Device,
                Source = LaneName.Of(lane),
                From = device?.EnrolledAt ?? now,
                To = now,
                CountKind = nameof(GapCount.Unknown),
                Reason = nameof(GapReason.ServerRestored),
                Detail = $"Batches {first} to {last} of lane {LaneName.Of(lane)} were acknowledged and are not stored.",
                ReportedAt = now,
            },
            cancellationToken);
    }

    /// <summary>A day file was damaged: every device that was enrolled then may miss events of that day.</summary>
    public async Task AddAsync(DamagedDay damaged, CancellationToken cancellationToken)
    {
        var from = new DateTimeOffset(damaged.Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var to = from.AddDays(1);
        await using var context = contexts.Create(TenantScope.Provider);
        var devices = await context.Devices.AsNoTracking().Where(e => e.EnrolledAt < to).ToListAsync(cancellationToken);
        foreach (var device in devices)
        {
            await AddAsync(
                context,
                new Gap
                {
                    Id = Id($"{device.Id}|{Path.GetFileName(damaged.SetAsideAs)}"),
                    TenantId = device.TenantId,
                    DeviceId = device.Id,
                    Source = "server",
                    From = from,
                    To = to,
                    CountKind = nameof(GapCount.Unknown),
                    Reason = nameof(GapReason.ServerRestored),
                    Detail = "The server's file of that day was damaged and set aside.",
                    ReportedAt = time.GetUtcNow(),
                },
                cancellationToken);
        }
    }

    // The same loss found twice has the same id, so it stands there once.
    private static async Task AddAsync(StateContext context, Gap gap, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await context.Gaps.AnyAsync(e => e.Id == gap.Id, cancellationToken))
        {
            context.Gaps.Add(gap);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    private static string Id(string what) =>
        "server-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)).AsSpan(0, IdBytes));
}
