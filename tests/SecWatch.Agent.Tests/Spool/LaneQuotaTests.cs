using SecWatch.Agent.Spool;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Spool;

public sealed class LaneQuotaTests
{
    private const int Critical = 1 << (int)Lane.Critical;
    private const int Bulk = 1 << (int)Lane.Bulk;

    [Fact]
    public void A_full_bulk_lane_keeps_bulk_out_and_lets_critical_in()
    {
        var quota = new LaneQuota(new SpoolOptions { BulkMebibytes = 1 });
        quota.SetUsed(Lane.Bulk, 1024 * 1024);

        Assert.False(quota.HasRoom(Bulk, hasGaps: false));
        Assert.False(quota.HasRoom(Bulk | Critical, hasGaps: false));
        Assert.True(quota.HasRoom(Critical, hasGaps: false));
    }

    [Fact]
    public async Task Who_waits_for_room_goes_on_when_batches_are_acknowledged()
    {
        var quota = new LaneQuota(new SpoolOptions { BulkMebibytes = 1 });
        quota.SetUsed(Lane.Bulk, 1024 * 1024);
        var waiting = quota.WaitForRoomAsync(Bulk, hasGaps: false, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        quota.SetUsed(Lane.Bulk, 1000);

        await waiting;
    }

    [Fact]
    public void Gap_records_pass_a_full_critical_lane_until_its_reserve_is_used_up()
    {
        var quota = new LaneQuota(new SpoolOptions { CriticalMebibytes = 4 });
        quota.SetUsed(Lane.Critical, 4 * 1024 * 1024);

        Assert.False(quota.HasRoom(Critical, hasGaps: false));
        Assert.True(quota.HasRoom(0, hasGaps: true));
        Assert.True(quota.HasRoom(Bulk, hasGaps: true));

        quota.SetUsed(Lane.Critical, 5 * 1024 * 1024);

        Assert.False(quota.HasRoom(0, hasGaps: true));
        Assert.True(quota.HasRoom(Bulk, hasGaps: false));
    }
}
