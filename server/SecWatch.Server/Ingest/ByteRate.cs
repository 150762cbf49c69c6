namespace SecWatch.Server.Ingest;

/// <summary>A token bucket that holds one second's bytes and may go into debt.</summary>
internal sealed class ByteRate(long bytesPerSecond, TimeProvider time)
{
    private readonly Lock gate = new();
    private double balance = bytesPerSecond;
    private long refilledAt = time.GetTimestamp();

    /// <summary>Takes bytes out.</summary>
    /// <returns>How long it takes until the debt is paid; zero where there is none.</returns>
    public TimeSpan Take(long bytes)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var refill = time.GetElapsedTime(refilledAt, now).TotalSeconds * bytesPerSecond;
            balance = Math.Min(bytesPerSecond, balance + refill) - bytes;
            refilledAt = now;
            return balance >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-balance / bytesPerSecond);
        }
    }
}
