using FsCheck;
using FsCheck.Fluent;
using SecWatch.Agent.Sources.Files;

namespace SecWatch.Agent.Tests.Sources.Files;

public sealed class RawPathTests
{
    [Theory]
    [InlineData("2f612f62")]
    [InlineData("2fff2f80fe")]
    [InlineData("2fe697a5e69cac2fe697")]
    [InlineData("2ff09f9880ff")]
    [InlineData("2feda080")]
    public void Any_bytes_survive_as_text_and_as_key(string hex)
    {
        var bytes = Convert.FromHexString(hex);

        var path = RawPath.FromBytes(bytes);

        Assert.Equal([.. bytes, 0], RawPath.ToBytes(path));
        Assert.True(RawPath.TryFromKey(RawPath.ToKey(path), out var fromKey));
        Assert.Equal(path, fromKey);
    }

    [Fact]
    public void Random_bytes_survive_as_text_and_as_key()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            var path = RawPath.FromBytes(bytes);
            return RawPath.ToBytes(path).AsSpan()[..^1].SequenceEqual(bytes)
                && RawPath.TryFromKey(RawPath.ToKey(path), out var fromKey)
                && string.Equals(fromKey, path, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Unknown_keys_are_refused()
    {
        Assert.False(RawPath.TryFromKey("x:/etc", out _));
        Assert.False(RawPath.TryFromKey("b:!!", out _));
    }
}
