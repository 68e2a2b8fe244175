using System.CommandLine;

namespace Basin.Cli;

/// <summary><c>basin sign</c>: signs the canonical form of a JSON document.</summary>
public static class SignCommand
{
    public static Command Build(CommandStreams streams)
    {
        var key = new Option<string>("--key") { Description = "私钥 Private key in PEM", Required = true };
        var file = new Argument<string>("FILE") { Description = "JSON 文件，- 为标准输入 JSON file, - for standard input" };
        var command = new Command("sign", "签署文件并显示签名 Sign a document's canonical bytes in the suite of the key (base64url)") { key, file };
        command.SetAction(async parsed =>
        {
            var keys = await Keys.Load(parsed.GetRequiredValue(key), streams);
            await streams.Output.WriteLineAsync(keys.Sign(await CanonicalCommand.Read(parsed.GetRequiredValue(file), streams)));
            return CommandLine.Done;
        });
        return command;
    }
}
