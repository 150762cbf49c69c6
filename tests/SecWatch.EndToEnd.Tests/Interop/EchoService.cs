using Google.Protobuf;
using Grpc.Core;
using SecWatch.EndToEnd.Tests.Interop.Wire;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>Our side's implementation of the test service.</summary>
internal sealed class EchoService(EchoHost host) : Echo.EchoBase
{
    public override async Task<Reply> Unary(Request request, ServerCallContext context)
    {
        await EndAsItSaysAsync(request, context);
        var copies = Enumerable.Repeat(request.Data, Math.Max(1, (int)request.Repeat));
        return new Reply { Data = Join(copies), Count = 1, Encoding = Encoding(context) };
    }

    public override async Task<Reply> Collect(IAsyncStreamReader<Request> requestStream, ServerCallContext context)
    {
        var parts = new List<ByteString>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            parts.Add(request.Data);
        }

        return new Reply { Data = Join(parts), Count = (uint)parts.Count };
    }

    public override async Task Repeat(
        Request request, IServerStreamWriter<Reply> responseStream, ServerCallContext context)
    {
        for (var count = 1U; count <= request.Repeat; count++)
        {
            var reply = new Reply { Data = request.Data, Count = count };
            await responseStream.WriteAsync(reply, context.CancellationToken);
        }

        await EndAsItSaysAsync(request, context);
    }

    public override async Task Chat(
        IAsyncStreamReader<Request> requestStream, IServerStreamWriter<Reply> responseStream, ServerCallContext context)
    {
        var count = 0U;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var reply = new Reply { Data = request.Data, Count = ++count };
            await responseStream.WriteAsync(reply, context.CancellationToken);
        }
    }

    private static ByteString Join(IEnumerable<ByteString> parts) =>
        ByteString.CopyFrom([.. parts.SelectMany(part => part)]);

    private static string Encoding(ServerCallContext context) =>
        context.GetHttpContext().Request.Headers["grpc-encoding"].ToString();

    private async Task EndAsItSaysAsync(Request request, ServerCallContext context)
    {
        if (request.StatusCode != 0)
        {
            var trailers = new Metadata { { "secwatch-trailer", "set by the server" } };
            throw new RpcException(new Status((StatusCode)request.StatusCode, request.StatusText), trailers);
        }

        if (request.Hang)
        {
            var givenUp = new TaskCompletionSource();
            await using (context.CancellationToken.Register(givenUp.SetResult))
            {
                await givenUp.Task;
            }

            host.ReportGivenUp();
            context.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
