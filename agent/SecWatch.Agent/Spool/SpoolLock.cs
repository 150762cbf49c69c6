namespace SecWatch.Agent.Spool;

/// <summary>
/// Keeps a second agent away from the same state folder; the operating system frees it with the process.
/// </summary>
internal sealed class SpoolLock : IDisposable
{
    private readonly FileStream file;

    private SpoolLock(FileStream file) => this.file = file;

    /// <returns>false where another process holds the folder.</returns>
    public static bool TryTake(string folder, out SpoolLock taken)
    {
        taken = null!;
        try
        {
            taken = new SpoolLock(new FileStream(
                Path.Combine(folder, "agent.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            return true;
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return false;
        }
    }

    public void Dispose() => file.Dispose();
}
