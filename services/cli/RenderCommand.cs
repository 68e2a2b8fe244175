using System.CommandLine;
using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary><c>basin render</c>: a document as Chinese text to lay beside the signed paper, or with <c>--read</c> that text as a document again. Needs no server.</summary>
public static class RenderCommand
{
    public static Command Build(CommandStreams streams)
    {
        var file = new Argument<string>("FILE") { Description = "协议文件，- 为标准输入 Agreement document, - for standard input" };
        var read = new Option<bool>("--read") { Description = "反向：由文本得到协议文件 The other way: the document of a text" };
        var command = new Command("render", "将协议写成中文条款文本 Write an agreement's document as numbered Chinese text") { file, read };
        command.SetAction(async parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var content = await Files.ReadText(path, streams);
            if (parsed.GetValue(read)) await streams.Output.WriteLineAsync(await Read(path, content, streams));
            else await streams.Output.WriteAsync(Write(path, content));
            return CommandLine.Done;
        });
        return command;
    }

    /// <exception cref="CommandFailureException">The document cannot be written as text.</exception>
    private static string Write(string path, string json)
    {
        try
        {
            return TermsText.Of(json);
        }
        catch (FormatException problem)
        {
            throw new CommandFailureException($"{path}: {problem.Message}", CommandLine.Refused);
        }
    }

    private static async Task<string> Read(string path, string text, CommandStreams streams)
    {
        var reading = TermsTextReader.Read(text);
        foreach (var problem in reading.Problems) await streams.Output.WriteLineAsync($"{path}:{problem.Line}: {problem.Sentence}");
        return reading.Json ?? throw new CommandFailureException($"{path}: {reading.Problems.Length} 处问题 problem(s)", CommandLine.Refused);
    }
}
