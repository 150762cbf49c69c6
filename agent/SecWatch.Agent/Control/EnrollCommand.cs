using System.Security.Cryptography;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary><c>enroll</c>: gets this computer its certificate.</summary>
internal sealed class EnrollCommand(AgentPaths paths, TextWriter output, TextWriter errors)
{
    public async Task<int> RunAsync(string server, string tokenText, bool force, CancellationToken cancellationToken)
    {
        if (string.Equals(tokenText, "-", StringComparison.Ordinal))
        {
            tokenText = await Console.In.ReadLineAsync(cancellationToken) ?? "";
        }

        if (!IsServer(server))
        {
            return await FailAsync(ExitCode.WrongSettings, $"--server: \"{server}\" is not HOST:PORT");
        }

        if (!EnrollmentTokenText.TryParse(tokenText, out var token, out var problem))
        {
            return await FailAsync(ExitCode.WrongSettings, $"--token: {problem}");
        }

        try
        {
            paths.CreateState();
            if (SettingsFile.TryCreate(paths.Settings))
            {
                await output.WriteLineAsync($"Wrote {paths.Settings}.");
            }

            return await EnrollAsync(server, token, force, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(ExitCode.NoAccess, failure.Message);
        }
        catch (CryptographicException failure)
        {
            return await FailAsync(ExitCode.Failed, failure.Message);
        }
    }

    /// <summary>Whether this is a host and a port.</summary>
    internal static bool IsServer(string server) =>
        server.Contains(':', StringComparison.Ordinal)
        && Uri.TryCreate($"https://{server}", UriKind.Absolute, out var uri)
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "", Port: > 0 }
        && !server.EndsWith(':') && !server.EndsWith('/');

    private async Task<int> EnrollAsync(
        string server, EnrollmentTokenText token, bool force, CancellationToken cancellationToken)
    {
        var credentials = new CredentialStore(paths.State);
        if (credentials.IsEnrolled && !force && credentials.TryLoadEnrollment(out var present))
        {
            return await FailAsync(ExitCode.Failed,
                $"This agent is enrolled with {present.Server} as {present.DeviceId}; --force enrols it again.");
        }

        var enroller = new Enroller(credentials, new ServerChannels(credentials), HostFacts.Read());
        if (await enroller.EnrollAsync(server, token, TimeProvider.System, cancellationToken) is { } problem)
        {
            return await FailAsync(ExitCode.Failed, $"Not enrolled: {problem}");
        }

        credentials.TryLoadEnrollment(out var enrollment);
        await output.WriteLineAsync($"Enrolled with {server} for {enrollment.TenantName} as {enrollment.DeviceId}.");
        return ExitCode.Success;
    }

    private async Task<int> FailAsync(int exitCode, string message)
    {
        await errors.WriteLineAsync(message);
        return exitCode;
    }
}
