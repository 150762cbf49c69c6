using System.Security.Authentication;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SecWatch.Agent.Uplink;

/// <summary>Renews the device's certificate when the server wanted it renewed, beside the running stream.</summary>
internal sealed class CertificateRenewal(
    CredentialStore credentials, Enroller enroller, Func<double> randomness, TimeProvider time,
    ILogger<CertificateRenewal> logger) : BackgroundService
{
    private static readonly TimeSpan CheckPeriod = TimeSpan.FromHours(1);
    private static readonly Backoff RetryDelay = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(6));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (true)
        {
            var delay = CheckPeriod;
            if (credentials.TryLoadEnrollment(out var enrollment) && enrollment.RenewAfter <= time.GetUtcNow())
            {
                if (await TryRenewAsync(stoppingToken))
                {
                    failures = 0;
                }
                else
                {
                    delay = RetryDelay.Delay(failures++, randomness()) + TimeSpan.FromMinutes(1);
                }
            }

            await Task.Delay(delay, time, stoppingToken);
        }
    }

    private async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        string? problem;
        try
        {
            problem = await enroller.RenewAsync(time, cancellationToken);
        }
        catch (Exception failure) when (failure is AuthenticationException or CryptographicException or IOException
            or UnauthorizedAccessException)
        {
            problem = failure.Message;
        }

        if (problem is null)
        {
            UplinkLog.Renewed(logger);
            return true;
        }

        UplinkLog.NotRenewed(logger, problem);
        return false;
    }
}
