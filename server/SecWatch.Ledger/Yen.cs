namespace SecWatch.Ledger;

/// <summary>An amount of money in whole yen. Arithmetic is checked.</summary>
public readonly record struct Yen(long Amount) : IComparable<Yen>
{
    public static Yen Zero => default;

    public static Yen operator +(Yen left, Yen right) => new(checked(left.Amount + right.Amount));

    public static Yen operator -(Yen left, Yen right) => new(checked(left.Amount - right.Amount));

    public static bool operator <(Yen left, Yen right) => left.Amount < right.Amount;

    public static bool operator >(Yen left, Yen right) => left.Amount > right.Amount;

    public static bool operator <=(Yen left, Yen right) => left.Amount <= right.Amount;

    public static bool operator >=(Yen left, Yen right) => left.Amount >= right.Amount;

    /// <summary>The amount times a fraction; what is below one yen is cut off (端数切捨て), towards zero.</summary>
    /// <param name="numerator">Not negative.</param>
    /// <param name="denominator">Greater than zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part of the fraction is out of its range.</exception>
    /// <exception cref="OverflowException">The result does not fit.</exception>
    public Yen TimesRoundedDown(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        return new Yen(checked((long)((Int128)Amount * numerator / denominator)));
    }

    public int CompareTo(Yen other) => Amount.CompareTo(other.Amount);
}
