using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Alerts;

/// <summary>What hits must have in common to belong to one alert.</summary>
internal readonly record struct AlertGroup(TenantId Tenant, DeviceId Device, string RuleId, string Key);
