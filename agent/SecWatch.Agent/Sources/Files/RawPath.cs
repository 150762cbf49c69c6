using System.Text;
using System.Text.Unicode;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Linux paths as strings, without loss: a path may hold bytes that are no UTF-8.</summary>
/// <remarks>
/// In memory each such byte is a lone low surrogate (U+DC00 plus the byte), which no valid text contains. A stored key
/// is <c>p:</c> and the path, or <c>b:</c> and its bytes in Base64 where it has such bytes. In events they are U+FFFD.
/// </remarks>
internal static class RawPath
{
    private const char EscapeBase = '\uDC00';
    private const string TextPrefix = "p:";
    private const string BytesPrefix = "b:";

    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                for (var i = 0; i < consumed; i++)
                {
                    text.Append((char)(EscapeBase + bytes[i]));
                }
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }

    /// <summary>The path's bytes with a zero byte at their end.</summary>
    public static byte[] ToBytes(string path)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(path.Length) + 1];
        var length = 0;
        for (var rest = path.AsSpan(); !rest.IsEmpty;)
        {
            if (IsEscape(rest[0]))
            {
                bytes[length++] = (byte)(rest[0] - EscapeBase);
                rest = rest[1..];
            }
            else if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                rest = rest[consumed..];
            }
            else
            {
                throw new ArgumentException("The path is not valid text.", nameof(path));
            }
        }

        return bytes[..(length + 1)];
    }

    public static string ToKey(string path) =>
        HasEscape(path) ? BytesPrefix + Convert.ToBase64String(ToBytes(path).AsSpan()[..^1]) : TextPrefix + path;

    public static bool TryFromKey(string key, out string path)
    {
        if (key.StartsWith(TextPrefix, StringComparison.Ordinal))
        {
            path = key[TextPrefix.Length..];
            return true;
        }

        path = "";
        if (!key.StartsWith(BytesPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        var bytes = new byte[key.Length];
        if (!Convert.TryFromBase64String(key[BytesPrefix.Length..], bytes, out var length))
        {
            return false;
        }

        path = FromBytes(bytes.AsSpan(0, length));
        return true;
    }

    private static bool HasEscape(string path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (char.IsHighSurrogate(path[i]))
            {
                i++;
            }
            else if (IsEscape(path[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEscape(char character) => character is >= '\uDC80' and <= '\uDCFF';
}
