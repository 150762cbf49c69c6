using System.Globalization;

namespace SecWatch.EndToEnd.Tests.Oracle;

/// <summary>Writes numbered lines to a log file, as a program that logs would, and knows each that it wrote.</summary>
internal sealed class LineProducer : IDisposable
{
    /// <summary>Every so many lines holds the words that the test's rule looks for.</summary>
    public const int SuspiciousEvery = 50;

    public const string SuspiciousWords = "oracle-suspicious";

    private readonly string path;
    private StreamWriter writer;

    public LineProducer(string path)
    {
        this.path = path;
        writer = Open();
    }

    /// <summary>Lines written so far; their numbers are 1 to this.</summary>
    public int Count { get; private set; }

    public int SuspiciousCount => Count / SuspiciousEvery;

    /// <summary>Reads the number back out of a message; 0 where it has none.</summary>
    public static int NumberOf(string message)
    {
        const string Mark = "oracle-line n=";
        var at = message.IndexOf(Mark, StringComparison.Ordinal);
        return at >= 0 && int.TryParse(
            message.AsSpan(at + Mark.Length, 9), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    public void Write(int lines)
    {
        for (var i = 0; i < lines; i++)
        {
            Count++;
            var words = Count % SuspiciousEvery == 0 ? SuspiciousWords : "ordinary";
            writer.Write(string.Create(
                CultureInfo.InvariantCulture, $"Nov 22 20:00:00 oraclehost oracle[77]: oracle-line n={Count:D9} {words} 日本語\n"));
        }

        writer.Flush();
    }

    /// <summary>Renames the file as logrotate does, older ones first, and starts a new one.</summary>
    public void Rotate(int kept)
    {
        writer.Dispose();
        for (var i = kept; i >= 1; i--)
        {
            var from = i == 1 ? path : $"{path}.{i - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{path}.{i}", overwrite: true);
            }
        }

        writer = Open();
    }

    /// <summary>Copies the file and cuts it to nothing, as logrotate's copytruncate does.</summary>
    public void CopyTruncate()
    {
        File.Copy(path, path + ".copy", overwrite: true);
        writer.BaseStream.SetLength(0);
    }

    public void Dispose() => writer.Dispose();

    private StreamWriter Open() =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
}
