using Basin.Hosting;
using Basin.Registry;
using Basin.Signing;
using Microsoft.Extensions.Configuration;

namespace Basin.Services.Tests.Registry;

public sealed class FirstSuperiorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("basin-superior").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_more_the_settings_bring_one_key_that_names_nobody()
    {
        var superior = FirstSuperior.Of(Settings());
        superior.Keys.ShouldHaveSingleItem().Holder.ShouldBeNull();
        FirstSuperior.Of(Settings(("BASIN_SUPERIOR_KEY_2", ""), ("BASIN_SUPERIOR_HOLDER_2", ""), ("BASIN_SUPERIOR_HOLDER", ""))).Keys.Count().ShouldBe(1, "an empty setting is none");
    }

    [Fact]
    public void The_settings_name_two_people_of_the_superior()
    {
        var superior = FirstSuperior.Of(Settings(("BASIN_SUPERIOR_HOLDER", "张三"), ("BASIN_SUPERIOR_KEY_2", KeyFile("second")), ("BASIN_SUPERIOR_HOLDER_2", "李四")));
        superior.Keys.Select(held => held.Holder).ShouldBe(["张三", "李四"]);
        superior.Keys.Select(held => held.Key.Id).ShouldBeUnique();
    }

    [Theory]
    [InlineData("second", null, "BASIN_SUPERIOR_HOLDER_2 is missing")]
    [InlineData(null, "李四", "BASIN_SUPERIOR_KEY_2 is missing")]
    [InlineData("first", "李四", "is the key of BASIN_SUPERIOR_KEY")]
    [InlineData("second", "张三", "names a second person")]
    [InlineData("second", "100000", "names a second person")]
    [InlineData("second", " 李四", "BASIN_SUPERIOR_HOLDER_2: A holder has")]
    [InlineData("nowhere", "李四", "BASIN_SUPERIOR_KEY_2: the file")]
    public void A_second_person_needs_a_key_and_a_name_of_its_own(string? key, string? holder, string sentence)
    {
        (string, string?)[] more = [("BASIN_SUPERIOR_HOLDER", "张三"), ("BASIN_SUPERIOR_KEY_2", key is null ? null : KeyFile(key)), ("BASIN_SUPERIOR_HOLDER_2", holder)];
        Should.Throw<UnusableSettingException>(() => FirstSuperior.Of(Settings(more))).Message.ShouldContain(sentence);
    }

    private IConfiguration Settings(params (string Name, string? Value)[] more) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["BASIN_SUPERIOR_CODE"] = "100000", ["BASIN_SUPERIOR_NAME"] = "共同上级", ["BASIN_SUPERIOR_KEY"] = KeyFile("first") }
            .Concat(more.Select(setting => new KeyValuePair<string, string?>(setting.Name, setting.Value))))
        .Build();

    private string KeyFile(string name)
    {
        var file = Path.Combine(_folder, $"{name}.pub.pem");
        if (name == "nowhere" || File.Exists(file)) return file;
        using var key = PrivateKey.New("ES256");
        File.WriteAllText(file, key.Public.Pem);
        return file;
    }
}
