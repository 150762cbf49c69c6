namespace SecWatch.Ledger;

/// <summary>
/// One month of a subscription, as civil dates of Japan: from its first day to the day before the next one's.
/// </summary>
/// <remarks>
/// A subscription that starts on the 31st has its further months start on the last day of a shorter month, and on the
/// 31st
/// again where there is one: every month is counted from the start, never from the month before.
/// </remarks>
public readonly record struct SubscriptionMonth
{
    private SubscriptionMonth(int number, DateOnly firstDay, DateOnly lastDay)
    {
        Number = number;
        FirstDay = firstDay;
        LastDay = lastDay;
    }

    /// <summary>From 1.</summary>
    public int Number { get; }

    public DateOnly FirstDay { get; }

    /// <summary>The last day that belongs to it.</summary>
    public DateOnly LastDay { get; }

    /// <summary>Month <paramref name="number"/> of a subscription that starts on <paramref name="start"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static SubscriptionMonth Of(DateOnly start, int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        return new SubscriptionMonth(number, start.AddMonths(number - 1), start.AddMonths(number).AddDays(-1));
    }
}
