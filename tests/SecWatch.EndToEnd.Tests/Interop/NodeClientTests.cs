using Grpc.Core;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>grpc-js as the client of Grpc.AspNetCore.</summary>
[Collection(NodeCollection.Name)]
public sealed class NodeClientTests
{
    [Theory]
    [InlineData("unary", 5, "hello")]
    [InlineData("empty", 0, "")]
    [InlineData("large", 3 * 1024 * 1024, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public async Task A_message_of_any_size_comes_back(string scenario, int bytes, string text)
    {
        var result = await CallAsync(scenario);

        Assert.Equal(StatusCode.OK, (StatusCode)result.Code);
        Assert.Equal([new CallResult.Reply(bytes, text, 1, "")], result.Replies);
    }

    [Fact]
    public async Task Messages_travel_in_gzip_both_ways()
    {
        var result = await CallAsync("gzip");

        Assert.Equal(StatusCode.OK, (StatusCode)result.Code);
        Assert.Equal([new CallResult.Reply(1024 * 1024, new string('x', 32), 1, "gzip")], result.Replies);
    }

    [Fact]
    public async Task A_client_stream_is_collected()
    {
        var result = await CallAsync("client_stream");

        Assert.Equal([new CallResult.Reply(3, "abc", 3, "")], result.Replies);
    }

    [Fact]
    public async Task A_server_stream_arrives_whole_and_in_order()
    {
        var result = await CallAsync("server_stream");

        Assert.Equal(StatusCode.OK, (StatusCode)result.Code);
        Assert.Equal(Enumerable.Range(1, 100), result.Replies.Select(reply => reply.Count));
        Assert.All(result.Replies, reply => Assert.Equal("again", reply.Text));
    }

    [Fact]
    public async Task Both_sides_talk_in_turn()
    {
        var result = await CallAsync("chat");

        Assert.Equal(StatusCode.OK, (StatusCode)result.Code);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(i => $"message {i}"), result.Replies.Select(reply => reply.Text),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_status_arrives_with_its_text_and_trailers()
    {
        var result = await CallAsync("status");

        Assert.Equal(StatusCode.NotFound, (StatusCode)result.Code);
        Assert.Equal("nicht da: 100 % 監査\n", result.Details);
        Assert.Equal("set by the server", result.Trailer);
    }

    [Fact]
    public async Task A_status_after_replies_arrives_after_them()
    {
        var result = await CallAsync("stream_status");

        Assert.Equal(2, result.Replies.Length);
        Assert.Equal(StatusCode.ResourceExhausted, (StatusCode)result.Code);
        Assert.Equal("enough", result.Details);
    }

    [Theory]
    [InlineData("deadline", StatusCode.DeadlineExceeded)]
    [InlineData("cancel", StatusCode.Cancelled)]
    public async Task The_server_learns_that_the_client_gave_up(string scenario, StatusCode expected)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await EchoHost.StartAsync(gzip: false, cancellationToken);

        var result = await CallResult.CallAsync(host.Port, scenario, cancellationToken);

        Assert.Equal(expected, (StatusCode)result.Code);
        await host.WaitForGivenUpAsync(cancellationToken);
    }

    [Theory]
    [InlineData("missing_method", StatusCode.Unimplemented)]
    [InlineData("oversized_request", StatusCode.ResourceExhausted)]
    [InlineData("oversized_reply", StatusCode.ResourceExhausted)]
    public async Task What_the_server_does_not_take_is_refused(string scenario, StatusCode expected)
    {
        var result = await CallAsync(scenario);

        Assert.Equal(expected, (StatusCode)result.Code);
        Assert.Empty(result.Replies);
        Assert.NotEmpty(result.Details);
    }

    private static async Task<CallResult> CallAsync(string scenario)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await EchoHost.StartAsync(gzip: scenario is "gzip", cancellationToken);
        return await CallResult.CallAsync(host.Port, scenario, cancellationToken);
    }
}
