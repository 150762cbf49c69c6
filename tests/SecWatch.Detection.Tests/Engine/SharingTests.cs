using System.Diagnostics;
using System.Globalization;
using SecWatch.Detection.Engine;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Tests.Engine;

public sealed class SharingTests
{
    private const string KeywordRule =
        """
        title: Words
        id: 11111111-2222-4333-8444-5555555555##
        logsource: { product: linux, service: auth }
        detection:
            k:
                - 'no such word ##'
                - 'nor this one ##'
            condition: k
        """;

    [Fact]
    public void Events_without_a_hit_allocate_nothing_once_the_scratch_is_warm()
    {
        var rules = Rules(25);
        var batch = LogLines(2000);
        var scratch = new EvaluationScratch();
        var hits = new List<RuleHit>();
        rules.Evaluate(batch, scratch, hits);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var round = 0; round < 20; round++)
        {
            rules.Evaluate(batch, scratch, hits);
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{watch.Elapsed.TotalMicroseconds / 40_000:F3} µs and {bytes / 40_000.0:F3} bytes "
            + "for each line, 25 keyword rules");
        Assert.Empty(hits);
        Assert.True(bytes < 4096, $"{bytes} bytes were allocated.");
    }

    [Fact]
    public void Batches_may_follow_each_other_in_one_scratch()
    {
        var rules = TestRules.Compile(TestRules.Rule("    s:\n        A|contains: evil\n    condition: s"));
        var scratch = new EvaluationScratch();
        for (var round = 0; round < 50; round++)
        {
            // The same string index means another text in each batch.
            var text = round % 3 == 0 ? "so evil" : "fine";
            var hits = new List<RuleHit>();
            rules.Evaluate(TestEvents.Batch(TestEvents.Process(("A", text)), TestEvents.Process(("A", "x"))), scratch,
                hits);
            Assert.Equal(round % 3 == 0 ? 1 : 0, hits.Count);
        }
    }

    [Fact]
    public void Hits_come_in_the_order_of_the_events()
    {
        var rules = TestRules.Compile(TestRules.Rule("    s:\n        A: x\n    condition: s"));

        var hits = TestRules.Hits(
            rules, TestEvents.Process(("A", "x")), TestEvents.Process(("A", "y")),
                TestEvents.Process(("B", "1"), ("A", "X")));

        Assert.Equal([0, 2], hits.Select(hit => hit.EventIndex));
    }

    [Fact]
    public void Rule_on_an_event_id_is_not_in_the_plan_of_another()
    {
        var rules = TestRules.Compile(TestRules.Rule(
            "    s:\n        EventID: 4732\n        A: x\n    condition: s",
                "{ product: windows, service: security }"));

        Assert.True(rules.PlanFor(TestEvents.Shape("P", "Security", 4688, "A")).IsEmpty);
        Assert.True(rules.PlanFor(TestEvents.Shape("P", "Security", 4732, "B")).IsEmpty);
        Assert.True(rules.PlanFor(TestEvents.Shape("P", "System", 4732, "A")).IsEmpty);
        Assert.Equal(1, rules.PlanFor(TestEvents.Shape("P", "Security", 4732, "A")).RuleCount);
    }

    private static RuleSet Rules(int count) => TestRules.Compile(string.Join(
        "\n---\n", Enumerable.Range(0, count).Select(n =>
            KeywordRule.Replace("##", n.ToString("x2", CultureInfo.InvariantCulture), StringComparison.Ordinal))));

    private static DecodedBatch LogLines(int count)
    {
        var shape = TestEvents.Shape("SecWatch-Log", "auth", 0, "Host", "Program", "Message");
        return TestEvents.Batch([.. Enumerable.Range(0, count).Select(
            line => (shape, (string?[])["pc-1", "sshd", $"line {line}: " + new string('m', 280)]))]);
    }
}
