using System.Diagnostics;
using System.Globalization;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Benchmarks.Logs;

/// <summary>What reading, parsing and writing a 300-byte syslog line into a block costs.</summary>
internal static class LogBenchmark
{
    private const int LineCount = 1_000_000;
    private const int LineBytes = 300;

    public static int Run(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("secwatch-bench-").FullName;
        try
        {
            foreach (var form in new[] { "rfc3164", "rfc3339", "plain", "cp932" })
            {
                var path = Path.Combine(folder, form + ".log");
                WriteLog(path, form);
                Measure(path, form, report: false);
                Measure(path, form, report: true);
                File.Delete(path);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static void Measure(string path, string form, bool report)
    {
        var options = new LogSourceOptions
        {
            Id = "bench",
            Paths = [path],
            Format = string.Equals(form, "plain", StringComparison.Ordinal) ? "plain" : "syslog",
            StartAtEnd = false,
        };
        var context = new CountingContext();
        using var follower = new LogFollower(options, "log:bench", context);
        using var process = Process.GetCurrentProcess();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = process.TotalProcessorTime;
        var pass = follower.PassAsync(scan: true, CancellationToken.None).AsTask();
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        if (!pass.IsCompletedSuccessfully || context.EventCount != LineCount)
        {
            throw new InvalidOperationException("Lines are missing.");
        }

        if (report)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{form,-8} {cpu.TotalMicroseconds / LineCount:F3} us CPU and {(double)allocated / LineCount:F1} bytes "
                + $"allocated a line of {LineBytes} bytes ({LineCount:N0} lines)"));
        }
    }

    private static void WriteLog(string path, string form)
    {
        using var writer = new BinaryWriter(File.Create(path, 1 << 20));
        var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var culture = CultureInfo.InvariantCulture;
        for (var i = 0; i < LineCount; i++)
        {
            var time = start.AddMilliseconds(i * 20L);
            var stamp = string.Equals(form, "rfc3339", StringComparison.Ordinal)
                ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", culture)
                : string.Create(culture, $"{time:MMM} {time.Day,2} {time:HH:mm:ss}");
            var head = string.Create(
                culture,
                $"{stamp} web-1 sshd[{1000 + (i % 500)}]: Accepted publickey for user{i % 50} "
                + $"from 10.0.0.{i % 250} port {i % 65536} ");
            var bytes = new byte[LineBytes];
            bytes.AsSpan().Fill((byte)'k');
            System.Text.Encoding.ASCII.GetBytes(head, bytes);
            if (string.Equals(form, "cp932", StringComparison.Ordinal))
            {
                // 髙﨑 as CP932 writes it.
                new byte[] { 0xFB, 0xFC, 0xED, 0x95 }.CopyTo(bytes, LineBytes - 20);
            }

            bytes[^1] = (byte)'\n';
            writer.Write(bytes);
        }
    }
}
