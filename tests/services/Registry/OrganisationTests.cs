using Basin.Hosting;
using Basin.Registry;
using Basin.Rules;

namespace Basin.Services.Tests.Registry;

public sealed class OrganisationTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Organisation.Event.Stated Finance = new("340000-FIN", 1, "安徽省财政厅", "finance", "340000", null, "340000-EE", At);
    private static readonly Organisation.Event.Stated Superior = new("100000-MEE", 1, "生态环境部", "superior", "100000", null, "configuration", At);
    private static readonly TwiceRun<Organisation, Organisation.Command> Organisations = new(Organisation.Apply, Organisation.Decide);

    [Fact]
    public void The_first_statement_registers_an_organisation() =>
        Organisations.Accepted([], State()).ShouldBe([Finance]);

    [Fact]
    public void A_statement_with_another_name_is_the_next_revision() =>
        Organisations.Accepted([Finance], State(name: "安徽省财政局")).ShouldBe([Finance with { Revision = 2, Name = "安徽省财政局" }]);

    [Fact]
    public void A_statement_without_notice_address_keeps_the_one_there_is() =>
        Organisations.Accepted([Finance with { NoticeUrl = "https://fin.example/n" }], State()).ShouldBeEmpty();

    [Theory]
    [InlineData("-x", "安徽省财政厅", "finance", "340000", null, "invalid-code", "code")]
    [InlineData("340000-FIN", " 安徽省财政厅", "finance", "340000", null, "invalid-name", "name")]
    [InlineData("340000-FIN", "a\0b", "finance", "340000", null, "invalid-name", "name")]
    [InlineData("340000-FIN", "安徽省财政厅", "king", "340000", null, "invalid-role", "role")]
    [InlineData("340000-FIN", "安徽省财政厅", "finance", "34000", null, "invalid-region", "region")]
    [InlineData("340000-FIN", "安徽省财政厅", "finance", "999999", null, "invalid-region", "region")]
    [InlineData("340000-FIN", "安徽省财政厅", "finance", "100001", null, "invalid-region", "region")]
    [InlineData("340000-FIN", "安徽省财政厅", "finance", "340000", "ftp://fin.example/", "invalid-notice-url", "noticeUrl")]
    [InlineData("340000-FIN", "安徽省财政厅", "finance", "340000", "/relative", "invalid-notice-url", "noticeUrl")]
    [InlineData("340000-FIN", "安徽省财政厅", "finance", "340000", "https://user:secret@fin.example/", "invalid-notice-url", "noticeUrl")]
    [InlineData("340000-FIN", "安徽省财政厅", "finance", "340000", "https://fin.example/#part", "invalid-notice-url", "noticeUrl")]
    public void What_cannot_be_registered_is_refused_by_field(string code, string name, string role, string region, string? url, string refusal, string field)
    {
        var refused = Organisations.Refused([], new Organisation.Command.State(code, name, role, region, url, "340000-EE", false, At));
        (refused.Kind, refused.Code, refused.Field).ShouldBe((Refusal.NotAllowed, refusal, field));
    }

    [Fact]
    public void A_notice_address_of_500_characters_is_kept_and_of_501_refused()
    {
        var longest = "https://fin.example/".PadRight(500, 'n');
        Organisations.Accepted([], State(url: longest)).ShouldBe([Finance with { NoticeUrl = longest }]);
        Organisations.Refused([], State(url: longest + "n")).Code.ShouldBe("invalid-notice-url");
    }

    [Fact]
    public void Role_and_region_never_change()
    {
        Organisations.Refused([Finance], State(role: "bureau")).ShouldBe(
            new Rejection(Refusal.Conflict, "role-is-fixed", "340000-FIN is registered as finance; the role of an organisation never changes.", "role", "bureau"));
        Organisations.Refused([Finance], State(region: "330000")).Code.ShouldBe("region-is-fixed");
    }

    [Fact]
    public void An_organisation_changes_and_removes_its_own_notice_address()
    {
        var there = Organisations.Accepted([Finance], Url("https://fin.example/n", "340000-FIN"));
        there.ShouldBe([Finance with { Revision = 2, NoticeUrl = "https://fin.example/n", By = "340000-FIN" }]);
        Organisations.Accepted([Finance, .. there], Url(null, "340000-FIN")).ShouldBe([Finance with { Revision = 3, By = "340000-FIN" }]);
    }

    [Fact]
    public void Nobody_else_says_where_the_notices_go() =>
        Organisations.Refused([Finance], Url("https://evil.example/", "340000-EE")).Code.ShouldBe("not-your-organisation");

    [Theory]
    [InlineData("340000-EE", false)]
    [InlineData("100000-MEE", true)]
    public void Nobody_moves_the_notices_of_a_registered_organisation_by_stating_it_anew(string by, bool bySuperior)
    {
        var known = Finance with { NoticeUrl = "https://fin.example/n" };
        var refused = Organisations.Refused([known], State(url: "https://evil.example/", by: by, bySuperior: bySuperior));
        (refused.Kind, refused.Field).ShouldBe((Refusal.Forbidden, "noticeUrl"));
        Organisations.Accepted([known], State(url: "https://fin.example/n", by: by, bySuperior: bySuperior)).ShouldBeEmpty();
    }

    [Fact]
    public void An_organisation_is_renamed_by_whoever_registered_it_and_by_the_superior_only()
    {
        var refused = Organisations.Refused([Finance], State(name: "他厅", by: "340000-EE2"));
        (refused.Kind, refused.Field).ShouldBe((Refusal.Forbidden, "name"));
        Organisations.Accepted([Finance], State(name: "他厅", by: "100000-MEE", bySuperior: true)).Length.ShouldBe(1);
    }

    [Fact]
    public void Whoever_may_not_revoke_a_key_is_refused_even_when_it_is_revoked_already() =>
        Organisations.Refused([Finance, Added("k1"), Revoked("k1")], Revoke("k1", "330000-EE")).Kind.ShouldBe(Refusal.Forbidden);

    [Theory]
    [InlineData("operator", "340000", "OP-1", false)]
    [InlineData("bureau", "330000", "330000-EE", false)]
    [InlineData("bureau", "340000", "340000-EE", true)]
    [InlineData("finance", "340000", "340000-FIN", true)]
    [InlineData("superior", "100000", "100000-MEE", true)]
    public void A_notice_address_is_shown_to_few(string role, string region, string organisation, bool shown) =>
        (Organisations.State(Finance with { NoticeUrl = "https://fin.example/n" })!.AsSeenBy(new Caller(organisation, "n", role, region, "k", "k")).NoticeUrl is not null).ShouldBe(shown);

    [Theory]
    [InlineData("340000-EE", false)]
    [InlineData("340000-FIN", false)]
    [InlineData("100000-MEE", true)]
    public void A_key_is_added_by_whoever_registered_the_organisation_by_itself_and_by_the_superior(string by, bool bySuperior) =>
        Organisations.Accepted([Finance], Add("k1", by, bySuperior)).ShouldBe(
            [new Organisation.Event.KeyAdded("340000-FIN", "安徽省财政厅", "finance", "340000", "k1", "pem k1", by, At)]);

    [Fact]
    public void A_key_that_an_organisation_adds_itself_is_held_by_the_person_who_adds_it()
    {
        object[] given = [Finance, Added("k1") with { Holder = "张三" }];
        Held(Organisations.Accepted(given, Add("k2", "340000-FIN") with { Person = "张三" })).ShouldBe("张三");
        Held(Organisations.Accepted(given, Add("k2", "340000-FIN") with { Person = "张三", Holder = "张三" })).ShouldBe("张三");
    }

    [Fact]
    public void A_key_that_names_nobody_adds_keys_that_name_nobody() =>
        Held(Organisations.Accepted([Finance, Added("k1")], Add("k2", "340000-FIN") with { Person = "340000-FIN" })).ShouldBeNull();

    [Theory]
    [InlineData("340000-FIN", false, "another-holder")]
    [InlineData("340000-EE", false, null)]
    [InlineData("100000-MEE", true, null)]
    public void Nobody_makes_a_second_person_of_itself(string by, bool bySuperior, string? code)
    {
        object[] given = [Finance, Added("k1") with { Holder = "张三" }];
        var command = Add("k2", by, bySuperior) with { Holder = "李四", Person = "张三" };
        if (code is null) Held(Organisations.Accepted(given, command)).ShouldBe("李四");
        else Organisations.Refused(given, command).Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("张三")]
    [InlineData("340000-FIN")]
    public void Nobody_adds_a_key_in_the_name_of_another_who_holds_one(string person)
    {
        object[] given = [Finance, Added("k1") with { Holder = "张三" }, Added("k2") with { Holder = "李四" }, Added("k3")];
        var refused = Organisations.Refused(given, Add("k4", "340000-FIN") with { Holder = "李四", Person = person });
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.Forbidden, "another-holder", "holder", "李四"));
        refused.Sentence.ShouldContain("by the superior or by 340000-EE");
    }

    [Theory]
    [InlineData("100000-MEE", "another-holder")]
    [InlineData("100000-MOF", null)]
    [InlineData(FirstSuperior.By, null)]
    public void A_second_person_of_a_superior_is_named_by_another_superior_or_by_the_settings(string by, string? code)
    {
        object[] given = [Superior, Added("k0", "100000-MEE") with { Holder = "张三" }];
        var command = AddToSuperior(by, bySuperior: true) with { Holder = "李四", Person = by == FirstSuperior.By ? null : "张三" };
        if (code is null) Held(Organisations.Accepted(given, command)).ShouldBe("李四");
        else Organisations.Refused(given, command).Code.ShouldBe(code);
        Held(Organisations.Accepted(given, AddToSuperior("100000-MEE", bySuperior: true) with { Person = "张三" })).ShouldBe("张三");
    }

    [Theory]
    [InlineData("100000", null)]
    [InlineData("340000", "superior-region")]
    [InlineData("110000", "superior-region")]
    public void Every_superior_is_of_the_region_of_the_first_one(string region, string? code)
    {
        var command = new Organisation.Command.State("S-2", "另一上级", "superior", region, null, "100000-MEE", BySuperior: true, At);
        if (code is null)
        {
            Organisations.Accepted([], command).Length.ShouldBe(1);
            return;
        }

        var refused = Organisations.Refused([], command);
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.NotAllowed, code, "region", region));
    }

    [Fact]
    public void A_superior_that_was_registered_elsewhere_before_is_still_renamed() =>
        Organisations.Accepted(
            [Superior with { Region = "340000" }],
            new Organisation.Command.State("100000-MEE", "改名", "superior", "340000", null, "100000-MOF", BySuperior: true, At)).Length.ShouldBe(1);

    [Fact]
    public void A_notice_address_that_notices_are_not_pushed_to_is_refused_where_it_is_stated()
    {
        var stated = Organisations.Refused([], State(url: "https://10.0.0.1/") with { IsReachable = false });
        (stated.Kind, stated.Code, stated.Field, stated.Value).ShouldBe((Refusal.NotAllowed, "notice-url-not-allowed", "noticeUrl", "https://10.0.0.1/"));
        var changed = Organisations.Refused([Finance], Url("https://10.0.0.1/", "340000-FIN") with { IsReachable = false });
        (changed.Kind, changed.Code, changed.Field, changed.Value).ShouldBe((Refusal.NotAllowed, "notice-url-not-allowed", "url", "https://10.0.0.1/"));
        Organisations.Accepted([Finance with { NoticeUrl = "https://10.0.0.1/" }], State(name: "他厅", url: "https://10.0.0.1/") with { IsReachable = false }).Length.ShouldBe(1, "what stands already is not stated anew");
    }

    [Fact]
    public void A_key_never_changes_hands()
    {
        object[] given = [Finance, Added("k1") with { Holder = "张三" }];
        Organisations.Accepted(given, Add("k1", "340000-EE")).ShouldBeEmpty();
        Organisations.Accepted(given, Add("k1", "340000-EE") with { Holder = "张三" }).ShouldBeEmpty();
        Organisations.Refused(given, Add("k1", "340000-EE") with { Holder = "李四" }).Code.ShouldBe("holder-differs");
        Organisations.Refused([Finance], Add("k1", "340000-EE") with { Holder = "" }).Code.ShouldBe("invalid-holder");
        Organisations.Refused([Finance], Add("k1", "340000-EE") with { Holder = new('k', 43) }).Code.ShouldBe("invalid-holder", "it looks like a key's id");
    }

    private static string? Held(IReadOnlyList<object> events) => events.ShouldHaveSingleItem().ShouldBeOfType<Organisation.Event.KeyAdded>().Holder;

    [Fact]
    public void A_key_is_not_added_by_another_bureau() =>
        Organisations.Refused([Finance], Add("k1", "330000-EE")).Kind.ShouldBe(Refusal.Forbidden);

    [Theory]
    [InlineData("configuration")]
    [InlineData(FirstSuperior.By)]
    [InlineData("340000-EE")]
    public void Keys_of_a_superior_are_not_added_by_whoever_registered_it(string registeredBy)
    {
        var superior = Superior with { By = registeredBy };
        Organisations.Refused([superior], AddToSuperior(registeredBy, bySuperior: false)).Kind.ShouldBe(Refusal.Forbidden);
        Organisations.Accepted([superior], AddToSuperior(registeredBy, bySuperior: true)).Length.ShouldBe(1);
        Organisations.Accepted([superior], AddToSuperior("100000-MEE", bySuperior: true)).Length.ShouldBe(1);
    }

    [Fact]
    public void Nobody_can_register_under_the_name_of_the_settings()
    {
        var refused = Organisations.Refused([], State() with { Code = "configuration" });
        (refused.Code, refused.Field).ShouldBe(("reserved-code", "code"));
        Organisations.Refused([], State() with { Code = FirstSuperior.By }).Code.ShouldBe("invalid-code");
    }

    [Fact]
    public void A_key_of_another_organisation_is_refused() =>
        Organisations.Refused([Finance], Add("k1", "340000-FIN", owner: "330000-FIN")).Code.ShouldBe("key-of-another");

    [Fact]
    public void A_revoked_key_never_comes_back() =>
        Organisations.Refused([Finance, Added("k1"), Revoked("k1")], Add("k1", "340000-FIN")).Code.ShouldBe("key-revoked");

    [Fact]
    public void The_fiftieth_key_is_kept_and_the_next_refused()
    {
        object[] given = [Finance, .. Enumerable.Range(1, 49).Select(n => Added($"k{n}"))];
        Organisations.Accepted(given, Add("k50", "340000-FIN")).Length.ShouldBe(1);
        Organisations.Refused([.. given, Added("k50")], Add("k51", "340000-FIN")).Code.ShouldBe("too-many-keys");
    }

    [Fact]
    public void A_revoked_key_stays_known_with_its_times()
    {
        var events = Organisations.Accepted([Finance, Added("k1")], Revoke("k1", "340000-FIN"));
        events.ShouldBe([Revoked("k1")]);
        Organisations.State([Finance, Added("k1"), .. events])!.Keys.ShouldBe([new("k1", "pem k1", At, At.AddDays(1))]);
    }

    [Theory]
    [InlineData("340000-EE", "k1", Refusal.Forbidden)]
    [InlineData("340000-FIN", "k2", Refusal.NotFound)]
    public void A_key_is_revoked_by_its_owner_and_only_if_it_is_there(string by, string key, Refusal kind) =>
        Organisations.Refused([Finance, Added("k1")], Revoke(key, by)).Kind.ShouldBe(kind);

    [Fact]
    public void The_last_good_key_of_a_superior_is_not_revoked_by_itself()
    {
        object[] two = [Superior, Added("k1", "100000-MEE"), Added("k2", "100000-MEE")];
        var revoke = new Organisation.Command.RevokeKey("100000-MEE", "k1", "100000-MEE", BySuperior: true, At);
        Organisations.Accepted(two, revoke).Length.ShouldBe(1);
        Organisations.Refused([.. two, Revoked("k2", "100000-MEE")], revoke).Code.ShouldBe("last-superior-key");
    }

    [Fact]
    public void An_organisation_that_is_not_registered_has_nothing_to_change()
    {
        Organisations.Refused([], Url(null, "340000-FIN")).Kind.ShouldBe(Refusal.NotFound);
        Organisations.Refused([], Add("k1", "340000-FIN")).Kind.ShouldBe(Refusal.NotFound);
        Organisations.Refused([], Revoke("k1", "340000-FIN")).Kind.ShouldBe(Refusal.NotFound);
    }

    private static Organisation.Command.State State(string name = "安徽省财政厅", string role = "finance", string region = "340000", string? url = null, string by = "340000-EE", bool bySuperior = false) =>
        new("340000-FIN", name, role, region, url, by, bySuperior, At);

    private static Organisation.Command.ChangeNoticeUrl Url(string? url, string by) => new("340000-FIN", url, by, At);

    private static Organisation.Command.AddKey Add(string key, string by, bool bySuperior = false, string? owner = null) =>
        new("340000-FIN", key, $"pem {key}", owner, by, bySuperior, At);

    private static Organisation.Command.AddKey AddToSuperior(string by, bool bySuperior) =>
        new("100000-MEE", "k1", "pem k1", null, by, bySuperior, At);

    private static Organisation.Command.RevokeKey Revoke(string key, string by) => new("340000-FIN", key, by, BySuperior: false, At.AddDays(1));

    private static Organisation.Event.KeyAdded Added(string key, string code = "340000-FIN") =>
        new(code, "安徽省财政厅", "finance", "340000", key, $"pem {key}", "340000-FIN", At);

    private static Organisation.Event.KeyRevoked Revoked(string key, string code = "340000-FIN") => new(code, key, "340000-FIN", At.AddDays(1));
}
