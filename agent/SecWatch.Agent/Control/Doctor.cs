using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using Grpc.Core;
using SecWatch.Agent.Status;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary><c>doctor</c>: checks one thing after the other, and says for each that is wrong what to do.</summary>
internal sealed class Doctor(AgentPaths paths, TextWriter output)
{
    private const long FreeBytesMin = 256L * 1024 * 1024;
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private bool somethingIsWrong;

    public async Task<int> RunAsync(bool writeConfig, CancellationToken cancellationToken)
    {
        CheckSettings(writeConfig);
        CheckState();
        CheckRights();
        var enrolled = CheckEnrollment();
        var status = await CheckRunningAsync(cancellationToken);
        if (enrolled && !string.Equals(status?.Connection, "connected", StringComparison.Ordinal))
        {
            await CheckServerAsync(cancellationToken);
        }

        return somethingIsWrong ? ExitCode.Unhealthy : ExitCode.Success;
    }

    private void CheckSettings(bool write)
    {
        try
        {
            if (write && SettingsFile.TryCreate(paths.Settings))
            {
                Good("settings", $"wrote {paths.Settings}");
            }

            if (!File.Exists(paths.Settings))
            {
                Good("settings", $"{paths.Settings} is missing: defaults hold; `doctor --write-config` writes it");
                return;
            }

            SettingsFile.Read(paths.Settings);
            Good("settings", paths.Settings);
        }
        catch (Exception failure) when (failure is SettingsException or IOException or UnauthorizedAccessException)
        {
            Bad("settings", failure.Message, "correct the file; the agent does not start with it");
        }
    }

    private void CheckState()
    {
        if (!Directory.Exists(paths.State))
        {
            Bad("state folder", $"{paths.State} is missing", "enrol this agent, or start it once");
            return;
        }

        try
        {
            var probe = Path.Combine(paths.State, "doctor.tmp");
            ProtectedFile.Write(probe, [1]);
            File.Delete(probe);
            Good("state folder", paths.State);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Bad("state folder", failure.Message, "run this command as the user of the agent, usually root");
        }

        var free = new DriveInfo(paths.State).AvailableFreeSpace;
        var text = string.Create(CultureInfo.InvariantCulture, $"{free / 1048576} MiB are free");
        if (free < FreeBytesMin)
        {
            Bad("disk space", text, "free some: without room the agent stops reading until there is");
        }
        else
        {
            Good("disk space", text);
        }
    }

    private void CheckRights()
    {
        if (OperatingSystem.IsLinux() && !Environment.IsPrivilegedProcess)
        {
            Bad("rights", "this user is not root", "process starts and most logs need the service's rights; "
                + "run this command as root to check what the service sees");
        }
        else if (OperatingSystem.IsWindows() && !Environment.IsPrivilegedProcess)
        {
            Bad("rights", "this user is not an administrator", "the Security log needs the service's rights");
        }
        else
        {
            Good("rights", "administrator");
        }
    }

    private bool CheckEnrollment()
    {
        var credentials = new CredentialStore(paths.State);
        if (!credentials.IsEnrolled || !credentials.TryLoadEnrollment(out var enrollment))
        {
            Bad("enrolment", "this agent is not enrolled", "secwatch-agent enroll --server HOST:PORT --token TOKEN");
            return false;
        }

        Good("enrolment", $"{enrollment.Server}, {enrollment.TenantName}, {enrollment.DeviceId}");
        try
        {
            using var certificate = credentials.LoadCertificate();
            var left = certificate.NotAfter.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime;
            var text = string.Create(CultureInfo.InvariantCulture, $"{left.TotalDays:0} days left");
            if (left <= TimeSpan.Zero)
            {
                Bad("certificate", "it has expired", "enrol again with --force, or set the clock if it is wrong");
            }
            else
            {
                Good("certificate", text);
            }
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            Bad("certificate", failure.Message, "enrol again with --force");
            return false;
        }

        return true;
    }

    private async Task<StatusReport?> CheckRunningAsync(CancellationToken cancellationToken)
    {
        var reply = await ControlClient.AskAsync(
            paths.State, new ControlRequest { Verb = "status" }, cancellationToken);
        if (reply?.Status is not { } status)
        {
            Bad("agent", "it is not running", "start the service: systemctl start secwatch-agent");
            return null;
        }

        Good("agent", string.Create(CultureInfo.InvariantCulture, $"running as process {status.ProcessId}"));
        foreach (var source in status.Sources.Where(one => one.State is "denied" or "degraded"))
        {
            Bad($"source {source.Source}", $"{source.State}: {source.Reason}", "see the reason");
        }

        if (!string.Equals(status.Spool, "healthy", StringComparison.Ordinal))
        {
            Bad("spool", status.Spool, "make room on the disk of the state folder");
        }

        if (status.ClockSkewSeconds is { } skew && Math.Abs(skew) > SkewMax.TotalSeconds)
        {
            Bad("clock", string.Create(CultureInfo.InvariantCulture, $"it differs from the server's by {skew:0} s"),
                "set the clock, best by a time service");
        }

        return status;
    }

    // A renewal is not asked for here: the question only has to reach the server past TLS, and any answer will do.
    private async Task CheckServerAsync(CancellationToken cancellationToken)
    {
        var credentials = new CredentialStore(paths.State);
        try
        {
            using var channel = new ServerChannels(credentials).OpenAuthenticated();
            var reply = await new Protos.V1.Enrollment.EnrollmentClient(channel).RenewAsync(
                new Protos.V1.RenewRequest(),
                new CallOptions(
                    deadline: TimeProvider.System.GetUtcNow().UtcDateTime + ConnectPatience,
                    cancellationToken: cancellationToken));
            Good("server", reply.TenantName);
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.InvalidArgument)
        {
            Good("server", "it answers, and accepts the certificate");
        }
        catch (RpcException failure)
        {
            Bad("server", LinkFailure.Describe(failure), "check the address, the network and the firewall");
        }
        catch (Exception failure) when (failure is AuthenticationException or CryptographicException)
        {
            Bad("server", failure.Message, "enrol again with --force");
        }
    }

    private void Good(string what, string found) => output.WriteLine($"ok     {what}: {found}");

    private void Bad(string what, string found, string remedy)
    {
        somethingIsWrong = true;
        output.WriteLine($"WRONG  {what}: {found}");
        output.WriteLine($"       -> {remedy}");
    }
}
