using Microsoft.Extensions.Time.Testing;
using SecWatch.Server.Devices;
using SecWatch.Server.Hosting;
using SecWatch.Server.Storage;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Devices;

public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Its_key_is_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Open();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("ca/root.key")));
        }
    }

    [Fact]
    public void It_is_the_same_after_a_restart() => Assert.Equal(Open().RootHash, Open().RootHash);

    [Fact]
    public void A_start_that_was_cut_off_after_the_key_is_finished_by_the_next()
    {
        Open();
        var key = File.ReadAllText(folder.File("ca/root.key"));
        File.Delete(folder.File("ca/root.crt"));
        File.WriteAllText(folder.File("ca/root.crt.tmp"), "half");
        var authority = Open();

        Assert.Equal(key, File.ReadAllText(folder.File("ca/root.key")));
        Assert.Single(authority.Roots);
    }

    [Fact]
    public void A_missing_or_damaged_key_is_named()
    {
        Open();
        File.WriteAllText(folder.File("ca/root.key"), "nonsense");
        var damaged = Assert.Throws<StartFailedException>(Open);
        File.Delete(folder.File("ca/root.key"));
        var missing = Assert.Throws<StartFailedException>(Open);

        Assert.Contains("cannot be used", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("root.key is missing", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_root_is_accepted_beside_the_own()
    {
        using var other = new TestFolder();
        new CertificateAuthority(new DataFolder(other.Path), new FakeTimeProvider(TestBatches.Start)).Open();
        Open();
        File.Copy(other.File("ca/root.crt"), folder.File("ca/root.next.crt"));

        Assert.Equal(2, Open().Roots.Count);
    }

    private CertificateAuthority Open()
    {
        var authority = new CertificateAuthority(new DataFolder(folder.Path), new FakeTimeProvider(TestBatches.Start));
        authority.Open();
        return authority;
    }
}
