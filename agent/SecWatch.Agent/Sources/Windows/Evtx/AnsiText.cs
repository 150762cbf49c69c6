using System.Text;
using System.Text.Unicode;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Writes text of a Windows code page, which an event does not name.</summary>
/// <remarks>
/// What is valid UTF-8 is taken as it is; everything else as CP932, the code page of Japanese Windows, where bytes that
/// it does not know become U+FFFD.
/// </remarks>
internal static class AnsiText
{
    private const int JapaneseCodePage = 932;

    private static readonly Encoding Japanese = CodePagesEncodingProvider.Instance.GetEncoding(
        JapaneseCodePage, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))
        ?? Encoding.Latin1;

    public static void Append(WindowsEventWriter writer, ReadOnlySpan<byte> data)
    {
        if (Utf8.IsValid(data))
        {
            writer.Append(data);
            return;
        }

        writer.Append(Japanese.GetString(data).AsSpan());
    }
}
