namespace SecWatch.Server.Devices;

/// <summary>A certificate that was issued, now or before for the same request; or why there is none.</summary>
internal sealed record EnrollmentResult(DeviceCertificate? Certificate, string TenantName, string Error)
{
    public static EnrollmentResult Refused(string error) => new(null, "", error);
}
