using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using Grpc.Core;
using SecWatch.Agent.Status;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary><c>doctor</c>: checks one thing after the other, and says for each that is wrong what to do.</summary>
internal sealed class Doctor(AgentPaths paths, TextWriter output, TimeProvider time)
{
    private const long FreeBytesMin = 256L * 1024 * 1024;
    // Certificates live 90 days and are renewed after 60.
    private static readonly TimeSpan RenewalOverdue = TimeSpan.FromDays(14);
    private static readonly TimeSpan SkewMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    private bool somethingIsWrong;

    public async Task<int> RunAsync(bool writeConfig, CancellationToken cancellationToken)
    {
        CheckSettings(writeConfig);
        CheckState();
        CheckSources();
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

    // A machine without a settings file is checked against the defaults; a wrong file was reported already.
    private void CheckSources()
    {
        var settings = new AgentSettings();
        try
        {
            settings = File.Exists(paths.Settings) ? SettingsFile.Read(paths.Settings) : settings;
        }
        catch (Exception failure) when (failure is SettingsException or IOException or UnauthorizedAccessException)
        {
            return;
        }

        foreach (var finding in SourceRights.Check(settings.Sources))
        {
            if (finding.Remedy.Length == 0)
            {
                Good(finding.What, finding.Found);
            }
            else
            {
                Bad(finding.What, finding.Found, finding.Remedy);
            }
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
            var left = certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
            var text = string.Create(CultureInfo.InvariantCulture, $"{left.TotalDays:0} days left");
            if (left <= TimeSpan.Zero)
            {
                Bad("certificate", "it has expired", "enrol again with --force, or set the clock if it is wrong");
            }
            else if (left < RenewalOverdue)
            {
                Bad("certificate", text, "it should have been renewed: see `status` for why the server is not reached");
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
            Bad($"source {source.Source}", source.State, source.Reason);
        }

        if (!string.Equals(status.Spool, "healthy", StringComparison.Ordinal))
        {
            Bad("spool", status.Spool, "make room on the disk of the state folder");
        }

        if (status.ClockSkewSeconds is { } skew)
        {
            CheckSkew(skew);
        }

        return status;
    }

    // The roots are what anybody may ask for: the question changes nothing, and the answer comes over the connection
    // that the agent uses, with both sides' certificates.
    private async Task CheckServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var channel = new ServerChannels(new CredentialStore(paths.State)).OpenAuthenticated();
            var call = new Protos.V1.Enrollment.EnrollmentClient(channel).GetRootsAsync(
                new Protos.V1.RootsRequest(),
                new CallOptions(
                    deadline: time.GetUtcNow().UtcDateTime + ConnectPatience, cancellationToken: cancellationToken));
            var headers = await call.ResponseHeadersAsync;
            await call;
            Good("server", "it answers over a trusted connection");
            CheckClock(headers.GetValue("date"));
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

    // RFC 9110 section 6.6.1: what the server thinks that the time is, to the second.
    private void CheckClock(string? date)
    {
        if (DateTimeOffset.TryParseExact(
            date, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var serverTime))
        {
            CheckSkew((serverTime - time.GetUtcNow()).TotalSeconds);
        }
    }

    private void CheckSkew(double seconds)
    {
        if (Math.Abs(seconds) > SkewMax.TotalSeconds)
        {
            Bad("clock", string.Create(CultureInfo.InvariantCulture, $"it differs from the server's by {seconds:0} s"),
                "set the clock, best by a time service");
        }
        else
        {
            Good("clock", "it agrees with the server's");
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
