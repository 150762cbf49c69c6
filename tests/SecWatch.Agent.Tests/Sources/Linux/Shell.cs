using System.Diagnostics;

namespace SecWatch.Agent.Tests.Sources.Linux;

/// <summary>Runs shell text to its end.</summary>
internal static class Shell
{
    public static async Task RunAsync(string script)
    {
        using var process = Start("/bin/sh", "-c", script);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    public static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = "/" };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
