using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Tests.Sources.Windows;

namespace SecWatch.Agent.Tests.Pipeline;

public sealed class AgentJournalTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData(3600, 1)]
    [InlineData(-3600, 1)]
    [InlineData(4, 0)]
    public async Task A_wall_clock_that_jumps_against_the_monotonic_one_is_an_event(int stepSeconds, int events)
    {
        var time = new SteppingClock(Start);
        var journal = new AgentJournal(time, NullLogger<AgentJournal>.Instance);
        time.Advance(TimeSpan.FromMinutes(10));
        journal.CheckClock();
        time.Step(TimeSpan.FromSeconds(stepSeconds));
        time.Advance(TimeSpan.FromSeconds(10));

        journal.CheckClock();
        journal.Complete();

        var context = new WindowsSourceContext();
        await journal.RunAsync(context, TestContext.Current.CancellationToken);
        Assert.Equal(events, context.Rows.Count);
    }

    private sealed class SteppingClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private TimeSpan step;

        public void Step(TimeSpan by) => step += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + step;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
