using FsCheck;
using FsCheck.Fluent;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Tests.Uplink;

public sealed class BackoffTests
{
    private static readonly Backoff Delays = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

    private static readonly Arbitrary<(int Attempt, double Random)> Cases = (
        from attempt in Gen.Choose(0, 5000)
        from part in Gen.Choose(0, 999_999)
        select (attempt, part / 1_000_000.0)).ToArbitrary();

    [Fact]
    public void A_delay_is_never_negative_and_never_above_its_bound() => Prop.ForAll(Cases, one =>
    {
        var bound = Math.Min(120, Math.Pow(2, Math.Min(one.Attempt, 62)));
        var delay = Delays.Delay(one.Attempt, one.Random).TotalSeconds;
        return delay >= 0 && delay <= bound;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_delay_grows_with_the_attempts_for_the_same_randomness() => Prop.ForAll(Cases, one =>
        Delays.Delay(one.Attempt, one.Random) <= Delays.Delay(one.Attempt + 1, one.Random)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 0.5, 0.5)]
    [InlineData(3, 0.5, 4)]
    [InlineData(3, 0, 0)]
    [InlineData(20, 0.5, 60)]
    public void The_delay_is_a_part_of_the_bound(int attempt, double random, double seconds) =>
        Assert.Equal(seconds, Delays.Delay(attempt, random).TotalSeconds, 6);

    [Theory]
    [InlineData(-1, 0.5)]
    [InlineData(0, 1.0)]
    [InlineData(0, -0.1)]
    [InlineData(0, double.NaN)]
    public void Arguments_out_of_range_are_refused(int attempt, double random) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Delays.Delay(attempt, random));
}
