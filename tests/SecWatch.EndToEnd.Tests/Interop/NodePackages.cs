using System.Diagnostics;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>The folder with the node programs and their packages, which <c>npm ci</c> fetches once.</summary>
public sealed class NodePackages : IAsyncLifetime
{
    /// <summary>Where the programs lie, beside the tests' executable.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Interop", "node");

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var wanted = await File.ReadAllTextAsync(Path.Combine(Folder, "package-lock.json"), cancellationToken);
        var installed = Path.Combine(Folder, "node_modules", "secwatch-installed.json");
        if (File.Exists(installed) && wanted.Equals(
            await File.ReadAllTextAsync(installed, cancellationToken), StringComparison.Ordinal))
        {
            return;
        }

        using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        npm.StandardInput.Close();
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        _ = await npm.StandardOutput.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci ended with {npm.ExitCode} in {Folder}: {await errors}");
        }

        await File.WriteAllTextAsync(installed, wanted, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Starts a program in the folder, with its three streams open.</summary>
    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"`{program}` was not found. The interoperability tests need Node.js 20 or newer with npm in the PATH.",
                exception);
        }
    }
}
