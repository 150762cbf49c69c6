using SecWatch.Benchmarks.Codec;

switch (args is [var verb, ..] ? verb : "")
{
    case "codec":
        CodecBenchmark.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("usage: SecWatch.Benchmarks codec");
        return 2;
}
