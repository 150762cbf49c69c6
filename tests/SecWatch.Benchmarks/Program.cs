return args is ["evtx", .. var evtxArguments] ? SecWatch.Benchmarks.Evtx.EvtxBenchmark.Run(evtxArguments) : 0;
