using System.Diagnostics;

namespace SecWatch.Server.Tests.Support;

/// <summary>A file system of a few megabytes that a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder folder;

    private SmallDisk(TestFolder folder) => this.folder = folder;

    public string Path => folder.Path;

    /// <returns>null where this process may not mount.</returns>
    public static SmallDisk? Mount(string name)
    {
        var mounted = new TestFolder();
        if (OperatingSystem.IsLinux() && Environment.UserName is "root"
            && Run("mount", "-t", "tmpfs", "-o", "size=4m", name, mounted.Path) == 0)
        {
            return new SmallDisk(mounted);
        }

        mounted.Dispose();
        return null;
    }

    /// <summary>Takes all room but a few pages.</summary>
    public void Fill()
    {
        using var stream = File.Create(folder.File("filler"));
        var block = new byte[16 * 1024];
        try
        {
            while (true)
            {
                stream.Write(block);
                stream.Flush();
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    public void Free() => File.Delete(folder.File("filler"));

    public void Dispose()
    {
        Run("umount", "-l", folder.Path);
        folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) 
            {
                UseShellExecute = false,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
