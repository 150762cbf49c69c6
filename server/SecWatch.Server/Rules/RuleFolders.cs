using System.IO.Hashing;
using System.Runtime.InteropServices;
using SecWatch.Detection.Rules;

namespace SecWatch.Server.Rules;

/// <summary>
/// The files of rules: the starter rules beside the program, and the provider's own in the data folder.
/// </summary>
/// <param name="starterFolder">Comes with the program.</param>
/// <param name="ownFolder"><c>rules</c> in the data folder; need not exist.</param>
internal sealed class RuleFolders(string starterFolder, string ownFolder)
{
    private const int FileCountMax = 50_000;
    private const long FileBytesMax = 1024 * 1024;

    private static readonly EnumerationOptions AllBelow =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>The folder of the starter rules of this program.</summary>
    public static string Starter => Path.Combine(AppContext.BaseDirectory, "Rules", "starter");

    /// <summary>Changes whenever a file comes, goes or changes. Cheap: no file is opened.</summary>
    public ulong Fingerprint()
    {
        var hash = new XxHash3();
        foreach (var (name, file) in Files())
        {
            hash.Append(MemoryMarshal.AsBytes(name.AsSpan()));
            hash.Append(MemoryMarshal.AsBytes<long>([file.Length, file.LastWriteTimeUtc.Ticks]));
        }

        return hash.GetCurrentHashAsUInt64();
    }

    /// <summary>Reads all files. One that cannot be read is left out and stands in <paramref name="errors"/>.</summary>
    public IReadOnlyList<RuleSource> Read(List<RuleError> errors)
    {
        var sources = new List<RuleSource>();
        foreach (var (name, file) in Files())
        {
            try
            {
                if (file.Length > FileBytesMax)
                {
                    errors.Add(new RuleError(name, 1, 1, "The file is larger than 1 MiB."));
                    continue;
                }

                sources.Add(new RuleSource(name, File.ReadAllText(file.FullName)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                errors.Add(new RuleError(name, 1, 1, "The file cannot be read: " + exception.Message));
            }
        }

        return sources;
    }

    private IEnumerable<(string Name, FileInfo File)> Files() =>
        Files("starter", starterFolder).Concat(Files("rules", ownFolder)).Take(FileCountMax);

    private static IEnumerable<(string Name, FileInfo File)> Files(string label, string path)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists)
        {
            return [];
        }

        return folder.EnumerateFiles("*.yml", AllBelow)
            .Select(file => (Name: Name(label, folder.FullName, file.FullName), File: file))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal);
    }

    private static string Name(string label, string folder, string file) =>
        label + '/' + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
}
