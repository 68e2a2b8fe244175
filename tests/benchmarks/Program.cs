using Basin.Benchmarks.Ingest;
using Basin.Benchmarks.Ledger;
using BenchmarkDotNet.Running;

if (args is ["ingest", .. var asked]) return await IngestRun.Run(asked);
if (args is ["ledger", .. var options]) return await LedgerRun.Run(options);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
