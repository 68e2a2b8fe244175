namespace Basin.Exchange;

/// <summary>An account of the budget (政府收支分类科目) that a transfer between governments is booked under.</summary>
public sealed record BudgetAccount(string Code, string Name)
{
    /// <summary>Of whoever receives.</summary>
    public static BudgetAccount Income { get; } = new("1102102", "生态保护补偿转移性收入");

    /// <summary>Of whoever pays.</summary>
    public static BudgetAccount Expenditure { get; } = new("2302102", "生态保护补偿转移性支出");

    public override string ToString() => $"{Code} {Name}";
}
