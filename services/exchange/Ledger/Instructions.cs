using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>One payment that a treasury is to make: into the clearing account, or out of it.</summary>
/// <param name="Number">From 1 in the set: payments in first, then payments out, each by account id.</param>
/// <param name="Id">The same whenever the set is made; at most 35 characters, as ISO 20022 asks.</param>
/// <param name="Budget">Of the province's side: what it pays is expenditure, what it receives is income.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="Position">The net position it settles, with its gross legs.</param>
public sealed record Instruction(int Number, string Id, Account Payer, string PayerName, Account Payee, string PayeeName, BudgetAccount Budget, Money Amount, NetPosition Position);

/// <summary>
/// What the treasuries are to move on a settlement date (国库划拨指令): every net position that is not zero as one payment against the clearing account. The
/// system proposes it; treasuries move the money. The positions are without payments under way, see <see cref="UnderWay"/>.
/// </summary>
/// <param name="At">When the set was made.</param>
public sealed record InstructionSet(string Basin, DateOnly On, Account Clearing, ImmutableArray<Instruction> Instructions, DateTimeOffset At)
{
    /// <summary>Longest identification in ISO 20022, characters.</summary>
    public const int IdCharactersMax = 35;

    /// <param name="seen">Those positions that the set is for.</param>
    /// <param name="names">What accounts are called; one that has no name is called by its id.</param>
    public static InstructionSet Of(NetPositions net, string basin, IEnumerable<NetPosition> seen, IReadOnlyDictionary<string, string> names, DateTimeOffset at)
    {
        var open = seen.Where(position => position.Net != Money.Zero).OrderBy(position => position.Net > Money.Zero).ThenBy(position => position.Account.Id, StringComparer.Ordinal);
        return new(basin, net.On, net.Clearing, [.. open.Select((position, index) => Of(net, basin, position, names, index + 1))], at);
    }

    /// <summary>Sum of what is paid in and of what is paid out, whole fen.</summary>
    public Money Sum => Instructions.Aggregate(Money.Zero, (sum, instruction) => sum + instruction.Amount);

    public string Id => Short($"{Basin}-{Day(On)}");

    private static Instruction Of(NetPositions net, string basin, NetPosition position, IReadOnlyDictionary<string, string> names, int number)
    {
        var id = Short($"{basin}-{Day(net.On)}-{CodeOf(position.Account)}");
        var name = names.GetValueOrDefault(position.Account.Id) ?? position.Account.Id;
        var clearing = $"清算户 {basin}";
        return position.Net < Money.Zero
            ? new(number, id, position.Account, name, net.Clearing, clearing, BudgetAccount.Expenditure, -position.Net, position)
            : new(number, id, net.Clearing, clearing, position.Account, name, BudgetAccount.Income, position.Net, position);
    }

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>What tells an account apart from the others of a set.</summary>
    internal static string CodeOf(Account account) => account.Kind == AccountKind.Pot ? account.Id : account.Holder;

    /// <summary>The text itself where it fits and is plain, otherwise the beginning of its hash.</summary>
    internal static string Short(string text) =>
        text.Length <= IdCharactersMax && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text : Signatures.Sha256(System.Text.Encoding.UTF8.GetBytes(text))[..IdCharactersMax];
}
