namespace Basin.Rules;

/// <summary>What an organisation is allowed to be. The words travel in messages and stand in every service's knowledge of keys.</summary>
public static class Role
{
    /// <summary>Ecology and environment bureau (生态环境厅): drafts and signs for its region.</summary>
    public const string Bureau = "bureau";

    /// <summary>Finance department (财政厅): receives notices, pays.</summary>
    public const string Finance = "finance";

    /// <summary>Operator of stations: pushes readings.</summary>
    public const string Operator = "operator";

    /// <summary>Common superior (共同上级): registers the others, sees everything.</summary>
    public const string Superior = "superior";

    /// <summary>Auditor (审计): reads everything and writes nothing.</summary>
    public const string Auditor = "auditor";

    public static readonly IReadOnlyList<string> All = [Bureau, Finance, Operator, Superior, Auditor];

    /// <summary>Roles whose requests may change anything at all; what exactly, each request says.</summary>
    public static readonly string[] Writers = [Bureau, Finance, Operator, Superior];
}
