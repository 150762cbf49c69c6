using System.Text.Json;
using SecWatch.Detection.Engine;
using SecWatch.Detection.Rules;
using SecWatch.Detection.Tests;
using SecWatch.Protos.Batches;
using SecWatch.Server.Rules;

namespace SecWatch.Server.Tests.Rules;

public sealed class StarterRulesTests
{
    private static readonly RuleSet Rules = RuleSet.Compile(
        Directory.EnumerateFiles(RuleFolders.Starter, "*.yml")
            .Select(path => new RuleSource(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path))),
        out _);

    private static readonly JsonElement Events =
        JsonDocument.Parse(File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "Rules", "starter-events.json"))).RootElement;

    public static TheoryData<string> Names => [.. Events.EnumerateObject().Select(entry => entry.Name)];

    [Fact]
    public void All_starter_rules_load_and_have_events_in_the_table()
    {
        var files = Directory.GetFiles(RuleFolders.Starter, "*.yml")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToList();

        Assert.True(files.Count >= 24);
        Assert.Equal(
            files, Rules.Rules.Select(rule => rule.File).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(
            files,
            Events.EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rule_matches_its_attack_and_not_the_harmless_event_beside_it(string name)
    {
        var events = Events.GetProperty(name);

        Assert.Contains(name, Hits(events.GetProperty("hit")), StringComparer.Ordinal);
        Assert.DoesNotContain(name, Hits(events.GetProperty("miss")), StringComparer.Ordinal);
    }

    [Fact]
    public void Every_rule_speaks_to_owners_in_both_languages()
    {
        foreach (var rule in Rules.Rules)
        {
            foreach (var text in (OwnerText[])[rule.English, rule.Japanese])
            {
                Assert.False(string.IsNullOrEmpty(text.Title));
                Assert.False(string.IsNullOrEmpty(text.Reason));
                Assert.False(string.IsNullOrEmpty(text.Advice));
            }

            Assert.Equal(("SecWatch", "Apache-2.0"), (rule.Author, rule.License));
            Assert.NotEmpty(rule.FalsePositives);
        }
    }

    private static List<string> Hits(JsonElement row)
    {
        var fields = row.GetProperty("fields").EnumerateObject().ToList();
        var shape = TestEvents.Shape(
            row.GetProperty("provider").GetString()!,
            row.GetProperty("channel").GetString()!,
            row.GetProperty("eventId").GetInt32(),
            [.. fields.Select(field => field.Name)]);
        DecodedBatch batch = TestEvents.Batch((shape, [.. fields.Select(field => field.Value.GetString())]));
        var hits = new List<RuleHit>();
        Rules.Evaluate(batch, new EvaluationScratch(), hits);
        return hits.ConvertAll(hit => hit.Rule.File);
    }
}
