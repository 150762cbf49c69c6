using System.Text.Json.Serialization;

namespace SecWatch.Agent.Status;

/// <summary>Generated writing of status for <c>status --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class IndentedStatusJson : JsonSerializerContext;
