namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>Notes how the last request was compressed on the wire.</summary>
internal sealed class RequestEncodingObserver : System.Net.Http.DelegatingHandler
{
    public string Encoding { get; private set; } = "";

    protected override async Task<System.Net.Http.HttpResponseMessage> SendAsync(
        System.Net.Http.HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Encoding = request.Headers.TryGetValues("grpc-encoding", out var values) ? string.Join(',', values) : "";
        return await base.SendAsync(request, cancellationToken);
    }
}
