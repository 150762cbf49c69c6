using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>Gets the device its certificate, and a new one before it expires.</summary>
internal sealed class Enroller(CredentialStore credentials, ServerChannels channels, HostFacts host)
{
    private const string Enrolling = "enroll";
    private const string Renewing = "renew";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>null when enrolled, else what went wrong.</returns>
    public async Task<string?> EnrollAsync(
        string server, EnrollmentTokenText token, TimeProvider time, CancellationToken cancellationToken)
    {
        var pending = credentials.LoadOrCreateRequest(Enrolling, host.Name);
        var (root, error) = await FindRootAsync(server, token, time, cancellationToken);
        if (root is null)
        {
            return error;
        }

        using var channel = ServerChannels.OpenTrusting(server, root);
        var request = new EnrollRequest
        {
            Token = token.Text,
            CertificateSigningRequest = ByteString.CopyFrom(pending.SigningRequest),
            HostName = host.Name,
            OperatingSystem = host.OperatingSystem,
            AgentVersion = host.AgentVersion,
        };
        return await CallAsync(channel, Enrolling, pending, server, time,
            (client, options) => client.EnrollAsync(request, options).ResponseAsync, cancellationToken);
    }

    /// <returns>null when renewed, else what went wrong; the old certificate is still in place then.</returns>
    public async Task<string?> RenewAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (!credentials.TryLoadEnrollment(out var enrollment))
        {
            return "enrollment.json cannot be read";
        }

        var pending = credentials.LoadOrCreateRequest(Renewing, host.Name);
        using var channel = channels.OpenAuthenticated();
        var request = new RenewRequest
        {
            CertificateSigningRequest = ByteString.CopyFrom(pending.SigningRequest),
            AgentVersion = host.AgentVersion,
        };
        return await CallAsync(channel, Renewing, pending, enrollment.Server, time,
            (client, options) => client.RenewAsync(request, options).ResponseAsync, cancellationToken);
    }

    private static async Task<(X509Certificate2? Root, string Error)> FindRootAsync(
        string server, EnrollmentTokenText token, TimeProvider time, CancellationToken cancellationToken)
    {
        using var channel = ServerChannels.OpenUntrusted(server);
        try
        {
            var options = new CallOptions(
                deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancellationToken);
            var reply = await new Enrollment.EnrollmentClient(channel).GetRootsAsync(new RootsRequest(), options);
            var root = ServerTrust.FindPinned(reply.Roots.Select(one => one.ToByteArray()), token.RootHash);
            return (root, $"the server at {server} is not the one that made this token: its CA is another one");
        }
        catch (RpcException failure)
        {
            return (null, LinkFailure.Describe(failure));
        }
    }

    private async Task<string?> CallAsync(
        GrpcChannel channel, string purpose, PendingRequest pending, string server, TimeProvider time,
        Func<Enrollment.EnrollmentClient, CallOptions, Task<EnrollReply>> call, CancellationToken cancellationToken)
    {
        try
        {
            var options = new CallOptions(
                deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancellationToken);
            var reply = await call(new Enrollment.EnrollmentClient(channel), options);
            return credentials.TryAdopt(purpose, pending, reply, server, out var error)
                ? null : $"the server's answer was not taken: {error}";
        }
        catch (RpcException failure)
        {
            return LinkFailure.Describe(failure);
        }
    }
}
