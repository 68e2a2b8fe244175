using System.CommandLine;
using System.CommandLine.Parsing;

namespace Basin.Cli;

/// <summary>
/// The commands of <c>basin</c>, one file each. Exit codes: 0 done, 1 refused or not so (a signature that does not match, a document with
/// problems, an answer of 400 or more), 2 wrong use or unreadable input. Every failure is one line on standard error.
/// </summary>
public static class CommandLine
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int Misused = 2;

    public static async Task<int> Run(IReadOnlyList<string> arguments, CommandStreams streams)
    {
        var parsed = Root(streams).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not System.CommandLine.Help.HelpAction)
        {
            // The last error is the most particular one: the word that was not understood rather than what it made missing.
            await streams.Error.WriteLineAsync($"basin: {parsed.Errors[^1].Message} (basin --help)");
            return Misused;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = streams.Output, Error = streams.Error });
        }
        catch (OperationCanceledException)
        {
            await streams.Error.WriteLineAsync("basin: 已中断 interrupted");
            return Refused;
        }
        catch (CommandFailureException failure)
        {
            await streams.Error.WriteLineAsync($"basin: {failure.Message}");
            return failure.ExitCode;
        }
    }

    private static RootCommand Root(CommandStreams streams) => new("流域补偿系统命令行：密钥、令牌、签名、条款与调用 Basin: keys, tokens, signatures, terms and calls")
    {
        KeysCommand.Build(streams),
        TokenCommand.Build(streams),
        CanonicalCommand.Build(streams),
        SignCommand.Build(streams),
        VerifyCommand.Build(streams),
        CheckCommand.Build(streams),
        RenderCommand.Build(streams),
        CompareCommand.Build(streams),
        SettleCommand.Build(streams),
        CallCommand.Build(streams),
        DemoCommand.Build(streams),
    };
}

/// <summary>Standard input and output, given from outside so that commands can be tried without a process.</summary>
public sealed record CommandStreams(Stream Input, TextWriter Output, Stream Bytes, TextWriter Error)
{
    public static CommandStreams OfProcess() => new(Console.OpenStandardInput(), Console.Out, Console.OpenStandardOutput(), Console.Error);
}

/// <summary>A command cannot do what it was asked; the message is one line for people.</summary>
public sealed class CommandFailureException(string message, int exitCode = CommandLine.Misused) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
