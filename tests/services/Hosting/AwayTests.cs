using Basin.Hosting;
using Npgsql;

namespace Basin.Services.Tests.Hosting;

public sealed class AwayTests
{
    [Theory]
    [InlineData("57P01", true)]
    [InlineData("57P03", true)]
    [InlineData("53300", true)]
    [InlineData("08006", true)]
    [InlineData("42601", false)]
    [InlineData("23505", false)]
    public void A_server_that_shuts_down_or_is_full_is_away_and_one_that_finds_fault_is_not(string state, bool away) =>
        Streams.IsAway(new InvalidOperationException("outer", new PostgresException("m", "FATAL", "FATAL", state))).ShouldBe(away);

    [Fact]
    public void A_connection_that_fails_is_away_and_a_bug_is_not()
    {
        Streams.IsAway(new InvalidOperationException("outer", new NpgsqlException("Failed to connect to 127.0.0.1:5432"))).ShouldBeTrue();
        Streams.IsAway(new InvalidOperationException("bug")).ShouldBeFalse();
    }
}
