using SecWatch.Benchmarks.Way;

using var stopping = new CancellationTokenSource();
var verb = args.Length > 0 ? args[0] : "";
string[] rest = args.Length > 1 ? args[1..] : [];
switch (verb)
{
    case "way":
        return await WayBenchmark.RunAsync(rest, stopping.Token);
    default:
        Console.Error.WriteLine("Usage: bench [way [LINES]]");
        return 2;
}
