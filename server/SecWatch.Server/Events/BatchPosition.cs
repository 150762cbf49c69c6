using System.Globalization;

namespace SecWatch.Server.Events;

/// <summary>
/// Where a batch stands in the event store. Positions grow in the order in which batches were stored.
/// </summary>
/// <param name="Day">The day file, as days since 0001-01-01 (<see cref="DateOnly.DayNumber"/>).</param>
/// <param name="Row">The row in it, from 1.</param>
internal readonly record struct BatchPosition(int Day, long Row) : IComparable<BatchPosition>
{
    /// <summary>Before every batch.</summary>
    public static BatchPosition Start => default;

    public static bool operator <(BatchPosition left, BatchPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(BatchPosition left, BatchPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(BatchPosition left, BatchPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(BatchPosition left, BatchPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(BatchPosition other) => Day != other.Day ? Day.CompareTo(other.Day) : Row.CompareTo(other.Row);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Day}-{Row}");
}
