using Grpc.Core;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>Opens streams to the server with the device's certificate, read anew each time.</summary>
internal sealed class GrpcTelemetryLink(CredentialStore credentials, ServerChannels channels) : ITelemetryLink
{
    public bool IsEnrolled => credentials.IsEnrolled;

    public string Server => credentials.TryLoadEnrollment(out var enrollment) ? enrollment.Server : "";

    public ITelemetryStream Open(CancellationToken cancellationToken)
    {
        var channel = channels.OpenAuthenticated();
        var call = new Telemetry.TelemetryClient(channel).Connect(
            new CallOptions(cancellationToken: cancellationToken));
        return new GrpcTelemetryStream(call, channel);
    }
}
