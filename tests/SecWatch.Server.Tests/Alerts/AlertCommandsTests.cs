using SecWatch.Server.Alerts;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Detect;
using static SecWatch.Server.Tests.Detect.DetectHarness;

namespace SecWatch.Server.Tests.Alerts;

public sealed class AlertCommandsTests : IDisposable
{
    private readonly DetectHarness harness = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => harness.Dispose();

    [Fact]
    public async Task Alert_moves_forward_with_who_and_when()
    {
        var id = await RaiseAsync();

        Assert.Equal(AlertCommandOutcome.Done, await AcknowledgeAsync(id, "mika"));
        var acknowledged = Assert.Single(await harness.AlertsAsync());
        Assert.Equal((AlertState.Acknowledged, "mika"), (acknowledged.State, acknowledged.ChangedBy));
        Assert.Equal(harness.Time.GetUtcNow(), acknowledged.AcknowledgedAt);

        harness.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(AlertCommandOutcome.Done, await CloseAsync(id, "ken"));
        var closed = Assert.Single(await harness.AlertsAsync());
        Assert.Equal((AlertState.Closed, "ken"), (closed.State, closed.ChangedBy));
        Assert.Equal(harness.Time.GetUtcNow(), closed.ClosedAt);
    }

    [Fact]
    public async Task Second_move_to_the_same_state_changes_nothing()
    {
        var id = await RaiseAsync();
        await AcknowledgeAsync(id, "mika");

        Assert.Equal(AlertCommandOutcome.AlreadyDone, await AcknowledgeAsync(id, "ken"));
        Assert.Equal("mika", Assert.Single(await harness.AlertsAsync()).ChangedBy);
    }

    [Fact]
    public async Task Alert_never_moves_back()
    {
        var id = await RaiseAsync();
        await CloseAsync(id, "mika");

        Assert.Equal(AlertCommandOutcome.TooLate, await AcknowledgeAsync(id, "ken"));
        Assert.Equal(AlertState.Closed, Assert.Single(await harness.AlertsAsync()).State);
    }

    [Fact]
    public async Task Alert_of_another_tenant_is_not_found_and_not_changed()
    {
        var id = await RaiseAsync();
        var scope = TenantScope.Of(OtherDevice.Tenant);

        Assert.Equal(AlertCommandOutcome.NotFound, await harness.Commands.CloseAsync(scope, id, "x", Cancel));
        Assert.Equal(AlertState.New, Assert.Single(await harness.AlertsAsync()).State);
    }

    [Fact]
    public async Task Changes_wake_whoever_waits()
    {
        var id = await RaiseAsync();
        var waiting = harness.Changes.WaitAfterAsync(harness.Changes.Version, Cancel);
        Assert.False(waiting.IsCompleted);

        await AcknowledgeAsync(id, "mika");

        await waiting;
    }

    private async Task<Guid> RaiseAsync()
    {
        harness.Add(Device, ("/bin/evil", "taro"));
        var stage = await harness.StartAsync();
        await stage.RunOnceAsync(Cancel);
        return (await harness.AlertsAsync()).First(alert =>
            string.Equals(alert.GroupingKey, "User=taro", StringComparison.Ordinal)).Id;
    }

    private Task<AlertCommandOutcome> AcknowledgeAsync(Guid id, string who) =>
        harness.Commands.AcknowledgeAsync(TenantScope.Provider, id, who, Cancel);

    private Task<AlertCommandOutcome> CloseAsync(Guid id, string who) =>
        harness.Commands.CloseAsync(TenantScope.Provider, id, who, Cancel);
}
