using System.Security.Authentication;
using Grpc.Core;

namespace SecWatch.Agent.Uplink;

/// <summary>Puts a failed call into one sentence for the operator.</summary>
internal static class LinkFailure
{
    public static string Describe(RpcException failure)
    {
        for (var inner = failure.Status.DebugException; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException)
            {
                return $"the server's certificate is not trusted, or TLS 1.3 failed: {inner.Message}";
            }
        }

        var innermost = failure.Status.DebugException?.GetBaseException().Message;
        return failure.StatusCode switch
        {
            StatusCode.Unavailable when innermost is not null => $"the server cannot be reached: {innermost}",
            StatusCode.DeadlineExceeded => "the server did not answer in time",
            _ => $"{failure.StatusCode}: {failure.Status.Detail}",
        };
    }
}
