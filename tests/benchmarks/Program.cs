using Basin.Benchmarks.Ingest;
using BenchmarkDotNet.Running;

if (args is ["ingest", .. var asked]) return await IngestRun.Run(asked);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
