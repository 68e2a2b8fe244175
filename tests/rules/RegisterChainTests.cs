namespace Basin.Rules.Tests;

public sealed class RegisterChainTests
{
    private static List<RegisterChain.Link> Chain(params string[] contents)
    {
        var links = new List<RegisterChain.Link>();
        foreach (var content in contents)
        {
            var previous = links.Count == 0 ? RegisterChain.NoPredecessor : links[^1].Sha256;
            links.Add(new(links.Count + 1, content, previous, RegisterChain.Sha256(previous, links.Count + 1, content)));
        }

        return links;
    }

    [Fact]
    public void The_hash_of_an_entry_is_that_of_four_lines() =>
        RegisterChain.Sha256(RegisterChain.NoPredecessor, 1, "ab").ShouldBe(
            Signatures.Sha256(System.Text.Encoding.UTF8.GetBytes("basin-register/1\n0000000000000000000000000000000000000000000000000000000000000000\n1\nab\n")));

    [Fact]
    public void An_untouched_chain_holds() => RegisterChain.FirstBreak(Chain("a", "b", "c")).ShouldBeNull();

    [Fact]
    public void A_content_that_was_changed_is_found_at_its_place()
    {
        var links = Chain("a", "b", "c");
        links[1] = links[1] with { ContentSha256 = "x" };
        RegisterChain.FirstBreak(links).ShouldBe(2);
    }

    [Fact]
    public void An_entry_that_was_changed_with_its_own_hash_is_found_at_the_next_one()
    {
        var links = Chain("a", "b", "c");
        links[1] = links[1] with { ContentSha256 = "x", Sha256 = RegisterChain.Sha256(links[0].Sha256, 2, "x") };
        RegisterChain.FirstBreak(links).ShouldBe(3);
    }

    [Fact]
    public void An_entry_that_was_taken_out_is_found()
    {
        var links = Chain("a", "b", "c");
        links.RemoveAt(1);
        RegisterChain.FirstBreak(links).ShouldBe(2);
    }
}
