using SecWatch.Agent.Sources.Linux.Processes;

namespace SecWatch.Agent.Tests.Sources.Linux.Processes;

public sealed class ProcessPositionTests
{
    private static readonly ProcessPosition Position = new(
        Guid.Parse("11111111-2222-3333-4444-555555555555"),
        638_000_000_000_000_000,
        12_345,
        777,
        new Dictionary<int, long> { [10] = 800, [11] = 801 });

    [Fact]
    public void Position_survives_its_bytes()
    {
        Assert.True(ProcessPosition.TryParse(Position.ToBytes(), out var read));

        Assert.Equal(Position.BootId, read.BootId);
        Assert.Equal(Position.LastSeenTicks, read.LastSeenTicks);
        Assert.Equal(Position.Forks, read.Forks);
        Assert.Equal(Position.FloorStartTicks, read.FloorStartTicks);
        Assert.Equal(Position.Reported, read.Reported);
    }

    [Fact]
    public void Cut_position_is_refused_at_every_length()
    {
        var bytes = Position.ToBytes();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(ProcessPosition.TryParse(bytes.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void Many_young_processes_raise_the_floor_and_stay_reported()
    {
        var reported = new ReportedStarts(100, new Dictionary<int, long>());

        for (var i = 1; i <= 5000; i++)
        {
            reported.Add(i, 100 + (i / 10));
        }

        Assert.True(reported.Young.Count <= 64);
        Assert.True(reported.Contains(1, 100));
        Assert.True(reported.Contains(4990, 599));
        Assert.False(reported.Contains(6000, 700));
    }
}
