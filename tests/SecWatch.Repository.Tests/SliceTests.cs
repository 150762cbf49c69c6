using System.Text.RegularExpressions;

namespace SecWatch.Repository.Tests;

public sealed partial class SliceTests
{
    /// <summary>Which slice of the server may use which others. ARCHITECTURE.md shows the same table.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Tenancy"] = ["Hosting", "Storage"],
        ["Storage"] = ["Alerts", "Detect", "Devices", "Hosting", "Identity", "Tenancy"],
        ["Devices"] = ["Hosting", "Storage", "Tenancy"],
        ["Events"] = ["Hosting", "Storage", "Tenancy"],
        ["Ingest"] = ["Detect", "Devices", "Events", "Hosting", "Storage", "Tenancy"],
        ["Rules"] = ["Storage"],
        ["Detect"] = ["Alerts", "Events", "Rules", "Storage", "Tenancy"],
        ["Alerts"] = ["Events", "Storage", "Tenancy"],
        ["Identity"] = ["Hosting", "Storage", "Tenancy"],
        ["Operators"] = ["Alerts", "Api", "Events", "Identity", "Tenancy"],
        ["Api"] = ["Alerts", "Devices", "Events", "Identity", "Rules", "Storage", "Tenancy"],
        ["Metrics"] = ["Api", "Detect", "Events", "Ingest", "Storage", "Tenancy"],
        ["CommandLine"] = ["Api", "Hosting", "Operators", "Storage"],
        ["Hosting"] = ["Devices", "Storage"],
    };

    /// <summary>
    /// Folders that register nothing: Tenancy holds identities and verbs, CommandLine verbs, Hosting what starts the
    /// rest.
    /// </summary>
    private static readonly string[] WithoutServices = ["Tenancy", "CommandLine", "Hosting"];

    [Fact]
    public void Slice_uses_only_the_slices_that_the_table_allows()
    {
        var wrong = from file in SliceFiles()
                    let slice = Slice(file)
                    from used in Uses().Matches(Repository.Read(file)).Select(match => match.Groups[1].Value).Distinct()
                    where !string.Equals(used, slice, StringComparison.Ordinal) && Allowed.ContainsKey(used)
                    where !Allowed.TryGetValue(slice, out var allowed) || !allowed.Contains(used, StringComparer.Ordinal)
                    select $"{file} uses {used}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_slice_is_in_the_table_and_has_its_entry_file()
    {
        var slices = SliceFiles().Select(Slice).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), slices);
        Assert.All(Allowed.Keys.Except(WithoutServices, StringComparer.Ordinal), slice =>
            Assert.Contains($"server/SecWatch.Server/{slice}/{slice}Slice.cs", Repository.Files));
    }

    [Fact]
    public void Slice_table_stands_in_the_architecture_document()
    {
        var architecture = Repository.Read("ARCHITECTURE.md");

        Assert.All(Allowed, row => Assert.Contains(
            $"| {row.Key} | {string.Join(", ", row.Value.Order(StringComparer.Ordinal))} |", architecture, StringComparison.Ordinal));
    }

    private static IEnumerable<string> SliceFiles() =>
        Repository.With(".cs", ".razor").Where(file =>
            file.StartsWith("server/SecWatch.Server/", StringComparison.Ordinal)
            && file.Count(character => character == '/') >= 3);

    private static string Slice(string file) => file.Split('/')[2];

    [GeneratedRegex(@"SecWatch\.Server\.(\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex Uses();
}
