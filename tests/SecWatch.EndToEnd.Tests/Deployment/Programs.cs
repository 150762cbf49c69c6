namespace SecWatch.EndToEnd.Tests.Deployment;

/// <summary>Where the programs under test are, as <c>./secwatch test</c> built them.</summary>
internal static class Programs
{
    public static string Root { get; } = FindRoot();

    public static string Server { get; } = Required("SECWATCH_SERVER", "artifacts/bin/SecWatch.Server/release/secwatch-server");

    /// <summary>
    /// The native build, which is what ships; the framework-dependent one where it was not published.
    /// </summary>
    public static string Agent { get; } = File.Exists(Path.Combine(Root, "artifacts/publish/agent-native/secwatch-agent"))
        ? Required("SECWATCH_AGENT", "artifacts/publish/agent-native/secwatch-agent")
        : Required("SECWATCH_AGENT", "artifacts/bin/SecWatch.Agent/release/secwatch-agent");

    private static string Required(string variable, string path)
    {
        var file = Environment.GetEnvironmentVariable(variable) ?? Path.Combine(Root, path);
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException($"{file} is not there: run ./secwatch test, or set {variable}.", file);
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SecWatch.sln")))
        {
            folder = Path.GetDirectoryName(folder.TrimEnd('/'))
                ?? throw new InvalidOperationException("SecWatch.sln was not found above the tests.");
        }

        return folder;
    }
}
