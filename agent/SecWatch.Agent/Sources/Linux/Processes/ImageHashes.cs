using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>SHA-256 of executable files, computed once for each content.</summary>
/// <remarks><see cref="IsKnown"/> may be called from any thread, <see cref="HashOf"/> from one.</remarks>
internal sealed class ImageHashes(long bytesMax, TimeProvider time)
{
    private const int CountMax = 8192;
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>A slow disk must not hold back the events behind this one.</summary>
    private static readonly TimeSpan DurationMax = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<ImageKey, byte[]?> hashes = new();
    private byte[]? chunk;

    /// <summary>Whether the hash was computed, or given up, before; then no file needs to be opened for it.</summary>
    public bool IsKnown(ImageKey key) => bytesMax == 0 || hashes.ContainsKey(key);

    /// <summary><c>SHA256=</c> and the hash in capitals, as Sysmon writes it; null where there is none.</summary>
    /// <param name="file">Read from its start; stays open.</param>
    public byte[]? HashOf(ImageKey key, SafeFileHandle? file)
    {
        if (hashes.TryGetValue(key, out var known) || file is null || bytesMax == 0)
        {
            return known;
        }

        if (hashes.Count >= CountMax)
        {
            hashes.Clear();
        }

        var computed = key.Size > bytesMax ? null : Compute(file);
        hashes[key] = computed;
        return computed;
    }

    private byte[]? Compute(SafeFileHandle file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        chunk ??= new byte[ChunkBytes];
        var started = time.GetTimestamp();
        try
        {
            for (var offset = 0L; ;)
            {
                var bytes = RandomAccess.Read(file, chunk, offset);
                if (bytes == 0)
                {
                    break;
                }

                hash.AppendData(chunk, 0, bytes);
                offset += bytes;
                if (offset > bytesMax || time.GetElapsedTime(started) > DurationMax)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Encoding.ASCII.GetBytes("SHA256=" + Convert.ToHexString(hash.GetHashAndReset()));
    }
}
