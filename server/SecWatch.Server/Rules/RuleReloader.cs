namespace SecWatch.Server.Rules;

/// <summary>Loads the rules before the server starts to detect, and again when their files change.</summary>
internal sealed class RuleReloader(RuleLibrary library, TimeProvider time) : BackgroundService
{
    /// <summary>Between two looks at the files.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        library.ReloadIfChanged();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            library.ReloadIfChanged();
        }
    }
}
