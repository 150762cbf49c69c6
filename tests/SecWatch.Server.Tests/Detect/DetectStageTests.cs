using SecWatch.Detection.Tests;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;
using SecWatch.Server.Alerts;
using SecWatch.Server.Events;
using static SecWatch.Server.Tests.Detect.DetectHarness;

namespace SecWatch.Server.Tests.Detect;

public sealed class DetectStageTests : IDisposable
{
    private readonly DetectHarness harness = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => harness.Dispose();

    [Fact]
    public async Task Hit_raises_an_alert_with_its_event_and_moves_the_checkpoint()
    {
        var position = harness.Add(Device, ("/bin/ls", "taro"), ("/bin/evil", "taro"));
        var stage = await harness.StartAsync();

        Assert.True(await stage.RunOnceAsync(Cancel));

        var alert = Assert.Single(await harness.AlertsAsync());
        Assert.Equal(("Starts evil", "Somebody", "high"), (alert.RuleTitle, alert.RuleAuthor, alert.Level));
        Assert.Equal((Device.Tenant, Device.Device), (alert.TenantId, alert.DeviceId));
        Assert.Equal(("User=taro", 1L, AlertState.New), (alert.GroupingKey, alert.EventCount, alert.State));
        Assert.Equal(harness.Time.GetUtcNow(), alert.RaisedAt);
        var attached = Assert.Single(await harness.AlertEventsAsync());
        Assert.Equal(new EventReference(position, 1).ToString(), attached.Reference);
        Assert.Contains("[\"Image\",\"/bin/evil\"]", attached.Content, StringComparison.Ordinal);
        var checkpoint = Assert.Single(await harness.CheckpointsAsync());
        Assert.Equal(("detect", position), (checkpoint.Name, new BatchPosition(checkpoint.Day, checkpoint.Row)));
        Assert.Equal(position, await harness.Progress.DoneUpToAsync(Cancel));
        Assert.False(await stage.RunOnceAsync(Cancel));
    }

    [Fact]
    public async Task Hits_are_grouped_by_rule_tenant_device_and_the_fields_that_the_rule_names()
    {
        harness.Add(Device, ("/bin/evil", "taro"), ("/bin/evil", "taro"), ("/bin/evil", "hanako"),
            ("/bin/bad", "taro"));
        harness.Add(OtherDevice, ("/bin/evil", "taro"));
        harness.Add(Device, ("/bin/evil", "taro"), ("/bin/bad", "hanako"));
        var stage = await harness.StartAsync();

        await stage.RunOnceAsync(Cancel);

        var counts = (await harness.AlertsAsync())
            .Select(alert =>
                $"{alert.RuleTitle} {alert.GroupingKey} {alert.DeviceId == Device.Device} {alert.EventCount}");
        Assert.Equal(
            ["Starts bad  True 2", "Starts evil User=hanako True 1", "Starts evil User=taro False 1",
                "Starts evil User=taro True 3"],
            counts.Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task First_hundred_events_are_attached_and_the_rest_are_counted()
    {
        harness.Add(Device, [.. Enumerable.Repeat(("/bin/evil", "taro"), 70)]);
        var stage = await harness.StartAsync();
        await stage.RunOnceAsync(Cancel);
        harness.Add(Device, [.. Enumerable.Repeat(("/bin/evil", "taro"), 70)]);

        await stage.RunOnceAsync(Cancel);

        Assert.Equal(140, Assert.Single(await harness.AlertsAsync()).EventCount);
        Assert.Equal(AlertWriter.AttachedEventCountMax, (await harness.AlertEventsAsync()).Count);
    }

    [Fact]
    public async Task Acknowledged_alert_goes_on_counting_and_a_closed_one_is_followed_by_a_new_one()
    {
        var stage = await harness.StartAsync();
        harness.Add(Device, ("/bin/evil", "taro"));
        await stage.RunOnceAsync(Cancel);
        var first = Assert.Single(await harness.AlertsAsync()).Id;
        await harness.Commands.AcknowledgeAsync(Server.Tenancy.TenantScope.Provider, first, "op", Cancel);
        harness.Add(Device, ("/bin/evil", "taro"));
        await stage.RunOnceAsync(Cancel);
        Assert.Equal(2, Assert.Single(await harness.AlertsAsync()).EventCount);

        for (var episode = 0; episode < 20; episode++)
        {
            foreach (var open in (await harness.AlertsAsync()).Where(alert => alert.State is not AlertState.Closed))
            {
                await harness.Commands.CloseAsync(Server.Tenancy.TenantScope.Provider, open.Id, "op", Cancel);
            }

            harness.Add(Device, ("/bin/evil", "taro"));
            await stage.RunOnceAsync(Cancel);
        }

        var alerts = await harness.AlertsAsync();
        Assert.Equal(21, alerts.Count);
        Assert.Equal(20, alerts.Count(alert => alert.State is AlertState.Closed));
        Assert.Equal(22, alerts.Sum(alert => alert.EventCount));
    }

    [Fact]
    public async Task Gap_event_becomes_a_gap_row()
    {
        var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var gap = new GapRecord(
            "log:auth", from, from.AddHours(1), 42, GapCount.Exact, GapReason.LogRotatedAway, 7, 48, "auth.log");
        var position = harness.Add(
            TestEvents.Encode((GapRecord.Shape("log:auth", "PC-1"), gap.ToValues())), Lane.Critical, isDamaged: false);
        var stage = await harness.StartAsync();

        await stage.RunOnceAsync(Cancel);

        var row = Assert.Single(await harness.GapsAsync());
        Assert.Equal($"{position}-0", row.Id);
        Assert.Equal(("log:auth", 42L, "Exact", "LogRotatedAway"), (row.Source, row.Count, row.CountKind, row.Reason));
        Assert.Equal((from, from.AddHours(1)), (row.From, row.To));
        Assert.Contains("7 to 48", row.Detail, StringComparison.Ordinal);
        Assert.Equal(Device.Tenant, row.TenantId);
    }

    [Fact]
    public async Task Gap_event_that_cannot_be_read_is_still_a_gap()
    {
        var shape = TestEvents.Shape(AgentEvent.Provider, AgentEvent.Channel, AgentEvent.Gap, "GapFrom");
        harness.Add(TestEvents.Encode((shape, ["yesterday"])), Lane.Critical, isDamaged: false);
        var stage = await harness.StartAsync();

        await stage.RunOnceAsync(Cancel);

        Assert.Contains("GapFrom", Assert.Single(await harness.GapsAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_that_cannot_be_read_becomes_a_gap_and_holds_nothing_up()
    {
        var encoded = TestEvents.Encode(TestEvents.Process(("Image", "/bin/evil"), ("User", "x")));
        var damaged = harness.Add(encoded, Lane.Security, isDamaged: true);
        harness.Add(Device, ("/bin/evil", "taro"));
        var stage = await harness.StartAsync();

        await stage.RunOnceAsync(Cancel);

        var gap = Assert.Single(await harness.GapsAsync());
        Assert.Equal(("server-" + damaged, "BatchRefused", 1L), (gap.Id, gap.Reason, gap.Count));
        Assert.Equal("User=taro", Assert.Single(await harness.AlertsAsync()).GroupingKey);
    }

    [Fact]
    public async Task Checkpoint_over_batches_without_hits_is_stored_at_most_every_second()
    {
        var stage = await harness.StartAsync();
        harness.Add(Device, ("/bin/ls", "taro"));
        await stage.RunOnceAsync(Cancel);
        Assert.Empty(await harness.CheckpointsAsync());
        Assert.True(stage.IsCheckpointBehind);

        harness.Time.Advance(TimeSpan.FromSeconds(1));
        var last = harness.Add(Device, ("/bin/ls", "taro"));
        await stage.RunOnceAsync(Cancel);

        Assert.Equal(last.Row, Assert.Single(await harness.CheckpointsAsync()).Row);
        Assert.False(stage.IsCheckpointBehind);
    }

    /// <summary>One line a case: how each commit fails, <c>b</c> before it took place, <c>a</c> after it.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("ba")]
    [InlineData("bbaa")]
    [InlineData("-a-b-")]
    [InlineData("aaaaa")]
    [InlineData("babab-a")]
    public async Task Nothing_is_lost_or_counted_twice_however_commits_fail(string plan)
    {
        foreach (var fault in plan)
        {
            harness.Faults.Plan.Enqueue(fault switch
            {
                'b' => CommitFault.Before,
                'a' => CommitFault.After,
                _ => CommitFault.None,
            });
        }

        for (var batch = 0; batch < 5; batch++)
        {
            harness.Add(Device, ("/bin/evil", "taro"), ("/bin/ls", "taro"), ("/bin/evil", "taro"));
            harness.Add(Device, ("/bin/ls", "taro"));
            var stage = await harness.StartAsync();
            while (true)
            {
                try
                {
                    if (!await stage.RunOnceAsync(Cancel))
                    {
                        break;
                    }
                }
                catch (IOException)
                {
                    stage = await harness.StartAsync();
                }
            }
        }

        var references = (await harness.AlertEventsAsync()).ConvertAll(row => row.Reference);
        Assert.Equal(10, Assert.Single(await harness.AlertsAsync()).EventCount);
        Assert.Equal(10, references.Count);
        Assert.Equal(10, references.Distinct(StringComparer.Ordinal).Count());
    }
}
