using Microsoft.Extensions.Time.Testing;
using SecWatch.Server.Devices;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Devices;

public sealed class DeviceDirectoryTests
{
    private static readonly AuthenticatedDevice Device = new(
        new DeviceIdentity(
            new TenantId(new Guid(1, 0, 0, new byte[8])), new DeviceId(new Guid(2, 0, 0, new byte[8]))),
        "thumbprint");

    private readonly FakeTimeProvider time = new(TestBatches.Start);
    private readonly DeviceDirectory directory;

    public DeviceDirectoryTests() => directory = new DeviceDirectory(time);

    [Fact]
    public void Two_processes_that_both_keep_speaking_are_a_clone_and_it_is_said_once()
    {
        using var first = Open(run: 1);
        using var second = Open(run: 2);
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.False(directory.Seen(second));
        Assert.True(directory.Seen(first));
        Assert.False(directory.Seen(first));
        Assert.True(directory.Find(Device.Identity.Device)!.IsCloned);
    }

    [Fact]
    public void What_a_dead_process_sent_before_a_restart_is_no_clone()
    {
        using var first = Open(run: 1);
        using var second = Open(run: 2);
        Assert.False(directory.Seen(first));
        directory.Close(first);
        time.Advance(TimeSpan.FromMinutes(10));

        Assert.False(directory.Seen(second));
        Assert.False(directory.Find(Device.Identity.Device)!.IsCloned);
    }

    [Fact]
    public void Two_streams_of_one_process_are_no_clone()
    {
        using var first = Open(run: 1);
        using var second = Open(run: 1);
        time.Advance(TimeSpan.FromMinutes(10));

        Assert.False(directory.Seen(first));
    }

    [Fact]
    public void A_device_is_connected_until_its_last_stream_closes()
    {
        var first = Open(run: 1);
        var second = Open(run: 2);
        directory.Close(first);
        Assert.True(directory.Find(Device.Identity.Device)!.IsConnected);
        directory.Close(second);

        Assert.False(directory.Find(Device.Identity.Device)!.IsConnected);
        Assert.Null(directory.Find(new DeviceId(Guid.Empty)));
    }

    private DeviceStream Open(byte run) => directory.Open(
        Device,
        new Guid(run, 0, 0, new byte[8]),
        Guid.Empty,
        new DeviceClaims("pc", "Debian", "1.0.0"),
        TimeSpan.Zero,
        streamsMax: 4)!;
}
