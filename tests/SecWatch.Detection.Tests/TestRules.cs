using SecWatch.Detection.Engine;
using SecWatch.Detection.Rules;

namespace SecWatch.Detection.Tests;

/// <summary>Compiles rules that are written as their detection section alone, and asks whether they match.</summary>
internal static class TestRules
{
    /// <summary>A rule for process starts on Linux with this detection, indented by four blanks.</summary>
    public static string Rule(string detection, string logSource = "{ product: linux, category: process_creation }") =>
        $"""
        title: Test
        id: 11111111-2222-4333-8444-555555555555
        status: test
        logsource: {logSource}
        detection:
        {detection}
        """;

    public static RuleSet Compile(string text)
    {
        var rules = RuleSet.Compile([new RuleSource("test.yml", text)], out var errors);
        Assert.Empty(errors);
        return rules;
    }

    public static RuleError Error(string text)
    {
        var rules = RuleSet.Compile([new RuleSource("test.yml", text)], out var errors);
        Assert.Empty(rules.Rules);
        return Assert.Single(errors);
    }

    /// <summary>Whether the detection matches a process start with these fields.</summary>
    public static bool Matches(string detection, params (string Name, string? Value)[] fields) =>
        Hits(Compile(Rule(detection)), TestEvents.Process(fields)).Count > 0;

    public static List<RuleHit> Hits(
        RuleSet rules, params (Protos.Batches.EventShape Shape, string?[] Values)[] events)
    {
        var hits = new List<RuleHit>();
        rules.Evaluate(TestEvents.Batch(events), new EvaluationScratch(), hits);
        return hits;
    }
}
