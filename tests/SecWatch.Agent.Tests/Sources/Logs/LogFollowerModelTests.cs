using FsCheck;
using FsCheck.Fluent;

namespace SecWatch.Agent.Tests.Sources.Logs;

/// <summary>Any order of writing, rotating, cutting, deleting, stopping and killing.</summary>
public sealed class LogFollowerModelTests
{
    [Fact]
    public void Each_line_arrives_exactly_once_or_a_gap_accounts_for_it()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(80).WithReplay(20261122UL, 7UL);

        Prop.ForAll<byte[]>(steps => LogModel.Run(steps, isLossy: true)).Check(config);
    }

    [Fact]
    public void Without_deleting_or_cutting_each_line_arrives_exactly_once_and_no_gap_is_reported()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(80).WithReplay(11221957UL, 43UL);

        Prop.ForAll<byte[]>(steps => LogModel.Run(steps, isLossy: false)).Check(config);
    }
}
