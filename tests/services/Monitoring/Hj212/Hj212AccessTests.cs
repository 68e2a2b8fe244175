using Basin.Monitoring;
using Basin.Rules;

namespace Basin.Services.Tests.Monitoring;

public sealed class Hj212AccessTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Hj212Access.State Command = new("JK-01", "A110000_0001", "123456", "surface-water", null, null, null, null, "salt-1", "OP-1", At, true, null);

    private static object[] Run(object[] given, Hj212Access.State command) => Twice.Run<Hj212Access, Hj212Access.State>(Hj212Access.Apply, Hj212Access.Decide, given, command);

    private static Rejection Refused(object[] given, Hj212Access.State command) => Twice.Refused<Hj212Access, Hj212Access.State>(Hj212Access.Apply, Hj212Access.Decide, given, command);

    private static Hj212Access.Event.Stated First => (Hj212Access.Event.Stated)Run([], Command).ShouldHaveSingleItem();

    [Fact]
    public void What_is_left_out_is_the_usual_of_the_edition()
    {
        var stated = First;
        (stated.Revision, stated.Charset, stated.Command).ShouldBe((1, "utf-8", 2061));
        stated.Crc.ShouldBe(["standard"]);
        stated.St.ShouldBe(["21"]);
        ((Hj212Access.Event.Stated)Run([], Command with { Version = "2017" })[0]).Command.ShouldBe(2061, "of what it keeps history of, a gap can be asked for");
    }

    [Fact]
    public void The_event_does_not_hold_the_password()
    {
        var text = Twice.Text(First);
        text.ShouldNotContain("123456");
        text.ShouldContain("salt-1");
    }

    [Fact]
    public void The_same_statement_with_or_without_its_password_changes_nothing()
    {
        Run([First], Command with { Salt = "salt-2" }).ShouldBeEmpty();
        Run([First], Command with { Password = null }).ShouldBeEmpty();
        Run([First], Command with { Crc = ["standard"], Charset = "utf-8", St = ["21"], Command = 2061 }).ShouldBeEmpty();
    }

    [Fact]
    public void Another_password_is_another_statement_and_none_keeps_it()
    {
        var second = Run([First], Command with { Password = "654321", Salt = "salt-2" }).ShouldHaveSingleItem().ShouldBeOfType<Hj212Access.Event.Stated>();
        (second.Revision, second.PasswordSalt).ShouldBe((2, "salt-2"));
        second.PasswordHash.ShouldNotBe(First.PasswordHash);
        var third = (Hj212Access.Event.Stated)Run([First, second], Command with { Password = null, Charset = "gbk", Salt = "salt-3" })[0];
        (third.Revision, third.PasswordSalt, third.PasswordHash).ShouldBe((3, "salt-2", second.PasswordHash));
    }

    [Fact]
    public void A_bureau_states_it_first_and_changes_nothing_after()
    {
        Run([], Command with { MayChange = false }).ShouldHaveSingleItem();
        Run([First], Command with { MayChange = false }).ShouldBeEmpty();
        Refused([First], Command with { MayChange = false, Charset = "gbk" }).Code.ShouldBe("superior-or-operator-only");
    }

    public static TheoryData<Hj212Access.State, Refusal, string, string> Slips => new()
    {
        { Command with { Version = "2016" }, Refusal.NotAllowed, "unknown-version", "version" },
        { Command with { Mn = "" }, Refusal.NotAllowed, "invalid-mn", "mn" },
        { Command with { Mn = "A;B" }, Refusal.NotAllowed, "invalid-mn", "mn" },
        { Command with { Mn = new string('A', 41) }, Refusal.NotAllowed, "invalid-mn", "mn" },
        { Command with { MnOwner = "JK-02" }, Refusal.Conflict, "mn-taken", "mn" },
        { Command with { Password = null }, Refusal.NotAllowed, "missing-password", "password" },
        { Command with { Password = "" }, Refusal.NotAllowed, "invalid-password", "password" },
        { Command with { Password = "a;b" }, Refusal.NotAllowed, "invalid-password", "password" },
        { Command with { Password = "a b" }, Refusal.NotAllowed, "invalid-password", "password" },
        { Command with { Password = "密码" }, Refusal.NotAllowed, "invalid-password", "password" },
        { Command with { Password = new string('1', 33) }, Refusal.NotAllowed, "invalid-password", "password" },
        { Command with { Crc = [] }, Refusal.NotAllowed, "invalid-crc", "crc" },
        { Command with { Crc = ["crc32"] }, Refusal.NotAllowed, "invalid-crc", "crc" },
        { Command with { Crc = [null!] }, Refusal.NotAllowed, "invalid-crc", "crc" },
        { Command with { Crc = ["standard", "standard"] }, Refusal.NotAllowed, "invalid-crc", "crc" },
        { Command with { Charset = "latin1" }, Refusal.NotAllowed, "invalid-charset", "charset" },
        { Command with { St = [] }, Refusal.NotAllowed, "invalid-st", "st" },
        { Command with { St = ["x"] }, Refusal.NotAllowed, "invalid-st", "st" },
        { Command with { St = [null!] }, Refusal.NotAllowed, "invalid-st", "st" },
        { Command with { Command = 2062 }, Refusal.NotAllowed, "invalid-command", "command" },
    };

    [Theory]
    [MemberData(nameof(Slips))]
    public void What_cannot_be_spoken_is_refused_by_field(Hj212Access.State command, Refusal kind, string code, string field)
    {
        var refused = Refused([], command);
        (refused.Kind, refused.Code, refused.Field).ShouldBe((kind, code, field));
        if (field == "password") refused.Value.ShouldBeNull();
    }

    [Fact]
    public void What_is_read_of_it_shows_no_password_and_nothing_to_guess_it_by()
    {
        var shown = Twice.Text(ReadHj212Access.Profile.Of(Hj212Access.Apply(null, First)!));
        shown.ShouldBe("""{"station":"JK-01","revision":1,"mn":"A110000_0001","version":"surface-water","crc":["standard"],"charset":"utf-8","st":["21"],"command":2061}""");
        new Hj212Line("JK-01", "A1", "123456", "2017", ["standard"], "utf-8", ["21"], 2011).ToString().ShouldNotContain("123456");
        new StateHj212Access.Body("A1", "2017", "123456").ToString().ShouldNotContain("123456");
    }

    [Fact]
    public void A_stored_line_becomes_the_profile_that_connections_need()
    {
        var profile = new Hj212Line("JK-01", "A1", "123456", "2017", ["modbus", "standard"], "gbk", ["21", "32"], 2051).ProfileOf("OP-1");
        (profile.Operator, profile.Dialect.Version, profile.Command).ShouldBe(("OP-1", "2017", 2051));
        profile.Checks.ShouldBe([Hj212Crc.Modbus, Hj212Crc.Standard]);
        profile.HasPassword("123456").ShouldBeTrue();
        profile.HasPassword("12345").ShouldBeFalse();
        profile.HasPassword(null).ShouldBeFalse();
    }

    [Fact]
    public void Packets_are_shown_without_their_passwords() =>
        Hj212Station.TextOf(Hj212Password.Hidden(Hj212Station.Bytes("##0001ST=21;PW=secret;MN=A;CP=&&x=1&&FFFF##0001PW=other;CP=&&PW=new&&FFFF##0001PW=x")))
            .ShouldBe("##0001ST=21;PW=******;MN=A;CP=&&x=1&&FFFF##0001PW=*****;CP=&&PW=***&&FFFF##0001PW=*");
}
