using System.Globalization;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>
/// Recognises the names that rotation gives: <c>auth.log.1</c>, <c>auth.log-20261122</c>, <c>app-3.log</c>.
/// </summary>
internal static class RotatedName
{
    private static readonly string[] CompressedEndings = [".gz", ".xz", ".bz2", ".zst", ".lz4", ".zip", ".Z"];

    /// <summary>Whether the name says that the content is compressed: such a file cannot be read on.</summary>
    public static bool IsCompressed(ReadOnlySpan<char> name)
    {
        foreach (var ending in CompressedEndings)
        {
            if (name.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the number or date of a rotation off a name.</summary>
    /// <param name="name">A file name without folder.</param>
    /// <param name="baseName">The name that the file had before it was rotated.</param>
    /// <param name="generation">The rotation's number where it is a short one (1 is the newest), else 0.</param>
    public static bool TryGetBase(string name, out string baseName, out int generation)
    {
        generation = 0;
        if (name.EndsWith(".old", StringComparison.Ordinal) && name.Length > 4)
        {
            baseName = name[..^4];
            return true;
        }

        if (TryTrim(name, out var stem, out generation))
        {
            baseName = stem;
            return true;
        }

        var extension = Path.GetExtension(name);
        if (extension.Length > 1 && TryTrim(name[..^extension.Length], out stem, out generation))
        {
            baseName = stem + extension;
            return true;
        }

        baseName = "";
        return false;
    }

    private static bool TryTrim(string name, out string stem, out int generation)
    {
        stem = "";
        generation = 0;
        var start = name.Length;
        while (start > 0 && (char.IsAsciiDigit(name[start - 1]) || IsSeparator(name[start - 1])))
        {
            start--;
        }

        // A run that begins in the middle of a word ("node2") is part of the name.
        while (start < name.Length && start > 0 && !IsSeparator(name[start]))
        {
            start++;
        }

        if (start == 0 || name.Length - start < 2 || !char.IsAsciiDigit(name[^1]))
        {
            return false;
        }

        stem = name[..start];
        if (name.Length - start <= 5)
        {
            _ = int.TryParse(name.AsSpan(start + 1), NumberStyles.None, CultureInfo.InvariantCulture, out generation);
        }

        return true;
    }

    private static bool IsSeparator(char letter) => letter is '.' or '-' or '_' or ':';
}
