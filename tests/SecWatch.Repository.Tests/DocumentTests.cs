using System.Text.RegularExpressions;

namespace SecWatch.Repository.Tests;

public sealed partial class DocumentTests
{
    private static readonly string[] Required =
        ["README.md", "ARCHITECTURE.md", "DECISIONS.md", "SECURITY.md", "CHANGELOG.md", "LICENSE"];

    [Fact]
    public void Required_documents_stand_at_the_root()
    {
        Assert.Empty(Required.Except(Repository.Files, StringComparer.Ordinal));
    }

    [Fact]
    public void Document_names_only_types_that_exist()
    {
        var types = Repository.With(".cs", ".razor")
            .SelectMany(file => Path.ChangeExtension(file, null).Split('/', '.')).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Repository.With(".proto"))
        {
            types.UnionWith(Declared().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value));
        }

        var unknown = from file in Repository.With(".md")
                      from name in TypeName().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value).Distinct()
                      where !types.Contains(name) && !Foreign.Contains(name, StringComparer.Ordinal)
                      select $"{file}: {name}";

        Assert.Empty(unknown);
    }

    [Fact]
    public void Document_links_lead_somewhere()
    {
        var broken = from file in Repository.With(".md")
                     from target in Link().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value)
                     where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#')
                     let path = Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target.Split('#')[0])
                     where !File.Exists(path) && !Directory.Exists(path)
                     select $"{file}: {target}";

        Assert.Empty(broken);
    }

    [Fact]
    public void No_file_names_a_machine_path_or_a_registry()
    {
        // Written in parts, so that this file does not hold what it looks for.
        string[] banned =
            ["/wo" + "rk/", "api.nu" + "get", "registry.np" + "mjs", "deb.deb" + "ian.org", "/ro" + "ot/."];
        string[] known = ["/root/.ssh"];

        var found = from file in Repository.With(
                        ".cs", ".md", ".json", ".props", ".csproj", ".yml", ".sh", ".proto", "secwatch", ".ci/run")
                    let text = known.Aggregate(Repository.Read(file), (all, part) => all.Replace(part, "", StringComparison.Ordinal))
                    from word in banned
                    where text.Contains(word, StringComparison.Ordinal)
                    select $"{file}: {word}";

        Assert.Empty(found);
    }

    /// <summary>Names in back quotes that look like types of ours and are not.</summary>
    private static readonly string[] Foreign =
    [
        "TimeProvider", "BackgroundService", "SearchValues", "NonBacktracking", "DecisionRecord", "EvtNext", "EvtSubscribe",
    ];

    [GeneratedRegex(@"(?:message|enum|service)\s+(\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Declared();

    [GeneratedRegex(@"`([A-Z][a-z]+[A-Z][A-Za-z]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}
