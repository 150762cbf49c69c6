namespace SecWatch.Server.Devices;

/// <summary>Looks twice a day whether the server's certificate must be renewed.</summary>
internal sealed class ServerCertificateRenewal(ServerCertificate certificate, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(12);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            certificate.Refresh();
        }
    }
}
