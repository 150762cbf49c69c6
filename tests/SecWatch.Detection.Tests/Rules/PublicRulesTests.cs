using System.Diagnostics;
using System.Text.RegularExpressions;
using SecWatch.Detection.Engine;
using SecWatch.Detection.Rules;

namespace SecWatch.Detection.Tests.Rules;

public sealed partial class PublicRulesTests
{
    /// <summary>Loads every public rule; what cannot run must say why, and only for reasons that are known.</summary>
    [Fact]
    public void Public_rules_load_or_say_why_not()
    {
        var folder = Corpus("sigma");
        var sources = Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories)
            .Select(path => new RuleSource(Path.GetRelativePath(folder, path), File.ReadAllText(path)))
            .ToList();
        var watch = Stopwatch.StartNew();

        var rules = RuleSet.Compile(sources, out var errors);

        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine($"{sources.Count} files, {rules.Rules.Count} rules loaded in {watch.ElapsedMilliseconds} ms");
        foreach (var group in errors.GroupBy(error => Quoted().Replace(error.Message, "'…'"), StringComparer.Ordinal))
        {
            output.WriteLine($"{group.Count(),5}  {group.Key}  (for example {group.First()})");
        }

        Assert.All(errors, error => Assert.Contains("placeholders", error.Message, StringComparison.Ordinal));
        Assert.Equal(sources.Count,
            rules.Rules.Count + errors.Select(error => error.File).Distinct(StringComparer.Ordinal).Count());
    }

    private static string Corpus(string part)
    {
        var root = Environment.GetEnvironmentVariable("SECWATCH_CORPUS");
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is null && folder is not null)
        {
            var candidate = Path.Combine(folder.FullName, "..", "shared", "corpus");
            root = Directory.Exists(Path.Combine(candidate, part)) ? candidate : null;
            folder = folder.Parent;
        }

        Assert.SkipUnless(root is not null, "The corpus is absent: set SECWATCH_CORPUS or put it at ../shared/corpus.");
        return Path.Combine(root!, part);
    }

    [GeneratedRegex("'[^']*'", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
