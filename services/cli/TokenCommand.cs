using System.CommandLine;

namespace Basin.Cli;

/// <summary><c>basin token</c>: a JWT in the suite of the key for <c>Authorization: Bearer</c>.</summary>
public static class TokenCommand
{
    /// <summary>The services refuse tokens that live longer.</summary>
    private const int MinutesMax = 15;

    public static Command Build(CommandStreams streams)
    {
        var key = new Option<string>("--key") { Description = "私钥 Private key in PEM", Required = true };
        var organisation = new Option<string>("--organisation") { Description = "机构代码 Organisation code", Required = true };
        var minutes = new Option<int>("--minutes") { Description = $"有效分钟数 Life in minutes, 1 to {MinutesMax}", DefaultValueFactory = _ => 5 };
        var command = new Command("token", "生成调用令牌 Print a token for Authorization: Bearer") { key, organisation, minutes };
        command.SetAction(async parsed =>
        {
            var life = parsed.GetValue(minutes);
            if (life is < 1 or > MinutesMax) throw new CommandFailureException($"--minutes {life}: a token lives 1 to {MinutesMax} minutes.");
            var keys = await Keys.Load(parsed.GetRequiredValue(key), streams);
            await streams.Output.WriteLineAsync(keys.Token(parsed.GetRequiredValue(organisation), TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(life)));
            return CommandLine.Done;
        });
        return command;
    }
}
