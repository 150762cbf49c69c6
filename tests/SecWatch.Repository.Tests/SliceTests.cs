using System.Text.RegularExpressions;

namespace SecWatch.Repository.Tests;

public sealed partial class SliceTests
{
    /// <summary>Which slice of the server may use which others. ARCHITECTURE.md shows the same table.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Tenancy"] = ["Storage"],
        ["Storage"] = ["Tenancy", "Devices", "Detect", "Alerts", "Identity", "Events"],
        ["Devices"] = ["Tenancy", "Storage"],
        ["Events"] = ["Tenancy", "Storage"],
        ["Ingest"] = ["Tenancy", "Storage", "Devices", "Events", "Detect"],
        ["Rules"] = ["Storage"],
        ["Detect"] = ["Tenancy", "Storage", "Events", "Rules", "Alerts", "Devices"],
        ["Alerts"] = ["Tenancy", "Storage", "Events", "Rules", "Devices"],
        ["Identity"] = ["Tenancy", "Storage"],
        ["Operators"] =
        [
            "Tenancy", "Storage", "Devices", "Events", "Rules", "Detect", "Alerts", "Identity", "Api",
        ],
        ["Api"] = ["Tenancy", "Storage", "Devices", "Events", "Rules", "Detect", "Alerts", "Identity"],
        ["Metrics"] = ["Storage", "Events", "Detect", "Devices", "Ingest", "Tenancy"],
    };

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
        Assert.All(Allowed.Keys, slice =>
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
