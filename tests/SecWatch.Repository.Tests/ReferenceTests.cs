using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SecWatch.Repository.Tests;

public sealed partial class ReferenceTests
{
    /// <summary>Which shipping project may reference which. ARCHITECTURE.md shows the same.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["SecWatch.Protos"] = [],
        ["SecWatch.Agent"] = ["SecWatch.Protos"],
        ["SecWatch.Ledger"] = [],
        ["SecWatch.Detection"] = ["SecWatch.Protos"],
        ["SecWatch.Server"] = ["SecWatch.Detection", "SecWatch.Ledger", "SecWatch.Protos"],
    };

    [Fact]
    public void Shipping_project_references_only_what_the_table_allows()
    {
        foreach (var (project, references) in Shipping())
        {
            Assert.True(Allowed.ContainsKey(project), $"{project} is not in the table.");
            Assert.Empty(references.Except(Allowed[project], StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_project_of_the_table_is_built_by_the_solution()
    {
        var solution = Repository.Read("SecWatch.sln");

        Assert.All(Allowed.Keys, project => Assert.Contains($"{project}.csproj", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_shipping_project_has_its_tests()
    {
        Assert.All(Allowed.Keys, project =>
            Assert.Contains($"tests/{project}.Tests/{project}.Tests.csproj", Repository.Files));
    }

    [Fact]
    public void Package_version_stands_in_one_place()
    {
        var versions = from file in Repository.With(".csproj")
                       from reference in XDocument.Parse(Repository.Read(file)).Descendants("PackageReference")
                       where reference.Attribute("Version") is not null
                       select $"{file}: {reference.Attribute("Include")?.Value}";

        Assert.Empty(versions);
    }

    [Fact]
    public void Lock_file_stands_beside_every_project_and_names_no_registry()
    {
        foreach (var project in Repository.With(".csproj"))
        {
            var file = Path.GetDirectoryName(project)!.Replace('\\', '/') + "/packages.lock.json";
            Assert.Contains(file, Repository.Files);
            Assert.DoesNotMatch(Address(), Repository.Read(file));
        }
    }

    private static IEnumerable<(string Project, string[] References)> Shipping() =>
        from file in Repository.With(".csproj")
        where !file.StartsWith("tests/", StringComparison.Ordinal)
        select (Path.GetFileNameWithoutExtension(file),
            XDocument.Parse(Repository.Read(file)).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .ToArray());

    [GeneratedRegex("https?://", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
