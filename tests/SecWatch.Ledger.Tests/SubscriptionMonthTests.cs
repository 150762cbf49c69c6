namespace SecWatch.Ledger.Tests;

public sealed class SubscriptionMonthTests
{
    [Theory]
    [InlineData("2023-04-01", 1, "2023-04-01", "2023-04-30")]
    [InlineData("2023-04-15", 2, "2023-05-15", "2023-06-14")]
    [InlineData("2024-01-31", 2, "2024-02-29", "2024-03-30")]
    [InlineData("2023-01-31", 2, "2023-02-28", "2023-03-30")]
    [InlineData("2023-01-31", 3, "2023-03-31", "2023-04-29")]
    [InlineData("2024-02-29", 13, "2025-02-28", "2025-03-28")]
    [InlineData("2024-02-29", 24, "2026-01-29", "2026-02-27")]
    [InlineData("2023-12-31", 24, "2025-11-30", "2025-12-30")]
    public void Month_is_counted_from_the_start_of_the_subscription(string start, int number, string first, string last)
    {
        var month = SubscriptionMonth.Of(Day(start), number);

        Assert.Equal((Day(first), Day(last)), (month.FirstDay, month.LastDay));
    }

    [Fact]
    public void Months_follow_one_another_without_hole_or_overlap_for_every_day_of_four_years()
    {
        for (var start = new DateOnly(2023, 1, 1); start.Year < 2027; start = start.AddDays(1))
        {
            for (var number = 1; number <= 24; number++)
            {
                var next = SubscriptionMonth.Of(start, number + 1);
                Assert.Equal(next.FirstDay, SubscriptionMonth.Of(start, number).LastDay.AddDays(1));
            }
        }
    }

    [Fact]
    public void Month_zero_does_not_exist()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SubscriptionMonth.Of(new DateOnly(2023, 4, 1), 0));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");
}
