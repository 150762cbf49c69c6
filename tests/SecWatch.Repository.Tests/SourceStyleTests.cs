using System.Text.RegularExpressions;

namespace SecWatch.Repository.Tests;

public sealed partial class SourceStyleTests
{
    private const int LineCountMax = 400;
    private const int ColumnCountMax = 120;

    // Tables of text stand in tests as they are: a case is one line.
    private const int TestColumnCountMax = 200;

    private static readonly string[] BannedNameEndings =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Base", "Impl", "V2", "New"];

    private static IEnumerable<string> HandWritten =>
        Repository.With(".cs", ".razor", ".proto").Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal));

    private static bool IsTest(string file) => file.StartsWith("tests/", StringComparison.Ordinal);

    [Fact]
    public void Source_file_has_at_most_400_lines()
    {
        var tooLong = HandWritten.Where(file => Repository.Lines(file).Length > LineCountMax);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Source_line_fits_the_page()
    {
        var wide = from file in HandWritten
                   from line in Repository.Lines(file).Select((text, index) => (text, index))
                   let columnCountMax = IsTest(file) ? TestColumnCountMax : ColumnCountMax
                   where line.text.Length > columnCountMax
                   select $"{file}({line.index + 1})";

        Assert.Empty(wide);
    }

    [Fact]
    public void Type_is_named_for_what_it_is()
    {
        var banned = from file in HandWritten
                     let name = Path.GetFileNameWithoutExtension(file)
                     where BannedNameEndings.Any(ending => name.EndsWith(ending, StringComparison.Ordinal))
                     select file;

        Assert.Empty(banned);
    }

    [Fact]
    public void Namespace_is_file_scoped()
    {
        var blocks = HandWritten.Where(file => BlockNamespace().IsMatch(Repository.Read(file)));

        Assert.Empty(blocks);
    }

    [Fact]
    public void Nothing_is_left_for_later_in_the_source()
    {
        var left = from file in HandWritten
                   where !file.StartsWith("tests/SecWatch.Repository.Tests/", StringComparison.Ordinal)
                   where Unfinished().IsMatch(Repository.Read(file))
                   select file;

        Assert.Empty(left);
    }

    [Fact]
    public void Regions_and_silenced_warnings_do_not_exist()
    {
        var found = from file in HandWritten
                    where file.EndsWith(".cs", StringComparison.Ordinal)
                    where Region().IsMatch(Repository.Read(file))
                    select file;

        Assert.Empty(found);
    }

    [Fact]
    public void Top_level_holds_only_what_belongs_there()
    {
        string[] allowed =
        [
            ".ci", ".config", ".editorconfig", ".git", ".gitattributes", ".gitignore", ".demo", ".tools", "agent", "artifacts",
            "ARCHITECTURE.md", "BannedSymbols.Ledger.txt", "BannedSymbols.txt", "CHANGELOG.md", "DECISIONS.md", "deploy",
            "Directory.Build.props", "Directory.Packages.props", "global.json", "LICENSE", "protos", "README.md", "SECURITY.md",
            "secwatch", "SecWatch.sln", "server", "tests",
        ];

        var found = Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path)!);

        Assert.Empty(found.Except(allowed, StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\s*namespace\s+[\w.]+\s*\{", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException", RegexOptions.NonBacktracking)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^\s*#(region|pragma warning disable)", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Region();
}
