using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Server.Rules;

namespace SecWatch.Server.Tests.Rules;

public sealed class RuleLibraryTests : IDisposable
{
    private const string Good =
        """
        title: Test
        id: 11111111-2222-4333-8444-555555555555
        logsource: { product: linux, category: process_creation }
        detection:
            s:
                Image: /bin/evil
            condition: s
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("secwatch-rules").FullName;
    private readonly FakeTimeProvider time = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Starter_rules_and_own_rules_are_loaded_together()
    {
        Write("starter/one.yml", Good);
        Write("rules/deep/two.yml", Good.Replace("id: 1", "id: 2", StringComparison.Ordinal));
        Write("rules/notes.txt", "not a rule");
        var library = Library();

        library.ReloadIfChanged();

        Assert.Equal(
            ["rules/deep/two.yml", "starter/one.yml"],
            library.Current.Rules.Rules.Select(rule => rule.File),
            StringComparer.Ordinal);
        Assert.Empty(library.Current.Errors);
        Assert.Equal(time.GetUtcNow(), library.Current.LoadedAt);
    }

    [Fact]
    public void Broken_rule_is_reported_with_its_place_and_stops_no_other()
    {
        Write("starter/one.yml", Good);
        Write("rules/broken.yml", Good.Replace("condition: s", "condition: t", StringComparison.Ordinal));
        var library = Library();

        library.ReloadIfChanged();

        Assert.Single(library.Current.Rules.Rules);
        var error = Assert.Single(library.Current.Errors);
        Assert.Equal(("rules/broken.yml", 7, 16), (error.File, error.Line, error.Column));
    }

    [Fact]
    public void Large_file_is_reported_and_not_read()
    {
        Write("rules/large.yml", new string('#', 1024 * 1024 + 1));
        var library = Library();

        library.ReloadIfChanged();

        Assert.Contains("1 MiB", Assert.Single(library.Current.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_new_and_deleted_files_are_noticed()
    {
        Write("starter/one.yml", Good);
        var library = Library();
        Assert.True(library.ReloadIfChanged());
        var before = library.Current;
        Assert.False(library.ReloadIfChanged());
        Assert.Same(before, library.Current);

        Write("rules/two.yml", Good.Replace("id: 1", "id: 2", StringComparison.Ordinal));
        Assert.True(library.ReloadIfChanged());
        Assert.Equal(2, library.Current.Rules.Rules.Count);

        Write("rules/two.yml", "broken: [");
        Assert.True(library.ReloadIfChanged());
        Assert.Single(library.Current.Rules.Rules);
        Assert.Single(library.Current.Errors);

        File.Delete(Path.Combine(folder, "rules/two.yml"));
        Assert.True(library.ReloadIfChanged());
        Assert.Empty(library.Current.Errors);
        Assert.Single(before.Rules.Rules);
    }

    [Fact]
    public void Reload_on_demand_loads_even_where_nothing_changed()
    {
        Write("starter/one.yml", Good);
        var library = Library();
        library.ReloadIfChanged();
        var before = library.Current;

        Assert.NotSame(before, library.Reload());
    }

    [Fact]
    public void Missing_folders_are_no_rules()
    {
        var library = Library();

        library.ReloadIfChanged();

        Assert.Empty(library.Current.Rules.Rules);
        Assert.Empty(library.Current.Errors);
    }

    private RuleLibrary Library() => new(
        new RuleFolders(Path.Combine(folder, "starter"), Path.Combine(folder, "rules")),
        time,
        NullLogger<RuleLibrary>.Instance);

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
