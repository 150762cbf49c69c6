using SecWatch.Protos.V1;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>What has a mark: one lane of one spool of one device.</summary>
internal readonly record struct MarkKey(DeviceIdentity Identity, Guid SpoolId, Lane Lane);
