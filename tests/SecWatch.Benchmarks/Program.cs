using SecWatch.Benchmarks.Codec;
using SecWatch.Benchmarks.Evtx;
using SecWatch.Benchmarks.Logs;
using SecWatch.Benchmarks.Way;

string[] rest = args.Length > 1 ? args[1..] : [];
switch (args is [var verb, ..] ? verb : "")
{
    case "way":
        return await WayBenchmark.RunAsync(rest, CancellationToken.None);
    case "codec":
        CodecBenchmark.Run(Console.Out);
        return 0;
    case "logs":
        return LogBenchmark.Run(args);
    case "evtx":
        return EvtxBenchmark.Run(rest);
    default:
        Console.Error.WriteLine("usage: ./secwatch bench way [LINES] | codec | logs | evtx [FOLDER]");
        return 2;
}
