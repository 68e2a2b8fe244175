using System.CommandLine;
using System.Globalization;
using Basin.Signing;

namespace Basin.Cli;

/// <summary><c>basin verify</c>: exit code 0 when the signature is the key's over the document's canonical form, 1 when not.</summary>
public static class VerifyCommand
{
    public static Command Build(CommandStreams streams)
    {
        var key = new Option<string>("--key") { Description = "公钥 Public key in PEM" };
        var jwks = new Option<string>("--jwks") { Description = "公钥集，代替 --key A key set (jwks.json) in its place, with --kid" };
        var organisation = new Option<string>("--organisation") { Description = "登记的机构，代替 --key The registry's answer of an organisation in its place, with --kid and --at" };
        var kid = new Option<string>("--kid") { Description = "密钥编号 Id of the key, as keyId of a notice or a signature" };
        var at = new Option<string>("--at") { Description = "签名时间 When it was signed, such as 2026-01-10T02:00:00Z: the key must have been good then" };
        var signature = new Option<string>("--signature") { Description = "签名 Signature, base64url", Required = true };
        var file = new Argument<string>("FILE") { Description = "JSON 文件，- 为标准输入 JSON file, - for standard input" };
        var command = new Command("verify", "验证签名 Verify a signature over a document's canonical bytes") { key, jwks, organisation, kid, at, signature, file };
        command.SetAction(async parsed =>
        {
            var known = await Known((parsed.GetValue(key), parsed.GetValue(jwks), parsed.GetValue(organisation), parsed.GetValue(kid), parsed.GetValue(at)), streams);
            if (!known.Verify(await CanonicalCommand.Read(parsed.GetRequiredValue(file), streams), parsed.GetRequiredValue(signature)))
                throw new CommandFailureException($"签名不符 The signature is not one of this document by the key {known.Id} ({known.Suite}).", CommandLine.Refused);
            await streams.Output.WriteLineAsync($"签名有效 The signature is good: {known.Id} ({known.Suite})");
            return CommandLine.Done;
        });
        return command;
    }

    private static async Task<VerifyingKey> Known((string? Key, string? Set, string? Organisation, string? Kid, string? At) given, CommandStreams streams) => given switch
    {
        ({ } path, null, null, null, null) => Keys.Public(path, await Files.ReadText(path, streams)),
        (null, { } path, null, { } kid, null) => PublishedKeys.Find(path, await Files.ReadText(path, streams), kid),
        (null, null, { } path, { } kid, { } at) => OrganisationKeys.Find(path, await Files.ReadText(path, streams), kid, Time(at)),
        _ => throw new CommandFailureException("请给出 --key，或 --jwks 与 --kid，或 --organisation、--kid 与 --at give --key, or --jwks and --kid, or --organisation, --kid and --at."),
    };

    private static DateTimeOffset Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time
        : throw new CommandFailureException($"--at {text}: 不是时间 it is no time, such as 2026-01-10T02:00:00Z.");
}
