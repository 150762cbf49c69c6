using System.Text.Json.Serialization;

namespace SecWatch.Agent.Uplink;

/// <summary>Generated reading and writing of the uplink's files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EnrollmentRecord))]
internal sealed partial class UplinkJson : JsonSerializerContext;
