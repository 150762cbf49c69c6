using System.Diagnostics;
using System.Globalization;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Benchmarks.Codec;

/// <summary>Prints what a batch costs: CPU time and bytes for each event, encoded, compressed and decoded.</summary>
internal static class CodecBenchmark
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(60);
    private const int Rounds = 5;

    public static void Run(TextWriter output)
    {
        output.WriteLine("kind            events  compression  text B/event  wire B/event  encode us  decode us");
        foreach (var count in new[] { 500, 2_000, 8_000 })
        {
            foreach (var events in new[] { SampleEvents.LogLines(count), SampleEvents.ProcessStarts(count) })
            {
                foreach (var compression in new[] { Compression.None, Compression.Brotli, Compression.Zstd })
                {
                    output.WriteLine(Measure(events, compression));
                }
            }
        }
    }

    private static string Measure(SampleEvents events, Compression compression)
    {
        var count = (double)events.Rows.Count;
        var encoder = new BatchEncoder();
        var decoded = new DecodedBatch();
        var encoded = Encode(events, encoder, compression);
        var encode = Microseconds(() => encoded = Encode(events, encoder, compression)) / count;
        var decode = Microseconds(() =>
        {
            if (!BatchDecoder.TryDecodeInto(
                decoded, compression, encoded.UncompressedBytes, encoded.Payload, out var error))
            {
                throw new InvalidOperationException(error);
            }
        }) / count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{events.Kind,-14}  {count,6}  {compression,-11}  {events.TextBytes / count,12:F1}  "
            + $"{encoded.Payload.Length / count,12:F1}  {encode,9:F3}  {decode,9:F3}");
    }

    private static EncodedBatch Encode(SampleEvents events, BatchEncoder encoder, Compression compression)
    {
        for (var i = 0; i < events.Rows.Count; i++)
        {
            encoder.BeginEvent(events.Shape, events.Times[i], i * 300L);
            foreach (var value in events.Rows[i])
            {
                encoder.AddValue(value);
            }

            encoder.EndEvent();
        }

        return encoder.Finish(compression);
    }

    /// <summary>CPU time for one call: the smallest of several rounds, since others use the machine too.</summary>
    private static double Microseconds(Action action)
    {
        action();
        var smallest = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var calls = 0;
            var start = Stopwatch.GetTimestamp();
            var before = Environment.CpuUsage.TotalTime;
            while (Stopwatch.GetElapsedTime(start) < Round)
            {
                action();
                calls++;
            }

            smallest = Math.Min(smallest, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / calls);
        }

        return smallest;
    }
}
