return args is ["logs", ..] ? SecWatch.Benchmarks.Logs.LogBenchmark.Run(args) : 0;
