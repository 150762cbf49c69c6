using FsCheck;
using FsCheck.Fluent;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Spool;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Spool;

/// <summary>Compares the spool with a list in memory, over random commits, acks, crashes and damage.</summary>
public sealed class SpoolModelTests
{
    // 0 to 4: commit; 5, 6: acknowledge; 7: restart; 8: crash; 9: start anew; 10: damage.
    private static readonly Arbitrary<int[]> Scripts =
        Gen.ArrayOf(Gen.Choose(0, 110)).Where(script => script.Length is > 0 and < 40).ToArbitrary();

    [Fact]
    public void The_spool_agrees_with_its_model_whatever_happens() =>
        Prop.ForAll(Scripts, Run).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static void Run(int[] script)
    {
        using var bench = new SpoolWorkbench();
        var model = Lanes.All.ToArray().ToDictionary(lane => lane, _ => new List<string>());
        var number = 0;
        foreach (var step in script)
        {
            var lane = Lanes.All[step % Lanes.Count];
            switch (step / 10)
            {
                case <= 4:
                    number++;
                    var group = SpoolWorkbench.Group(lane, number);
                    group.Positions.Add(new SourcePosition("test", "at", BitConverter.GetBytes(number)));
                    bench.Commit(group);
                    model[lane].Add($"{number}");
                    break;
                case 5 or 6:
                    Acknowledge(bench, model[lane], lane, step);
                    break;
                case 7:
                    bench.Store.Commit([]);
                    bench.Reopen();
                    break;
                case 8:
                    bench.Store.Commit([]);
                    bench.Crash();
                    break;
                case 9:
                    bench.Store.StartAnew(
                        Protos.AgentEvents.GapReason.SpoolRolledBack, bench.Store.Generation, "test");
                    model[Lane.Critical].Add("gap SpoolRolledBack");
                    break;
                default:
                    Damage(bench);
                    model[Lane.Critical].Insert(0, "gap SpoolDamaged");
                    break;
            }

            Check(bench, model, number);
        }
    }

    private static void Acknowledge(SpoolWorkbench bench, List<string> pending, Lane lane, int step)
    {
        var count = Math.Min(pending.Count, 1 + (step % 4));
        bench.Store.Acknowledge(lane, bench.Store.OldestPending(lane) + (ulong)count - 1, bench.Store.Generation);
        pending.RemoveRange(0, count);
    }

    private static void Damage(SpoolWorkbench bench)
    {
        bench.Store.Commit([]);
        bench.Store.Dispose();
        using (var connection = SpoolConnection.Open(bench.File, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite))
        {
            connection.ExecuteScript("DELETE FROM lanes WHERE lane = 1");
        }

        bench.Reopen();
    }

    private static void Check(SpoolWorkbench bench, Dictionary<Lane, List<string>> model, int number)
    {
        foreach (var lane in Lanes.All)
        {
            Assert.Equal(model[lane], bench.Pending(lane));
        }

        var positions = bench.Store.ReadPositions("test");
        Assert.Equal(number, number == 0 ? positions.Count : BitConverter.ToInt32(positions["at"]));
    }
}
