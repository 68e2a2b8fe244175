using System.CommandLine;
using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary><c>basin check</c>: everything that keeps a document from being signed, or what it says in short. Needs no server.</summary>
public static class CheckCommand
{
    public static Command Build(CommandStreams streams)
    {
        var file = new Argument<string>("TERMS.json") { Description = "协议文件，- 为标准输入 Agreement document, - for standard input" };
        var command = new Command("check", "检查协议条款 Check an agreement's document and its formulas") { file };
        command.SetAction(async parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var check = CheckedTerms.Read(await Files.ReadText(path, streams));
            var lines = check.Terms is { } terms ? Accepted(terms, check.Remarks) : check.Problems.Select(Line);
            foreach (var line in lines) await streams.Output.WriteLineAsync(line);
            if (check.Terms is null) throw new CommandFailureException($"{path}: {check.Problems.Length} 处问题 problem(s)", CommandLine.Refused);
            return CommandLine.Done;
        });
        return command;
    }

    private static IEnumerable<string> Accepted(CheckedTerms terms, IEnumerable<Problem> remarks)
    {
        var looked = remarks.Select(remark => $"提示 remark     {Line(remark)}");
        return [.. Summary(terms), .. Meaning(terms), .. looked];
    }

    private static string Line(Problem problem) =>
        $"{(problem.Place.Length == 0 ? "$" : problem.Place)}{(problem.Line > 0 ? $" {problem.Line}:{problem.Column}" : "")} [{problem.Code}] {problem.Sentence}";

    private static IEnumerable<string> Summary(CheckedTerms terms) =>
    [
        $"标题 title      {terms.Title}",
        $"签约方 parties  {Pairs(terms.Parties)}",
        $"断面 sections   {Pairs(terms.Sections)}",
        $"期限 term       {terms.From:yyyy-MM-dd} 至 {terms.To:yyyy-MM-dd}",
        $"sha256          {terms.Sha256}",
    ];

    // What it comes to before anything is measured.
    private static IEnumerable<string> Meaning(CheckedTerms terms)
    {
        foreach (var alike in terms.AlikePeriods)
        {
            yield return $"每期至多 at most per period ({alike[0].Id}{(alike.Length > 1 ? $" 等{alike.Length}期" : "")})";
            var (owed, received) = (terms.MostOwed(alike[0]), terms.MostReceived(alike[0]));
            foreach (var party in terms.Parties.Keys) yield return $"  {party}  付 owes {owed[party].Figures()} 元，收 receives {received[party].Figures()} 元";
        }

        foreach (var found in terms.Monotonicity(terms.UnlikePeriods))
        {
            yield return found.Example is { } example
                ? $"注意 beware     {example.Sentence}"
                : $"水质变差 worse  {found.Section} {found.Indicator}：{(found.Compared == 0 ? "情形过多，未比较 too much to compare" : $"比较{found.Compared}次，{found.Upstream}的净收从未增加 {found.Upstream} never nets more")}";
        }
    }

    private static string Pairs(IEnumerable<KeyValuePair<string, string>> pairs) => string.Join("，", pairs.Select(pair => $"{pair.Key} {pair.Value}"));
}
