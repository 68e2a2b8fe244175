using System.CommandLine;

namespace Basin.Cli;

/// <summary><c>basin demo</c>: the whole way once, over the public HTTP APIs only.</summary>
public static class DemoCommand
{
    /// <summary>Valid months the demo's agreement asks for: all of them with the bundled readings; published series have gaps of months.</summary>
    private const int WholeYear = 12;
    private const int PublishedMonths = 3;

    public static Command Build(CommandStreams streams)
    {
        var registry = Address("--registry", "登记服务地址 Address of the registry");
        var monitoring = Address("--monitoring", "监测服务地址 Address of monitoring");
        var exchange = Address("--exchange", "结算服务地址 Address of the exchange");
        var keys = new Option<string>("--keys") { Description = "密钥目录，内有 superior.key.pem Folder of keys, with superior.key.pem in it", Required = true };
        var readings = new Option<string?>("--readings") { Description = "读数 CSV Readings to settle on instead of the bundled ones" };
        var command = new Command("demo", "演示：从签署协议到结清 From a signed agreement and real readings to a closed case") { registry, monitoring, exchange, keys, readings };
        command.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetValue(readings);
            var csv = path is null ? Demo.Bundled("readings.csv") : await Files.ReadText(path, streams);
            using var demo = new Demo(
                parsed.GetRequiredValue(registry).TrimEnd('/'), parsed.GetRequiredValue(monitoring).TrimEnd('/'), parsed.GetRequiredValue(exchange).TrimEnd('/'),
                parsed.GetRequiredValue(keys), DemoReadings.Parse(path ?? "readings.csv", csv), path is null ? "" : Demo.SuffixOf(csv), path is null ? WholeYear : PublishedMonths, streams);
            await demo.Play(cancel);
            return CommandLine.Done;
        });
        return command;
    }

    private static Option<string> Address(string name, string description)
    {
        var option = new Option<string>(name) { Description = description, Required = true };
        option.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
                result.AddError($"{name} is no http or https address.");
        });
        return option;
    }
}
