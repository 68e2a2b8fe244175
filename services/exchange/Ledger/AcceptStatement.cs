using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement.Ledger;
using Marten;
using Microsoft.OpenApi;
using Npgsql;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /ledger/statements</c>: a treasury's statement is laid beside the payments it speaks of (对账). The file is kept with its hash; nothing is
/// posted by it: a payment counts when the payee's finance department confirms it, and the answer says where.
/// </summary>
public static class AcceptStatement
{
    private const string Csv = "text/csv", Xml = "application/xml";

    /// <summary>Most days of a statement, first and last included, for which missing payments are looked for.</summary>
    public const int DaysMax = 366;

    /// <param name="Sha256">Of the file's bytes, lower-case hexadecimal; the same file sent again is the same statement.</param>
    /// <param name="Matched">How many lines agree in everything.</param>
    /// <param name="Lines">Every line that was read, in the order of the file.</param>
    /// <param name="Unread">Lines that could not be read as a payment.</param>
    /// <param name="Missing">What the statement lacks; null where no line has a day, or where its days are too many.</param>
    public sealed record View(
        string Sha256, string Form, DateTimeOffset ReceivedAt, int Matched, IReadOnlyList<LineView> Lines, IReadOnlyList<UnreadLine> Unread, MissingView? Missing);

    /// <param name="From">First day of the statement's lines, inclusive.</param>
    /// <param name="To">Last day of them, inclusive.</param>
    /// <param name="Payments">Recorded as made by or to the sender's region within those days, and in no line that could be read.</param>
    public sealed record MissingView(DateOnly From, DateOnly To, IReadOnlyList<MissingPayment> Payments);

    public sealed record MissingPayment(string Agreement, string Period, int Obligation, string Reference, string AmountFen, DateOnly PaidOn, string Payer, string Payee, bool Confirmed, string Sentence);

    /// <param name="Line">Where it stands in the file, from 1.</param>
    /// <param name="Finding">Of a line that differs in several things the first of <paramref name="Differences"/>.</param>
    /// <param name="Payment">The payment it speaks of; null where there is none or more than one.</param>
    /// <param name="Instruction">The treasury instruction it speaks of; null where it speaks of none.</param>
    public sealed record LineView(
        int Line, LineFinding Finding, string Sentence, string Reference, string AmountFen, string Payer, string Payee, DateOnly? On, PaymentView? Payment,
        IReadOnlyList<LineFinding> Differences, InstructionView? Instruction);

    /// <param name="On">The settlement date.</param>
    /// <param name="AmountFen">The net amount that was instructed.</param>
    public sealed record InstructionView(string Id, DateOnly On, string AmountFen, IReadOnlyList<NettedView> Obligations);

    /// <param name="AmountFen">What it brings to the net amount: above zero where the instructed side receives it, below zero where it pays it.</param>
    public sealed record NettedView(string Agreement, string Period, int Obligation, string AmountFen);

    /// <param name="Reference">The payer's number of a recorded payment; null where nobody has recorded one.</param>
    /// <param name="AmountFen">What was recorded; without a payment, what is not yet paid.</param>
    /// <param name="ConfirmAt">Where the payee's finance department confirms it; null where there is nothing to confirm.</param>
    public sealed record PaymentView(string Agreement, string Period, int Obligation, string? Reference, string AmountFen, bool Confirmed, string? ConfirmAt);

    public static void MapAcceptStatement(this IEndpointRouteBuilder app) =>
        app.MapPost("/ledger/statements", Post)
            .RequireRole(Role.Finance, Role.Superior)
            .WithTags("ledger")
            .WithSummary("国库对账 Lay a treasury's statement (text/csv, or camt.054.001.08 as application/xml) beside the recorded payments and the treasury instructions; nothing is posted by it")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = Body();
                return Task.CompletedTask;
            })
            .Produces<View>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(415).ProducesProblem(422);

    private static async Task<IResult> Post(
        Caller caller, HttpRequest request, IDocumentStore store, NpgsqlDataSource database, LedgerLog ledger, LedgerView view, TimeProvider clock, CancellationToken cancel)
    {
        var form = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (form is not (Csv or Xml or "text/xml"))
            return TypedResults.Problem($"对账单 A statement is sent as {Csv} or as {Xml}, not as '{request.ContentType}'.", statusCode: 415, title: "not-a-statement", type: "urn:basin:problem:not-a-statement");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var bytes = body.ToArray();
        var (statement, refused) = form == Csv ? StatementCsv.Read(bytes) : StatementXml.Read(bytes);
        if (statement is null) return refused!.ToResult();
        var sha256 = Signatures.Sha256(bytes);
        var receivedAt = await Keep(database, sha256, caller, form == Csv ? "csv" : Camt054.Message, statement, bytes, clock.GetUtcNow(), cancel);
        var expected = await ExpectedPayments.Of(database, store, statement.Lines.Select(line => line.Reference), caller, cancel);
        var instructions = await ExpectedInstructions.Of(database, ledger, store, statement.Lines, await view.Accounts(caller, cancel), cancel);
        var recorded = DaysOf(statement) is var (from, to) ? await ExpectedPayments.Recorded(database, store, caller.Region, from, to, cancel) : [];
        return TypedResults.Ok(Of(sha256, form == Csv ? "csv" : Camt054.Message, receivedAt, statement, expected, instructions, recorded));
    }

    /// <param name="recorded">Payments of the sender's region within the statement's days.</param>
    public static View Of(
        string sha256, string form, DateTimeOffset receivedAt, Statement statement, IReadOnlyCollection<ExpectedPayment> expected, IReadOnlyCollection<ExpectedInstruction> instructions,
        IReadOnlyCollection<ExpectedPayment> recorded)
    {
        var lines = Reconciliation.Of(statement.Lines, expected, instructions);
        MissingView? missing = DaysOf(statement) is var (from, to) ? new(from, to, [.. Reconciliation.Missing(lines, recorded, from, to).Select(Of)]) : null;
        return new(sha256, form, receivedAt, lines.Count(line => line.Finding == LineFinding.Matched), [.. lines.Select(Of)], statement.Unread, missing);
    }

    /// <summary>From its first to its last day; null where no line has one, or where they are too many.</summary>
    private static (DateOnly From, DateOnly To)? DaysOf(Statement statement)
    {
        var days = statement.Lines.Select(line => line.On).OfType<DateOnly>().ToList();
        if (days.Count == 0) return null;
        var (from, to) = (days.Min(), days.Max());
        return to.DayNumber - from.DayNumber < DaysMax ? (from, to) : null;
    }

    private static MissingPayment Of(ExpectedPayment p) => new(
        p.Agreement, p.Period, p.Obligation, p.Payment!, $"{p.Amount.Fen}", p.PaidOn!.Value, p.Payers[^1], p.Payees[^1], p.IsConfirmed,
        $"对账单中没有 {p.Amount} were recorded under {p.Payment} as paid on {p.PaidOn:yyyy-MM-dd}; no line that was read speaks of it.");

    private static LineView Of(ReconciledLine line) => new(
        line.Line.Line, line.Finding, line.Sentence, line.Line.Reference, $"{line.Line.Amount.Fen}", line.Line.Payer, line.Line.Payee, line.Line.On,
        line.Payment is not { } p ? null : new(
            p.Agreement, p.Period, p.Obligation, p.Payment, $"{p.Amount.Fen}", p.IsConfirmed,
            line.Finding == LineFinding.Matched && p is { Payment: { } reference, IsConfirmed: false } ? $"/cases/{p.Agreement}/{p.Period}/obligations/{p.Obligation}/payments/{reference}/confirmation" : null),
        line.Differences, line.Instruction is not { } i ? null : new(i.Id, i.On, $"{i.Amount.Fen}", [.. i.Nets.Select(net => new NettedView(net.Agreement, net.Period, net.Obligation, $"{net.Amount.Fen}"))]));

    /// <summary>Keeps the file once for each organisation that sends it. Returns when it first came.</summary>
    private static async Task<DateTimeOffset> Keep(
        NpgsqlDataSource database, string sha256, Caller caller, string form, Statement statement, byte[] bytes, DateTimeOffset now, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            with kept as (
                insert into ledger_statements (sha256, organisation, form, received_at, lines, raw) values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning received_at)
            select received_at from kept union all select received_at from ledger_statements where sha256 = $1 and organisation = $2 limit 1
            """);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Convert.FromHexString(sha256) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller.Organisation });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = form });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now.ToUniversalTime() });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = statement.Lines.Length + statement.Unread.Length });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = bytes });
        // Nothing comes back where the very same file is being kept by another request at this moment.
        return await command.ExecuteScalarAsync(cancel) is DateTime kept ? new(DateTime.SpecifyKind(kept, DateTimeKind.Utc)) : now;
    }

    private static OpenApiRequestBody Body()
    {
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Description = $"At most {Statement.LinesMax} lines." };
        return new()
        {
            Required = true,
            Description = "国库对账单 A treasury's statement. CSV: a head with 凭证号 reference, 金额 amount (yuan), 付款人 payer, 收款人 payee, 日期 date.",
            Content = new Dictionary<string, OpenApiMediaType> { [Csv] = new() { Schema = file }, [Xml] = new() { Schema = file } },
        };
    }
}
