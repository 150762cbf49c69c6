using SecWatch.EndToEnd.Tests.Deployment;

namespace SecWatch.EndToEnd.Tests.Oracle;

/// <summary>
/// A file system of a few MiB under a folder, whose contents it keeps, that can be filled up and freed.
/// </summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string folder;

    private SmallDisk(string folder) => this.folder = folder;

    private string Ballast => Path.Combine(folder, "ballast");

    /// <summary>
    /// Mounts a tmpfs over the folder and copies its contents into it. Needs root; skips the test otherwise.
    /// </summary>
    public static async Task<SmallDisk> MountAsync(string folder, int mebibytes, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small file system needs root.");
        var aside = folder + ".aside";
        Directory.Move(folder, aside);
        Directory.CreateDirectory(folder);
        var (exitCode, output) = await TestDeployment.RunAsync(
            "mount", ["-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", folder], cancellationToken);
        Assert.True(exitCode == 0, output);
        (exitCode, output) = await TestDeployment.RunAsync("cp", ["-a", aside + "/.", folder], cancellationToken);
        Assert.True(exitCode == 0, output);
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the room that there is.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full is what it should be.
        }
    }

    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // Lazily: a process that the test did not end yet may still hold files.
        await TestDeployment.RunAsync("umount", ["-l", folder], CancellationToken.None);
    }
}
