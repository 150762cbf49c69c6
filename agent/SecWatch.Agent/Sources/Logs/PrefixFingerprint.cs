using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>
/// The hash of a file's first bytes, as far as they were read: tells a used-again inode and a rewritten file.
/// </summary>
/// <param name="Length">Bytes hashed, at most <see cref="LengthMax"/>; 0 says nothing about the file.</param>
/// <param name="Hash">XXH3 of them.</param>
internal readonly record struct PrefixFingerprint(int Length, ulong Hash)
{
    public const int LengthMax = 1024;

    /// <summary>The fingerprint of a file that begins with these bytes.</summary>
    public static PrefixFingerprint Of(ReadOnlySpan<byte> beginning)
    {
        var prefix = beginning[..Math.Min(LengthMax, beginning.Length)];
        return new PrefixFingerprint(prefix.Length, XxHash3.HashToUInt64(prefix));
    }

    /// <summary>
    /// Checks the file's beginning, and takes the longer fingerprint that <paramref name="offset"/> allows.
    /// </summary>
    /// <param name="handle">The file.</param>
    /// <param name="offset">Bytes of the file that were read; the fingerprint never covers more.</param>
    /// <param name="extended">The fingerprint for that offset.</param>
    /// <returns>false where the file no longer begins as it did.</returns>
    public bool TryExtend(SafeFileHandle handle, long offset, out PrefixFingerprint extended)
    {
        extended = this;
        var length = (int)Math.Min(LengthMax, Math.Max(offset, Length));
        if (length == 0)
        {
            return true;
        }

        Span<byte> prefix = stackalloc byte[LengthMax];
        var read = RandomAccess.Read(handle, prefix[..length], 0);
        if (read < length || (Length > 0 && XxHash3.HashToUInt64(prefix[..Length]) != Hash))
        {
            return false;
        }

        if (length != Length)
        {
            extended = Of(prefix[..length]);
        }

        return true;
    }
}
