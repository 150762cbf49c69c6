namespace SecWatch.Server.CommandLine;

/// <summary>Repeats a listing each second until the user ends it, and remembers what was printed.</summary>
internal sealed class Follower
{
    private HashSet<string> printed = new(StringComparer.Ordinal);

    public static async Task RunAsync(bool isFollowing, Func<Follower, Task> list, CancellationToken cancellationToken)
    {
        var follower = new Follower();
        await list(follower);
        while (isFollowing)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            await list(follower);
        }
    }

    /// <summary>
    /// What of a list was not printed yet. Only the last list is remembered, so that memory stays bounded.
    /// </summary>
    public IReadOnlyList<T> New<T>(IReadOnlyList<T> items, Func<T, string> key)
    {
        var fresh = items.Where(item => !printed.Contains(key(item))).ToList();
        printed = items.Select(key).ToHashSet(StringComparer.Ordinal);
        return fresh;
    }
}
