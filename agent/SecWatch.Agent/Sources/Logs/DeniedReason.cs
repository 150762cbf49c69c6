namespace SecWatch.Agent.Sources.Logs;

/// <summary>Says which right is missing for a file that cannot be read.</summary>
internal static class DeniedReason
{
    private const int GroupMayRead = 0x20;
    private const string Groups = "/etc/group";

    public static string Describe(string path)
    {
        if (OperatingSystem.IsWindows() || LogFiles.TryStat(path, out var stat) != FileAccessOutcome.Done)
        {
            return $"cannot read {path}: the right to read it is missing";
        }

        return (stat.Mode & GroupMayRead) != 0 && stat.GroupId != 0
            ? $"cannot read {path}: needs group {NameOf(stat.GroupId)}"
            : $"cannot read {path}: needs root";
    }

    private static string NameOf(uint groupId)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var number = groupId.ToString(culture);
        try
        {
            foreach (var line in File.ReadLines(Groups))
            {
                var parts = line.Split(':');
                if (parts.Length > 2 && string.Equals(parts[2], number, StringComparison.Ordinal))
                {
                    return parts[0];
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return number;
        }

        return number;
    }
}
