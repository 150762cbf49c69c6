using System.Runtime.CompilerServices;

namespace SecWatch.Repository.Tests;

/// <summary>The checkout that these tests look at.</summary>
internal static class Repository
{
    private static readonly string[] IgnoredFolders = ["artifacts", ".git", "node_modules", ".demo", ".tools", "obj", "bin"];

    public static string Root { get; } = FindRoot();

    /// <summary>All files, as paths from the root with forward slashes, without what is built or fetched.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> With(params string[] extensions) =>
        Files.Where(file => extensions.Any(extension => file.EndsWith(extension, StringComparison.Ordinal)));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (IgnoredFolders.Contains(Path.GetFileName(child), StringComparer.Ordinal))
            {
                continue;
            }

            foreach (var file in Walk(child))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot([CallerFilePath] string file = "")
    {
        // A deterministic build maps the source path away, so the folder of the test program is the second way up.
        foreach (var start in new[] { Path.GetDirectoryName(file), AppContext.BaseDirectory })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "SecWatch.sln")))
                {
                    return folder;
                }
            }
        }

        throw new InvalidOperationException("SecWatch.sln was not found above the tests.");
    }
}
