using SecWatch.Protos.AgentEvents;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Operators.Text;

namespace SecWatch.Server.Tests.Operators;

public sealed class EventSummaryTests
{
    [Theory]
    [InlineData(AgentEvent.ProcessProvider, 1, "CommandLine=id -u", "started: id -u")]
    [InlineData(AgentEvent.ProcessProvider, 5, "CommandLine=id -u|ExitCode=3", "exited (3): id -u")]
    [InlineData(AgentEvent.ProcessProvider, 5, "CommandLine=id|ExitSignal=9", "exited (signal 9): id")]
    [InlineData(AgentEvent.ProcessProvider, 5, "CommandLine=id", "exited: id")]
    [InlineData(AgentEvent.FileProvider, 11, "TargetFilename=/etc/a", "created: /etc/a")]
    [InlineData(AgentEvent.FileProvider, 2, "TargetFilename=/etc/a", "changed: /etc/a")]
    [InlineData(AgentEvent.FileProvider, 23, "TargetFilename=/etc/a", "deleted: /etc/a")]
    [InlineData(AgentEvent.FileProvider, 26, "TargetFilename=/b|SourceFilename=/a", "renamed: /a → /b")]
    [InlineData(AgentEvent.FileProvider, 27, "TargetFilename=/etc/a", "mode or owner changed: /etc/a")]
    [InlineData(AgentEvent.LogProvider, 0, "ProcessName=sshd|Message=bad password", "sshd: bad password")]
    [InlineData(AgentEvent.LogProvider, 0, "Message=plain", "plain")]
    [InlineData("Other", 7, "A=1|B=2", "A=1  B=2")]
    public void Summary_says_what_happened(string provider, int eventId, string fields, string expected)
    {
        Assert.Equal(expected, EventSummary.Of(EnglishText.Text, Event(provider, eventId, fields)));
    }

    [Fact]
    public void Long_summary_is_cut_and_no_letter_is_halved()
    {
        var fields = new List<FieldResponse> { new("Message", new string('a', 179) + "𠮷野家") };

        Assert.Equal(new string('a', 179) + "…", EventSummary.Of(fields));
    }

    private static EventResponse Event(string provider, int eventId, string fields) => new(
        "1-1-0", Guid.Empty, Guid.Empty, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "security", "test",
        provider, "", eventId, 0, "pc",
        [.. fields.Split('|').Select(pair => new FieldResponse(pair.Split('=')[0], pair.Split('=')[1]))]);
}
