using System.Net;

namespace SecWatch.Server.Identity;

/// <summary>Slows down whoever guesses passwords.</summary>
/// <remarks>
/// Counted over 15 minutes: 5 failures of a name from an address, 20 from an address, 50 of a name. The last is so high
/// because anybody can fail in somebody else's name. The table is bounded: when it is full, what is old goes first.
/// </remarks>
internal sealed class SignInThrottle(TimeProvider time)
{
    private const int CounterCountMax = 20_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly Dictionary<string, FailureCounter> counters = new(StringComparer.Ordinal);

    /// <summary>Whether another try may be made now.</summary>
    public bool Allows(string name, IPAddress? address)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return Keys(name, address).All(key =>
                !counters.TryGetValue(key.Key, out var counter)
                || now - counter.FirstAt >= Window
                || counter.Count < key.Max);
        }
    }

    public void CountFailure(string name, IPAddress? address)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            MakeRoom(now);
            foreach (var (key, _) in Keys(name, address))
            {
                counters[key] = counters.TryGetValue(key, out var counter) && now - counter.FirstAt < Window
                    ? counter with { Count = counter.Count + 1 }
                    : new FailureCounter(now, 1);
            }
        }
    }

    /// <summary>Forgets the failures of a name from an address; those of the address alone stay.</summary>
    public void CountSuccess(string name, IPAddress? address)
    {
        lock (gate)
        {
            counters.Remove(Keys(name, address)[0].Key);
        }
    }

    private static (string Key, int Max)[] Keys(string name, IPAddress? address)
    {
        var who = SecretText.Hash(OperatorAccounts.Normalize(name));
        return [($"{who}@{address}", 5), ($"@{address}", 20), (who, 50)];
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (counters.Count < CounterCountMax)
        {
            return;
        }

        foreach (var key in counters.Where(pair => now - pair.Value.FirstAt >= Window)
            .Select(pair => pair.Key).ToList())
        {
            counters.Remove(key);
        }

        foreach (var key in counters.OrderBy(pair => pair.Value.FirstAt).Select(pair => pair.Key)
            .Take(Math.Max(0, counters.Count - (CounterCountMax / 2))).ToList())
        {
            counters.Remove(key);
        }
    }

    private readonly record struct FailureCounter(DateTimeOffset FirstAt, int Count);
}
