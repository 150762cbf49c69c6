using SecWatch.Agent.Sources.Files;

namespace SecWatch.Agent.Tests.Sources.Files;

public sealed class FileStateTests
{
    private static readonly FileState State = new(0x81A4, 1, 2, 3, 4, 5, 6) { Sha256 = new byte[32] };

    [Fact]
    public void State_survives_its_bytes()
    {
        Assert.True(FileState.TryParse(State.ToBytes(), out var read));

        Assert.True(State.IsUntouched(read));
        Assert.Equal(State.Sha256, read.Sha256);
    }

    [Fact]
    public void Cut_state_is_refused()
    {
        var bytes = State.ToBytes();

        foreach (var length in Enumerable.Range(0, bytes.Length).Where(length => length != 45))
        {
            Assert.False(FileState.TryParse(bytes.AsSpan(0, length), out _));
        }
    }
}
