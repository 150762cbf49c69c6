namespace SecWatch.Server.Tenancy;

/// <summary>Who is at the other end of a stream, as its client certificate says.</summary>
internal readonly record struct DeviceIdentity(TenantId Tenant, DeviceId Device);
