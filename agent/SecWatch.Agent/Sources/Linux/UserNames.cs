using System.Globalization;
using System.Text;

namespace SecWatch.Agent.Sources.Linux;

/// <summary>Names of users by their number, from the passwd file, read again when it was changed.</summary>
/// <remarks>One thread at a time. A user that only a directory service knows is given as its number.</remarks>
internal sealed class UserNames(string passwdPath, TimeProvider time)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<uint, byte[]> names = [];
    private long checkedAt;
    private DateTime readVersion;
    private bool everChecked;

    /// <summary>The name as UTF-8.</summary>
    public byte[] NameOf(uint userId)
    {
        if (!everChecked || time.GetElapsedTime(checkedAt) > CheckInterval)
        {
            Refresh();
        }

        if (!names.TryGetValue(userId, out var name))
        {
            name = Encoding.UTF8.GetBytes(userId.ToString(CultureInfo.InvariantCulture));
            names[userId] = name;
        }

        return name;
    }

    private void Refresh()
    {
        checkedAt = time.GetTimestamp();
        try
        {
            var version = File.GetLastWriteTimeUtc(passwdPath);
            if (everChecked && version == readVersion)
            {
                return;
            }

            names.Clear();
            foreach (var line in File.ReadLines(passwdPath))
            {
                var parts = line.Split(':');
                if (parts.Length > 2
                    && uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                {
                    names.TryAdd(id, Encoding.UTF8.GetBytes(parts[0]));
                }
            }

            readVersion = version;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Numbers instead of names until the file can be read.
            readVersion = default;
        }

        everChecked = true;
    }
}
