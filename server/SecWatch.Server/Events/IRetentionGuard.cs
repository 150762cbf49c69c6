namespace SecWatch.Server.Events;

/// <summary>A reader that has not finished: retention keeps what it still has to read.</summary>
internal interface IRetentionGuard
{
    /// <summary>The last batch that is no longer needed; <see cref="BatchPosition.Start"/> keeps everything.</summary>
    ValueTask<BatchPosition> DoneUpToAsync(CancellationToken cancellationToken);
}
