using System.CommandLine;
using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary><c>basin compare</c>: two documents laid side by side, clause by clause. Needs no server.</summary>
public static class CompareCommand
{
    public static Command Build(CommandStreams streams)
    {
        var before = new Argument<string>("OLD") { Description = "原协议文件，- 为标准输入 The document before, - for standard input" };
        var after = new Argument<string>("NEW") { Description = "新协议文件 The document now" };
        var command = new Command("compare", "逐条比较两份协议 Compare two agreements' documents clause by clause") { before, after };
        command.SetAction(async parsed =>
        {
            var (old, now) = (parsed.GetRequiredValue(before), parsed.GetRequiredValue(after));
            if (old == "-" && now == "-") throw new CommandFailureException("only one of OLD and NEW can be standard input.");
            await streams.Output.WriteAsync(Compared(old, await Files.ReadText(old, streams), now, await Files.ReadText(now, streams)).Text());
            return CommandLine.Done;
        });
        return command;
    }

    private static TermsDifference Compared(string oldPath, string old, string newPath, string now)
    {
        Require(oldPath, old);
        Require(newPath, now);
        return TermsDifference.Of(old, now);
    }

    /// <exception cref="CommandFailureException">The file is no document that has a text; the message names it.</exception>
    private static void Require(string path, string json)
    {
        try
        {
            TermsText.Of(json);
        }
        catch (FormatException problem)
        {
            throw new CommandFailureException($"{path}: {problem.Message}", CommandLine.Refused);
        }
    }
}
