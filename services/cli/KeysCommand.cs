using System.CommandLine;
using Basin.Signing;

namespace Basin.Cli;

/// <summary><c>basin keys new</c> and <c>basin keys id</c>.</summary>
public static class KeysCommand
{
    public static Command Build(CommandStreams streams) => new("keys", "密钥 Keys on P-256, Ed25519 or SM2") { New(streams), Id(streams) };

    private static Command New(CommandStreams streams)
    {
        var folder = new Option<string>("--out") { Description = "存放目录 Folder for the two files", Required = true };
        var name = new Option<string>("--name") { Description = "文件名 Name: NAME.key.pem and NAME.pub.pem", Required = true };
        var suite = new Option<string>("--suite") { Description = $"签名算法 Suite: {string.Join(", ", SignatureSuite.All)}", DefaultValueFactory = _ => SignatureSuite.ES256 };
        suite.AcceptOnlyFromAmong([.. SignatureSuite.All]);
        var command = new Command("new", "生成密钥对并显示编号；不覆盖已有文件 Make a pair and print its id; never overwrites") { folder, name, suite };
        command.SetAction(async parsed =>
        {
            var (where, who) = (parsed.GetRequiredValue(folder), parsed.GetRequiredValue(name));
            await streams.Output.WriteLineAsync(Make(where, who, parsed.GetRequiredValue(suite)));
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>Makes the pair and returns its id.</summary>
    public static string Make(string folder, string name, string suite = SignatureSuite.ES256)
    {
        if (name.Length == 0 || name != Path.GetFileName(name) || name[0] == '.') throw new CommandFailureException($"'{name}' is no name for a file.");
        var (secret, open) = (Path.Combine(folder, $"{name}.key.pem"), Path.Combine(folder, $"{name}.pub.pem"));
        if (File.Exists(open)) throw new CommandFailureException($"{open} exists and is not overwritten.", CommandLine.Refused);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailureException($"{folder}: {problem.Message}");
        }

        using var pair = PrivateKey.New(suite);
        Keys.WriteNew(secret, pair.Pem + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Keys.WriteNew(open, pair.Public.Pem + "\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return pair.Public.Id;
    }

    private static Command Id(CommandStreams streams)
    {
        var file = new Argument<string>("FILE") { Description = "私钥或公钥 PEM Private or public key in PEM" };
        var command = new Command("id", "显示密钥编号 Print the key's id (RFC 7638 thumbprint)") { file };
        command.SetAction(async parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            await streams.Output.WriteLineAsync(Keys.Public(path, await Files.ReadText(path, streams)).Id);
            return CommandLine.Done;
        });
        return command;
    }
}
