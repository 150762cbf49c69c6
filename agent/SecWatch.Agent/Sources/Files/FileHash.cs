using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Files;

/// <summary>SHA-256 of an open file, without keeping its content.</summary>
internal static class FileHash
{
    /// <param name="sizeBytes">The size when the file was looked at; one that grows far beyond is given up.</param>
    public static bool TryCompute(SafeFileHandle file, long sizeBytes, int chunkBytes, out byte[] sha256)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[Math.Clamp(sizeBytes, 4096, chunkBytes)];
        sha256 = [];
        try
        {
            for (var offset = 0L; offset <= sizeBytes + (1024 * 1024);)
            {
                var bytes = RandomAccess.Read(file, chunk, offset);
                if (bytes == 0)
                {
                    sha256 = hash.GetHashAndReset();
                    return true;
                }

                hash.AppendData(chunk, 0, bytes);
                offset += bytes;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return false;
    }
}
