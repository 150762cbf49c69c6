using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>Books enrolments and renewals: each is one transaction, and the same request never counts twice.</summary>
internal sealed class EnrollmentRegister(StateContextFactory contexts, DeviceIssuer issuer, TimeProvider time)
{
    public async Task<EnrollmentResult> EnrollAsync(
        string secretHash,
        PublicKey key,
        string requestHash,
        DeviceClaims claims,
        CancellationToken cancellationToken)
    {
        // Which tenant is asked for is not known before the token is read.
        await using var context = contexts.Create(TenantScope.Provider);

        // The write lock is taken at the start, so that what is read here still holds when it is written.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var token = await context.EnrollmentTokens
            .FirstOrDefaultAsync(e => e.SecretHash == secretHash, cancellationToken);
        if (token is null)
        {
            return EnrollmentResult.Refused("the token is unknown");
        }

        var name = await TenantNameAsync(context, token.TenantId, cancellationToken);
        var earlier = await context.DeviceCertificates
            .FirstOrDefaultAsync(e => e.RequestHash == requestHash, cancellationToken);
        if (earlier is not null)
        {
            return Repeat(earlier, name, earlier.TenantId == token.TenantId);
        }

        if (Refusal(token) is { } refusal)
        {
            return EnrollmentResult.Refused(refusal);
        }

        var now = time.GetUtcNow();
        var device = new Device
        {
            Id = new DeviceId(Guid.CreateVersion7(now)),
            TenantId = token.TenantId,
            HostName = claims.HostName,
            OperatingSystem = claims.OperatingSystem,
            AgentVersion = claims.AgentVersion,
            EnrolledAt = now,
        };
        var certificate = issuer.Issue(new DeviceIdentity(token.TenantId, device.Id), key, requestHash);
        token.Uses++;
        context.Add(device);
        context.Add(certificate);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new EnrollmentResult(certificate, name, "");
    }

    public async Task<EnrollmentResult> RenewAsync(
        DeviceIdentity identity,
        PublicKey key,
        string requestHash,
        string agentVersion,
        CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(TenantScope.Provider);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var name = await TenantNameAsync(context, identity.Tenant, cancellationToken);
        var earlier = await context.DeviceCertificates
            .FirstOrDefaultAsync(e => e.RequestHash == requestHash, cancellationToken);
        if (earlier is not null)
        {
            return Repeat(earlier, name, earlier.DeviceId == identity.Device);
        }

        var certificate = issuer.Issue(identity, key, requestHash);
        context.Add(certificate);
        if (await context.Devices.FirstOrDefaultAsync(e => e.Id == identity.Device, cancellationToken) is { } device)
        {
            device.AgentVersion = agentVersion;
        }

        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new EnrollmentResult(certificate, name, "");
    }

    private static EnrollmentResult Repeat(DeviceCertificate earlier, string tenantName, bool isSameOwner) =>
        isSameOwner && earlier.RevokedAt is null
            ? new EnrollmentResult(earlier, tenantName, "")
            : EnrollmentResult.Refused(isSameOwner
                ? "the device of this certificate signing request was revoked; make a new key"
                : "this certificate signing request was used by another device");

    private static async Task<string> TenantNameAsync(
        StateContext context, TenantId tenant, CancellationToken cancellationToken) =>
        await context.Tenants.Where(e => e.Id == tenant).Select(e => e.Name).FirstOrDefaultAsync(cancellationToken)
            ?? "";

    private string? Refusal(EnrollmentToken token) => token switch
    {
        { RevokedAt: not null } => "the token was revoked",
        _ when token.ExpiresAt <= time.GetUtcNow() => "the token expired",
        _ when token.Uses >= token.UsesMax => "the token is used up",
        _ => null,
    };
}
