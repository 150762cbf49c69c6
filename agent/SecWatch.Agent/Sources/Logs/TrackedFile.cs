using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>One log file while it is followed: how far it was read, and whether it is still written to.</summary>
internal sealed class TrackedFile(FileIdentity identity, string path, FilePosition position) : IDisposable
{
    public FileIdentity Identity { get; } = identity;

    public string Key { get; } = identity.ToKey();

    public string Path { get; set; } = path;

    /// <summary>The path's bytes, as they go into every event.</summary>
    public byte[] PathBytes { get; set; } = System.Text.Encoding.UTF8.GetBytes(path);

    /// <summary>Its name, or for a rotated file the name before the rotation; empty until a scan finds it.</summary>
    public string BaseName { get; set; } = "";

    /// <summary>Open while there is something to be read or to be waited for, else null.</summary>
    public SafeFileHandle? Handle { get; set; }

    /// <summary>Where the first line begins that was not handed on.</summary>
    public long Offset { get; set; } = position.Offset;

    public PrefixFingerprint Fingerprint { get; set; } = position.Fingerprint;

    public FileFlags Flags { get; set; } = position.Flags;

    public FileEncoding Encoding { get; set; }

    /// <summary>Up to here there is no line end after <see cref="Offset"/>.</summary>
    public long ScannedTo { get; set; }

    /// <summary>The time of the last write when the file was last looked at; 0 before.</summary>
    public long ModifiedTicks { get; set; }

    /// <summary>When the file was last looked at, in UTC ticks.</summary>
    public long CheckedTicks { get; set; } = position.CheckedTicks;

    /// <summary>Whether the last scan found it, under any name.</summary>
    public bool IsFound { get; set; }

    /// <summary>Whether it stands under the name of a live log.</summary>
    public bool IsLive { get; set; }

    /// <summary>Since when it is rotated or deleted and nothing was added to it.</summary>
    public DateTimeOffset? QuietSince { get; set; }

    /// <summary>
    /// Whether it was cut shorter or rewritten, and what was unread must still be looked for in a copy.
    /// </summary>
    public bool IsTruncated { get; set; }

    /// <summary>Whether its position changed since positions were last handed on.</summary>
    public bool IsDirty { get; set; }

    /// <summary>What keeps it from being read; null where nothing does.</summary>
    public string? Problem { get; set; }

    /// <summary>Whether the last attempt to open it failed for want of a right.</summary>
    public bool IsDenied { get; set; }

    /// <summary>Begins again at the start of the file, as if it had just been made.</summary>
    public void StartOver()
    {
        Offset = 0;
        ScannedTo = 0;
        Fingerprint = default;
        Flags = FileFlags.None;
        Encoding = FileEncoding.Undetermined;
        IsTruncated = false;
        IsDirty = true;
    }

    public void MoveTo(string newPath)
    {
        if (!string.Equals(Path, newPath, StringComparison.Ordinal))
        {
            Path = newPath;
            PathBytes = System.Text.Encoding.UTF8.GetBytes(newPath);
        }
    }

    public FilePosition ToPosition(long nowTicks) => new(Offset, Fingerprint, Flags, nowTicks, Path);

    public void Close()
    {
        Handle?.Dispose();
        Handle = null;
    }

    public void Dispose() => Close();
}
