using FsCheck;
using FsCheck.Fluent;

namespace SecWatch.Ledger.Tests;

public sealed class YenTests
{
    [Theory]
    [InlineData(480_000, 1, 2, 240_000)]
    [InlineData(145_000, 2, 3, 96_666)]
    [InlineData(99_999, 1, 2, 49_999)]
    [InlineData(100_000, 2, 3, 66_666)]
    [InlineData(1, 1, 2, 0)]
    [InlineData(0, 2, 3, 0)]
    [InlineData(long.MaxValue, 1, 1, long.MaxValue)]
    public void Fraction_of_an_amount_is_cut_to_whole_yen(long amount, long numerator, long denominator, long expected)
    {
        Assert.Equal(new Yen(expected), new Yen(amount).TimesRoundedDown(numerator, denominator));
    }

    [Fact]
    public void Rounded_down_fraction_is_never_above_the_exact_one_and_less_than_one_yen_below()
    {
        Prop.ForAll<uint, ushort, ushort>((amount, numerator, low) =>
        {
            var denominator = low + 1L;
            var result = new Yen(amount).TimesRoundedDown(numerator, denominator).Amount;
            var exact = (Int128)amount * numerator;
            return (Int128)result * denominator <= exact && exact < ((Int128)result + 1) * denominator;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Sum_that_does_not_fit_is_an_error()
    {
        Assert.Throws<OverflowException>(() => new Yen(long.MaxValue) + new Yen(1));
        Assert.Throws<OverflowException>(() => new Yen(long.MinValue) - new Yen(1));
        Assert.Throws<OverflowException>(() => new Yen(long.MaxValue).TimesRoundedDown(2, 1));
    }

    [Fact]
    public void Fraction_out_of_range_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Yen(1).TimesRoundedDown(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Yen(1).TimesRoundedDown(1, 0));
    }
}
