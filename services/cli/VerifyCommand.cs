using System.CommandLine;
using Basin.Rules;

namespace Basin.Cli;

/// <summary><c>basin verify</c>: exit code 0 when the signature is the key's over the document's canonical form, 1 when not.</summary>
public static class VerifyCommand
{
    public static Command Build(CommandStreams streams)
    {
        var key = new Option<string>("--key") { Description = "公钥 Public key in PEM" };
        var jwks = new Option<string>("--jwks") { Description = "公钥集，代替 --key A key set (jwks.json) in its place, with --kid" };
        var kid = new Option<string>("--kid") { Description = "公钥集中的密钥编号 Id of the key in the set, as keyId of a notice" };
        var signature = new Option<string>("--signature") { Description = "签名 Signature, base64url", Required = true };
        var file = new Argument<string>("FILE") { Description = "JSON 文件，- 为标准输入 JSON file, - for standard input" };
        var command = new Command("verify", "验证签名 Verify a signature over a document's canonical bytes") { key, jwks, kid, signature, file };
        command.SetAction(async parsed =>
        {
            var (path, set, wanted) = (parsed.GetValue(key), parsed.GetValue(jwks), parsed.GetValue(kid));
            if ((path is null) == (set is null) || (set is null) != (wanted is null))
                throw new CommandFailureException("请给出 --key，或 --jwks 与 --kid give --key, or --jwks and --kid.");
            var pem = set is null ? await Files.ReadText(path!, streams) : PublishedKeys.Pem(set, await Files.ReadText(set, streams), wanted!);
            var id = Keys.IdOf(path ?? set!, pem);
            if (!Signatures.Verify(pem, await CanonicalCommand.Read(parsed.GetRequiredValue(file), streams), parsed.GetRequiredValue(signature)))
                throw new CommandFailureException($"签名不符 The signature is not one of this document by the key {id}.", CommandLine.Refused);
            await streams.Output.WriteLineAsync($"签名有效 The signature is good: {id}");
            return CommandLine.Done;
        });
        return command;
    }
}
