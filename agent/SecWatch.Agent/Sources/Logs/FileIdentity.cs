using System.Globalization;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>Which file it is, whatever its name: the volume and the file's number on it.</summary>
/// <param name="Device">Device number on Linux, volume serial number on Windows.</param>
/// <param name="Number">Inode on Linux, file index on Windows. Used again after the file is deleted.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Number)
{
    /// <summary>The key under which the file's position is stored.</summary>
    public string ToKey() => string.Create(CultureInfo.InvariantCulture, $"{Device:x}:{Number:x}");

    /// <returns>false where <paramref name="key"/> is no key of a file.</returns>
    public static bool TryParseKey(string key, out FileIdentity identity)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        var culture = CultureInfo.InvariantCulture;
        if (colon > 0
            && ulong.TryParse(key.AsSpan(0, colon), NumberStyles.AllowHexSpecifier, culture, out var device)
            && ulong.TryParse(key.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, culture, out var number))
        {
            identity = new FileIdentity(device, number);
            return true;
        }

        identity = default;
        return false;
    }
}
