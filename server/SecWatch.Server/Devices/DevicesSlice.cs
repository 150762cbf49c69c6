using SecWatch.Server.Hosting;

namespace SecWatch.Server.Devices;

/// <summary>The enrolled computers: certificates, enrolment, and what is known of them at this moment.</summary>
internal static class DevicesSlice
{
    public static void AddDevices(this WebApplicationBuilder builder)
    {
        builder.AddSettings<DevicesOptions>("Devices");
        builder.Services.AddSingleton<CertificateAuthority>();
        builder.Services.AddSingleton<ServerCertificate>();
        builder.Services.AddHostedService<ServerCertificateRenewal>();
        builder.Services.AddSingleton<DeviceAuthenticator>();
        builder.Services.AddSingleton<DeviceIssuer>();
        builder.Services.AddSingleton<EnrollmentRegister>();
        builder.Services.AddSingleton<AttemptLimiter>();
        builder.Services.AddSingleton<DeviceDirectory>();
        builder.Services.AddHostedService<DeviceFlusher>();
        builder.Services.AddGrpc();
    }

    public static void MapDevices(this WebApplication app) => app.MapGrpcService<EnrollmentService>().OnAgentPort();
}
