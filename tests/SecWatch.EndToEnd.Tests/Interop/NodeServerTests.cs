using Google.Protobuf;
using Grpc.Core;
using SecWatch.EndToEnd.Tests.Interop.Wire;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>Grpc.Net.Client as the client of grpc-js.</summary>
[Collection(NodeCollection.Name)]
public sealed class NodeServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(3 * 1024 * 1024)]
    public async Task A_message_of_any_size_comes_back(int bytes)
    {
        await using var server = await NodeServer.StartAsync(Token);

        var reply = await new Echo.EchoClient(server.Channel).UnaryAsync(Data(bytes), cancellationToken: Token);

        Assert.Equal(Data(bytes).Data, reply.Data);
        Assert.Equal(1U, reply.Count);
    }

    // A grpc-js server reads gzip and never writes it; replies in gzip are shown with it as the client.
    [Fact]
    public async Task A_request_in_gzip_is_read()
    {
        await using var server = await NodeServer.StartAsync(Token);
        var headers = new Metadata { { "grpc-internal-encoding-request", "gzip" } };

        var reply = await new Echo.EchoClient(server.Channel).UnaryAsync(Data(1024 * 1024), headers, null, Token);

        Assert.Equal(Data(1024 * 1024).Data, reply.Data);
        Assert.Equal("gzip", server.Requests.Encoding);
    }

    [Fact]
    public async Task A_client_stream_is_collected()
    {
        await using var server = await NodeServer.StartAsync(Token);
        using var call = new Echo.EchoClient(server.Channel).Collect(cancellationToken: Token);

        foreach (var text in new[] { "a", "b", "c" })
        {
            await call.RequestStream.WriteAsync(new Request { Data = ByteString.CopyFromUtf8(text) }, Token);
        }

        await call.RequestStream.CompleteAsync();
        var reply = await call;

        Assert.Equal("abc", reply.Data.ToStringUtf8());
        Assert.Equal(3U, reply.Count);
    }

    [Fact]
    public async Task A_server_stream_arrives_whole_and_in_order()
    {
        await using var server = await NodeServer.StartAsync(Token);
        var request = Data(5);
        request.Repeat = 100;
        using var call = new Echo.EchoClient(server.Channel).Repeat(request, cancellationToken: Token);

        var count = 0U;
        await foreach (var reply in call.ResponseStream.ReadAllAsync(Token))
        {
            Assert.Equal(++count, reply.Count);
            Assert.Equal(request.Data, reply.Data);
        }

        Assert.Equal(100U, count);
    }

    [Fact]
    public async Task Both_sides_talk_in_turn()
    {
        await using var server = await NodeServer.StartAsync(Token);
        using var call = new Echo.EchoClient(server.Channel).Chat(cancellationToken: Token);

        for (var i = 1U; i <= 10; i++)
        {
            await call.RequestStream.WriteAsync(new Request { Data = ByteString.CopyFromUtf8($"message {i}") }, Token);
            Assert.True(await call.ResponseStream.MoveNext(Token));
            Assert.Equal(i, call.ResponseStream.Current.Count);
            Assert.Equal($"message {i}", call.ResponseStream.Current.Data.ToStringUtf8());
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(Token));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_status_arrives_with_its_text_and_trailers()
    {
        await using var server = await NodeServer.StartAsync(Token);
        var request = new Request { StatusCode = (uint)StatusCode.NotFound, StatusText = "nicht da: 100 % 監査\n" };

        var failure = await FailureAsync(server, request, null, Token);

        Assert.Equal(StatusCode.NotFound, failure.StatusCode);
        Assert.Equal("nicht da: 100 % 監査\n", failure.Status.Detail);
        Assert.Equal("set by the server", failure.Trailers.GetValue("secwatch-trailer"));
    }

    [Fact]
    public async Task A_deadline_ends_the_call_on_both_sides()
    {
        await using var server = await NodeServer.StartAsync(Token);
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300);

        var failure = await FailureAsync(server, new Request { Hang = true }, deadline, Token);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        Assert.Equal("cancelled", await server.ReadLineAsync(Token));
    }

    [Fact]
    public async Task A_cancelled_call_ends_on_both_sides()
    {
        await using var server = await NodeServer.StartAsync(Token);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var call = new Echo.EchoClient(server.Channel).Repeat(
            new Request { Repeat = 1, Hang = true }, cancellationToken: cancellation.Token);
        Assert.True(await call.ResponseStream.MoveNext(Token));

        await cancellation.CancelAsync();
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Token));

        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
        Assert.Equal("cancelled", await server.ReadLineAsync(Token));
    }

    [Fact]
    public async Task A_method_that_is_missing_is_unimplemented()
    {
        await using var server = await NodeServer.StartAsync(Token);

        var client = new Absent.AbsentClient(server.Channel);
        var failure = await Assert.ThrowsAsync<RpcException>(
            async () => await client.CallAsync(new Request(), cancellationToken: Token));

        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        Assert.Contains("Absent/Call", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_over_the_limit_are_refused_on_either_side()
    {
        await using var server = await NodeServer.StartAsync(Token);
        var fiveReplies = Data(1024 * 1024);
        fiveReplies.Repeat = 5;

        var request = await FailureAsync(server, Data(5 * 1024 * 1024), null, Token);
        var reply = await FailureAsync(server, fiveReplies, null, Token);

        Assert.Equal(StatusCode.ResourceExhausted, request.StatusCode);
        Assert.Equal(StatusCode.ResourceExhausted, reply.StatusCode);
    }

    private static Request Data(int bytes) => new() { Data = ByteString.CopyFrom(new byte[bytes]) };

    private static async Task<RpcException> FailureAsync(
        NodeServer server, Request request, DateTime? deadline, CancellationToken cancellationToken) =>
        await Assert.ThrowsAsync<RpcException>(async () =>
            await new Echo.EchoClient(server.Channel).UnaryAsync(request, null, deadline, cancellationToken));
}
