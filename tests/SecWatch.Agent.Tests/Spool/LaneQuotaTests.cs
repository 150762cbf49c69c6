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

        Assert.False(quota.HasRoom(Bulk));
        Assert.False(quota.HasRoom(Bulk | Critical));
        Assert.True(quota.HasRoom(Critical));
    }

    [Fact]
    public async Task Who_waits_for_room_goes_on_when_batches_are_acknowledged()
    {
        var quota = new LaneQuota(new SpoolOptions { BulkMebibytes = 1 });
        quota.SetUsed(Lane.Bulk, 1024 * 1024);
        var waiting = quota.WaitForRoomAsync(Bulk, TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);

        quota.SetUsed(Lane.Bulk, 1000);

        await waiting;
    }
}
