using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Tests.Uplink;

public sealed class EnrollmentTokenTextTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void A_token_gives_the_hash_of_the_root_and_hides_its_secret()
    {
        Assert.True(EnrollmentTokenText.TryParse($" swt1.c2VjcmV0.{Hash} ", out var token, out _));

        Assert.Equal(Enumerable.Repeat((byte)0xaa, 32), token.RootHash);
        Assert.Equal($"swt1.c2VjcmV0.{Hash}", token.Text);
        Assert.DoesNotContain("c2VjcmV0", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "form")]
    [InlineData("swt2.c2VjcmV0.{hash}", "form")]
    [InlineData("swt1.c2VjcmV0", "form")]
    [InlineData("swt1..{hash}", "form")]
    [InlineData("swt1.c2VjcmV0.{hash}.more", "form")]
    [InlineData("swt1.c2V$jc.{hash}", "base64url")]
    [InlineData("swt1.c2VjcmV0.abc", "64 hexadecimal")]
    [InlineData("swt1.c2VjcmV0.{nothex}", "64 hexadecimal")]
    public void A_token_that_was_not_copied_whole_is_refused(string text, string problem)
    {
        text = text.Replace("{hash}", Hash, StringComparison.Ordinal)
            .Replace("{nothex}", new string('z', 64), StringComparison.Ordinal);

        Assert.False(EnrollmentTokenText.TryParse(text, out _, out var error));

        Assert.Contains(problem, error, StringComparison.Ordinal);
    }
}
