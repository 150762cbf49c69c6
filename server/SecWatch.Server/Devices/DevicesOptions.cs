using System.ComponentModel.DataAnnotations;

namespace SecWatch.Server.Devices;

/// <summary>Certificates and enrolment. Section <c>Devices</c> of the configuration.</summary>
internal sealed class DevicesOptions
{
    /// <summary>Days that a device's certificate holds.</summary>
    [Range(2, 825)]
    public int CertificateDays { get; set; } = 90;

    /// <summary>Days after which an agent renews it.</summary>
    [Range(1, 824)]
    public int RenewAfterDays { get; set; } = 60;

    /// <summary>Calls of Enroll that one address may make in a minute.</summary>
    [Range(1, 1_000_000)]
    public int EnrollmentsPerMinute { get; set; } = 120;

    /// <summary>Seconds between two writes of what devices last said; at a stop it is written at once.</summary>
    [Range(1, 3600)]
    public int FlushSeconds { get; set; } = 15;
}
