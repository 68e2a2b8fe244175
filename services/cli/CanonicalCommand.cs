using System.CommandLine;
using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary><c>basin canonical</c>: the bytes that are signed, without a line end.</summary>
public static class CanonicalCommand
{
    public static Command Build(CommandStreams streams)
    {
        var file = new Argument<string>("FILE") { Description = "JSON 文件，- 为标准输入 JSON file, - for standard input" };
        var command = new Command("canonical", "输出规范化 JSON（RFC 8785） Write the canonical bytes of a JSON document") { file };
        command.SetAction(async (parsed, cancel) =>
        {
            await streams.Bytes.WriteAsync(await Read(parsed.GetRequiredValue(file), streams), cancel);
            await streams.Bytes.FlushAsync(cancel);
            return CommandLine.Done;
        });
        return command;
    }

    internal static async Task<byte[]> Read(string path, CommandStreams streams)
    {
        var text = await Files.ReadText(path, streams);
        try
        {
            return CanonicalJson.Utf8(text);
        }
        catch (FormatException problem)
        {
            throw new CommandFailureException($"{path}: {problem.Message}", CommandLine.Refused);
        }
    }
}
