using System.Diagnostics;
using SecWatch.Detection.Engine;
using static SecWatch.Detection.Tests.TestRules;

namespace SecWatch.Detection.Tests.Rules;

public sealed class BrokenRuleTests
{
    /// <summary>
    /// One line a case: the lines after <c>detection:</c>, where the error stands, and a part of its text.
    /// </summary>
    [Theory]
    [InlineData("    s:\n        A|nonsense: x\n    condition: s", 7, 9, "'nonsense' is unknown")]
    [InlineData("    s:\n        A|expand: '%x%'\n    condition: s", 7, 9, "placeholders")]
    [InlineData("    s:\n        A|hour: 5\n    condition: s", 7, 9, "not supported")]
    [InlineData("    s:\n        A|i: x\n    condition: s", 7, 9, "only after 're'")]
    [InlineData("    s:\n        A|re|cidr: x\n    condition: s", 7, 9, "does not go together")]
    [InlineData("    s:\n        A|re: 'a(b'\n    condition: s", 7, 15, "regular expression is wrong")]
    [InlineData("    s:\n        A|re: '(?=a)b'\n    condition: s", 7, 15, "look-around")]
    [InlineData("    s:\n        A|re: '((a{1000}){1000}){1000}'\n    condition: s", 7, 15, "too large")]
    [InlineData("    s:\n        A|cidr: 10.0.0.0/99\n    condition: s", 7, 17, "not a network")]
    [InlineData("    s:\n        A|lt: abc\n    condition: s", 7, 15, "not a number")]
    [InlineData("    s:\n        A|exists: 1\n    condition: s", 7, 19, "true or false")]
    [InlineData("    s:\n        A|base64: 'a*'\n    condition: s", 7, 19, "wildcards")]
    [InlineData("    s:\n        A|windash: '-a -b -c -d -e -f'\n    condition: s", 7, 20, "too many dashes")]
    [InlineData("    s:\n        A: [x, null]\n    condition: s", 7, 16, "null")]
    [InlineData("    s:\n        A: {b: c}\n    condition: s", 7, 12, "not a map")]
    [InlineData("    s:\n        A: []\n    condition: s", 7, 12, "empty")]
    [InlineData("    s:\n        A: x\n        A: y\n    condition: s", 8, 9, "stands twice")]
    [InlineData("    s: []\n    condition: s", 6, 8, "empty")]
    [InlineData("    s:\n        - [a]\n    condition: s", 7, 11, "not lists")]
    [InlineData("    s:\n        - '*'\n    condition: s", 7, 11, "every event")]
    [InlineData("    s:\n        A: x\n    condition: s and nothing", 8, 22, "'nothing'")]
    [InlineData("    s:\n        A: x\n    condition: s and", 8, 21, "ends where")]
    [InlineData("    s:\n        A: x\n    condition: (s", 8, 18, "parenthesis")]
    [InlineData("    s:\n        A: x\n    condition: s)", 8, 17, "not expected")]
    [InlineData("    s:\n        A: x\n    condition: s | count() > 5", 8, 18, "Aggregations")]
    [InlineData("    s:\n        A: x\n    condition: 1 of t*", 8, 21, "No search identifier")]
    [InlineData("    s:\n        A: x\n    condition: 2 of s*", 8, 16, "not part of Sigma")]
    [InlineData("    s:\n        A: x\n    timeframe: 5m\n    condition: s", 8, 16, "timeframe")]
    [InlineData("    s:\n        A: x", 6, 5, "no 'condition'")]
    public void Error_names_line_and_column(string detection, int line, int column, string message)
    {
        var error = Error(Rule(detection));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(("test.yml", line, column), (error.File, error.Line, error.Column));
    }

    [Theory]
    [InlineData("title: Test", "", "no 'title'")]
    [InlineData("title: Test", "title: [a]", "'title' must be text")]
    [InlineData("id: 11111111-2222-4333-8444-555555555555", "", "no 'id'")]
    [InlineData("id: 11111111-2222-4333-8444-555555555555", "id: five", "not a UUID")]
    [InlineData("status: test", "status: fine", "not a status")]
    [InlineData("status: test", "level: huge", "not a level")]
    [InlineData("status: test", "correlation: {}", "not supported")]
    [InlineData("logsource: { product: linux, category: process_creation }", "", "no 'logsource'")]
    [InlineData("logsource: { product: linux, category: process_creation }", "logsource: {definition: x}",
        "names a product")]
    [InlineData("logsource: { product: linux, category: process_creation }", "logsource: linux", "must be a map")]
    [InlineData("status: test", "secwatch: 1", "must be a map")]
    public void Wrong_attribute_is_named(string line, string replacement, string message)
    {
        var rule = Rule("    s:\n        A: x\n    condition: s").Replace(line, replacement, StringComparison.Ordinal);

        Assert.Contains(message, Error(rule).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_are_refused() =>
        Assert.Contains("aliases", Error("a: &x [1]\nb: [*x, *x]").Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_at_once()
    {
        var watch = Stopwatch.StartNew();

        Assert.Contains("32 levels", Error("a: " + new string('[', 500_000)).Message, StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Large_file_is_refused() =>
        Assert.Contains("1 MiB", Error("# " + new string('x', 1024 * 1024)).Message, StringComparison.Ordinal);

    [Fact]
    public void Yaml_that_is_none_is_refused_with_its_place()
    {
        var error = Error("title: x\nid: [");

        Assert.StartsWith("YAML: ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Line >= 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b")]
    [InlineData("just text")]
    public void File_without_a_map_is_refused(string text) => Assert.False(string.IsNullOrEmpty(Error(text).Message));

    [Fact]
    public void Broken_rule_does_not_touch_the_others()
    {
        var good = Rule("    s:\n        A: x\n    condition: s");

        var rules = RuleSet.Compile([new("a.yml", "title: ["), new("b.yml", good)], out var errors);

        Assert.Single(rules.Rules);
        Assert.Equal("a.yml", Assert.Single(errors).File);
    }

    [Fact]
    public void Second_rule_with_the_same_id_is_refused()
    {
        var good = Rule("    s:\n        A: x\n    condition: s");

        var rules = RuleSet.Compile([new("b.yml", good), new("a.yml", good)], out var errors);

        Assert.Equal("a.yml", Assert.Single(rules.Rules).File);
        Assert.Contains("'a.yml'", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_may_hold_several_rules()
    {
        var first = Rule("    s:\n        A: x\n    condition: s");
        var second = first.Replace("id: 1", "id: 2", StringComparison.Ordinal);

        Assert.Equal(2, Compile(first + "\n---\n" + second).Rules.Count);
    }
}
