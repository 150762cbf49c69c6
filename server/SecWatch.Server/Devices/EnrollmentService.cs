using System.Net;
using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using SecWatch.Protos.V1;

namespace SecWatch.Server.Devices;

/// <summary>The agents' way in: checks what a call brings, and answers as <c>enrollment.proto</c> says.</summary>
internal sealed class EnrollmentService(
    EnrollmentRegister register,
    DeviceAuthenticator authenticator,
    DeviceIssuer issuer,
    CertificateAuthority authority,
    AttemptLimiter limiter) : Enrollment.EnrollmentBase
{
    private const int ClaimBytesMax = 255;

    public override Task<RootsReply> GetRoots(RootsRequest request, ServerCallContext context)
    {
        var reply = new RootsReply();
        reply.Roots.AddRange(authority.Roots.Select(root => ByteString.CopyFrom(root.RawDataMemory.Span)));
        return Task.FromResult(reply);
    }

    public override async Task<EnrollReply> Enroll(EnrollRequest request, ServerCallContext context)
    {
        var address = context.GetHttpContext().Connection.RemoteIpAddress ?? IPAddress.None;
        if (!limiter.TryTake(address))
        {
            throw Refused(StatusCode.ResourceExhausted, "too many attempts from this address; try again in a minute");
        }

        CheckClaim(request.HostName, "host_name");
        CheckClaim(request.OperatingSystem, "operating_system");
        CheckClaim(request.AgentVersion, "agent_version");
        if (!EnrollmentSecret.TryHash(request.Token, out var secretHash))
        {
            throw Refused(StatusCode.Unauthenticated, "the token is unknown");
        }

        var csr = request.CertificateSigningRequest.ToByteArray();
        if (!SigningRequest.TryRead(csr, out var key, out var error))
        {
            throw Refused(StatusCode.InvalidArgument, error);
        }

        var claims = new DeviceClaims(request.HostName, request.OperatingSystem, request.AgentVersion);
        var result = await register.EnrollAsync(secretHash, key, Hash(csr), claims, context.CancellationToken);
        return result.Certificate is null
            ? throw Refused(StatusCode.Unauthenticated, result.Error)
            : Reply(result);
    }

    public override async Task<EnrollReply> Renew(RenewRequest request, ServerCallContext context)
    {
        var connection = context.GetHttpContext().Connection;
        var certificate = await connection.GetClientCertificateAsync(context.CancellationToken);
        var (device, error) = await authenticator.AuthenticateAsync(certificate, context.CancellationToken);
        if (device is null)
        {
            throw Refused(StatusCode.Unauthenticated, error);
        }

        CheckClaim(request.AgentVersion, "agent_version");
        var csr = request.CertificateSigningRequest.ToByteArray();
        if (!SigningRequest.TryRead(csr, out var key, out error))
        {
            throw Refused(StatusCode.InvalidArgument, error);
        }

        var result = await register.RenewAsync(
            device.Identity, key, Hash(csr), request.AgentVersion, context.CancellationToken);
        return result.Certificate is null
            ? throw Refused(StatusCode.InvalidArgument, result.Error)
            : Reply(result);
    }

    private EnrollReply Reply(EnrollmentResult result)
    {
        var certificate = result.Certificate!;
        var reply = new EnrollReply
        {
            Certificate = ByteString.CopyFrom(certificate.Certificate),
            DeviceId = certificate.DeviceId.Value.ToString("D"),
            TenantName = result.TenantName,
            RenewAfter = issuer.RenewAfter(certificate).UtcTicks,
        };
        reply.Roots.AddRange(authority.Roots.Select(root => ByteString.CopyFrom(root.RawDataMemory.Span)));
        return reply;
    }

    private static void CheckClaim(string value, string name)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(value) > ClaimBytesMax)
        {
            throw Refused(StatusCode.InvalidArgument, $"{name} is longer than {ClaimBytesMax} bytes");
        }
    }

    private static string Hash(byte[] csr) => Convert.ToHexStringLower(SHA256.HashData(csr));

    private static RpcException Refused(StatusCode code, string detail) => new(new Status(code, detail));
}
