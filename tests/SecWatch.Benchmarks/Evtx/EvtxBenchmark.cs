using System.Diagnostics;
using System.Globalization;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources.Windows.Evtx;

namespace SecWatch.Benchmarks.Evtx;

/// <summary>Measures how many EVTX records a CPU second turns into events of a block, with the files in
/// memory.</summary>
/// <remarks>
/// Two workloads from the same recordings: "sparse" as they are (one to four records in a chunk, so that the templates
/// cost most), and "full" where each chunk is filled with repetitions of its records, as chunks of a log in use are.
/// </remarks>
public static class EvtxBenchmark
{
    private const int Rounds = 5;
    private const double SecondsPerRound = 2;

    /// <param name="arguments">The folder with EVTX files; else SECWATCH_CORPUS, else ../shared/corpus.</param>
    public static int Run(string[] arguments)
    {
        var folder = arguments.Length > 0
            ? arguments[0]
            : Environment.GetEnvironmentVariable("SECWATCH_CORPUS") ?? "../shared/corpus";
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"evtx: there is no folder {folder}; name one with EVTX files.");
            return 1;
        }

        var chunks = Chunks(folder);
        if (chunks.Count == 0)
        {
            Console.Error.WriteLine($"evtx: {folder} has no EVTX files.");
            return 1;
        }

        Measure("sparse", chunks);
        Measure("full", chunks.ConvertAll(ChunkPacker.Fill));
        return 0;
    }

    private static List<byte[]> Chunks(string folder)
    {
        var chunks = new List<byte[]>();
        var paths = Directory.EnumerateFiles(folder, "*.evtx", SearchOption.AllDirectories);
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            if (!EvtxFile.TryOpen(File.OpenRead(path), out var file))
            {
                continue;
            }

            using (file)
            {
                for (var index = 0; index < file.ChunkCount; index++)
                {
                    var chunk = new byte[EvtxChunkHeader.ChunkBytes];
                    file.ReadChunk(index, chunk);
                    chunks.Add(chunk);
                }
            }
        }

        return chunks;
    }

    private static void Measure(string name, List<byte[]> chunks)
    {
        var reader = new EvtxChunkReader("import:benchmark");
        var block = new EventBlock();
        block.Reset("import");
        var best = 0.0;
        var perPass = 0L;
        var failed = 0L;
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var records = 0L;
            var started = Stopwatch.GetTimestamp();
            var usedBefore = Environment.CpuUsage.TotalTime;
            allocated = GC.GetAllocatedBytesForCurrentThread();
            do
            {
                (perPass, failed) = Pass(chunks, reader, block);
                records += perPass;
            }
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < SecondsPerRound);

            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / records;
            best = Math.Max(best, records / (Environment.CpuUsage.TotalTime - usedBefore).TotalSeconds);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"evtx {name}: {best:N0} records per CPU second ({perPass} records in {chunks.Count} chunks, "
            + $"{failed} failed, "
            + $"{allocated} bytes allocated for each)"));
    }

    private static (long Records, long Failed) Pass(List<byte[]> chunks, EvtxChunkReader reader, EventBlock block)
    {
        var records = 0L;
        var failed = 0L;
        foreach (var chunk in chunks)
        {
            chunk.CopyTo(reader.Buffer);
            reader.Load(chunk.Length);
            foreach (var item in reader.Items)
            {
                records++;
                failed += item.IsHole || !reader.TryWrite(item, block, out _) ? 1 : 0;
                if (block.Count >= EvtxFileImport.BlockEventsMax)
                {
                    block.Reset("import");
                }
            }
        }

        return (records, failed);
    }
}
