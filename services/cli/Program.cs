using Basin.Cli;

return await CommandLine.Run(args, CommandStreams.OfProcess());
