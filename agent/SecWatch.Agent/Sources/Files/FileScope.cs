using System.IO.Enumeration;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Which paths are watched: the listed ones and what lies below them, without the excluded.</summary>
internal sealed class FileScope(IReadOnlyList<string> roots, FileIntegrityOptions options, char separator)
{
    public IReadOnlyList<string> Roots { get; } =
        [.. roots.Select(root => root.Length > 1 ? root.TrimEnd(separator) : root)];

    public bool Includes(string path) => Roots.Any(root => IsUnder(path, root)) && !IsExcluded(path);

    /// <summary>The folder is on the way to a listed path, so its coming or going matters.</summary>
    public bool IsAbove(string directory) =>
        Roots.Any(root => root.StartsWith(directory + separator, StringComparison.Ordinal));

    /// <summary>The path is the root or not too deep below it.</summary>
    public bool IsUnder(string path, string root)
    {
        if (string.Equals(path, root, StringComparison.Ordinal))
        {
            return true;
        }

        if (path.Length <= root.Length + 1 || path[root.Length] != separator
            || !path.StartsWith(root, StringComparison.Ordinal))
        {
            return false;
        }

        return path.AsSpan(root.Length + 1).Count(separator) <= options.DepthMax;
    }

    /// <summary>The folder of a path; empty for the top.</summary>
    public string ParentOf(string path)
    {
        var end = path.LastIndexOf(separator);
        return end switch
        {
            > 0 => path[..end],
            0 when path.Length > 1 => path[..1],
            _ => "",
        };
    }

    private bool IsExcluded(string path)
    {
        var name = path.AsSpan(path.LastIndexOf(separator) + 1);
        foreach (var pattern in options.Exclude)
        {
            var subject = pattern.Contains(separator, StringComparison.Ordinal) ? path : name;
            if (FileSystemName.MatchesSimpleExpression(pattern, subject, ignoreCase: OperatingSystem.IsWindows()))
            {
                return true;
            }
        }

        return false;
    }
}
