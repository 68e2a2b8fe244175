using System.Text;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring.Frames;

public sealed class FrameAsItCameTests
{
    private static string Shown(string bytes) => Encoding.ASCII.GetString(new FrameAsItCame(1, "OP-1", null, Encoding.ASCII.GetBytes(bytes)).Shown());

    [Theory]
    [InlineData(
        "##0101QN=20240301080000123;ST=21;CN=2061;PW=secret;MN=M1;Flag=5;CP=&&DataTime=20240301080000;w01001-Avg=7.06,w01001-Flag=N&&1C80\r\n",
        "##0101QN=20240301080000123;ST=21;CN=2061;PW=******;MN=M1;Flag=5;CP=&&DataTime=20240301080000;w01001-Avg=7.06,w01001-Flag=N&&1C80\r\n")]
    [InlineData("##0001PW=a;MN=M1&&0000\r\n##0002MN=M1;PW=bcd;CN=2061&&0000\r\n", "##0001PW=*;MN=M1&&0000\r\n##0002MN=M1;PW=***;CN=2061&&0000\r\n")]
    [InlineData("{\"note\":\"PW=x\"}", "{\"note\":\"PW=x\"}")]
    [InlineData("", "")]
    public void Packets_are_shown_as_they_came_but_for_the_password_in_each_of_them(string bytes, string shown) => Shown(bytes).ShouldBe(shown);
}
