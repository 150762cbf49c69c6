using SecWatch.Agent.Sources.Linux.Processes;

namespace SecWatch.Agent.Tests.Sources.Linux.Processes;

public sealed class ProcessNotificationTests
{
    private const string Header = "4c00000003000000a92700000000000001000000010000009f270000000000002800" + "0000";

    [Fact]
    public void A_fork_gives_child_and_parent()
    {
        var bytes = Bytes("01000000" + "01000000" + "d53f9a6f6f010000" + "39270000392700006227000062270000" + Zeros(8));

        Assert.True(ProcessNotification.TryParse(bytes, out var notification));
        Assert.Equal(ProcessEventKind.Fork, notification.Kind);
        Assert.Equal(1u, notification.Cpu);
        Assert.Equal(0x279fu, notification.Sequence);
        Assert.Equal(0x16f6f9a3fd5ul, notification.TimestampNs);
        Assert.Equal(0x2762, notification.ProcessId);
        Assert.Equal(0x2739, notification.ParentProcessId);
        Assert.True(notification.IsWholeProcess);
    }

    [Fact]
    public void A_fork_of_a_thread_is_not_a_whole_process()
    {
        var bytes = Bytes("01000000" + Zeros(12) + "39270000392700006327000062270000" + Zeros(8));

        Assert.True(ProcessNotification.TryParse(bytes, out var notification));
        Assert.False(notification.IsWholeProcess);
    }

    [Fact]
    public void An_exit_gives_its_status_and_parent()
    {
        var bytes = Bytes("00000080" + Zeros(12) + "62270000622700000007000011000000" + "3927000039270000");

        Assert.True(ProcessNotification.TryParse(bytes, out var notification));
        Assert.Equal(ProcessEventKind.Exit, notification.Kind);
        Assert.Equal(0x700u, notification.ExitStatus);
        Assert.Equal(0x2739, notification.ParentProcessId);
    }

    [Fact]
    public void A_cut_message_is_refused_at_every_length()
    {
        var bytes = Bytes("00000080" + Zeros(12) + "62270000622700000007000011000000" + "3927000039270000");

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(ProcessNotification.TryParse(bytes.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void A_message_of_another_connector_is_refused()
    {
        var bytes = Bytes("01000000" + Zeros(36));
        bytes[16] = 2;

        Assert.False(ProcessNotification.TryParse(bytes, out _));
    }

    private static byte[] Bytes(string body) => Convert.FromHexString(Header + body);

    private static string Zeros(int count) => new('0', count * 2);
}
