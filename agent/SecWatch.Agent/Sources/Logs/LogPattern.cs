using System.IO.Enumeration;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>A path with <c>*</c> and <c>?</c> in names, and <c>**</c> for any depth of folders.</summary>
internal sealed class LogPattern
{
    // Deep enough for any log folder, and an end where folders were nested by mistake.
    private const int DepthMax = 16;

    private static readonly EnumerationOptions Listing = new()
    {
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        AttributesToSkip = FileAttributes.None,
        MatchType = MatchType.Simple,
    };

    private readonly string root;
    private readonly string[] folders;
    private readonly string name;

    /// <param name="pattern">An absolute path pattern; its last part names files.</param>
    public LogPattern(string pattern)
    {
        var full = pattern.Replace(Path.AltDirectorySeparatorChar, Path.DirectorySeparatorChar);
        root = Path.GetPathRoot(full) is { Length: > 0 } given ? given : Path.DirectorySeparatorChar.ToString();
        var parts = full[(Path.GetPathRoot(full)?.Length ?? 0)..]
            .Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        folders = parts.Length == 0 ? [] : parts[..^1];
        name = parts.Length == 0 ? "" : parts[^1];
        IsLiteral = !name.AsSpan().ContainsAny('*', '?');
    }

    /// <summary>Whether it can match one name a folder only.</summary>
    public bool IsLiteral { get; }

    public bool Matches(string fileName) =>
        IsLiteral
            ? string.Equals(fileName, name, StringComparison.Ordinal)
            : FileSystemName.MatchesSimpleExpression(name, fileName, ignoreCase: OperatingSystem.IsWindows());

    /// <summary>A cheap test that every name passes that matches, or is a rotated form of one that does.</summary>
    public bool MayConcern(ReadOnlySpan<char> fileName)
    {
        if (!IsLiteral)
        {
            return true;
        }

        var stem = Path.GetFileNameWithoutExtension(name.AsSpan());
        return fileName.StartsWith(stem, StringComparison.Ordinal);
    }

    /// <summary>Adds the folders that may hold such files to <paramref name="found"/>, and those that cannot be
    /// listed to <paramref name="denied"/>.</summary>
    public void FindFolders(ISet<string> found, ISet<string> denied) => Walk(root, 0, 0, found, denied);

    private void Walk(string folder, int part, int depth, ISet<string> found, ISet<string> denied)
    {
        while (part < folders.Length && !folders[part].AsSpan().ContainsAny('*', '?'))
        {
            folder = Path.Combine(folder, folders[part++]);
        }

        if (part == folders.Length)
        {
            if (Directory.Exists(folder))
            {
                found.Add(folder);
            }

            return;
        }

        var anyDepth = string.Equals(folders[part], "**", StringComparison.Ordinal);
        if (anyDepth)
        {
            Walk(folder, part + 1, depth, found, denied);
        }

        if (depth == DepthMax)
        {
            return;
        }

        foreach (var child in ListFolders(folder, anyDepth ? "*" : folders[part], denied))
        {
            Walk(child, anyDepth ? part : part + 1, depth + 1, found, denied);
        }
    }

    // A folder that is a link is entered where it is named, not below **, where it could lead round in a circle.
    private static List<string> ListFolders(string folder, string expression, ISet<string> denied)
    {
        var children = new List<string>();
        try
        {
            foreach (var child in new DirectoryInfo(folder).EnumerateDirectories(expression, Listing))
            {
                if (child.LinkTarget is null)
                {
                    children.Add(child.FullName);
                }
            }
        }
        catch (UnauthorizedAccessException)
        {
            denied.Add(folder);
        }
        catch (IOException)
        {
            // It vanished while it was listed; the next scan sees what is there then.
            return children;
        }

        children.Sort(StringComparer.Ordinal);
        return children;
    }
}
