using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace SecWatch.Server.Api.Contracts;

/// <summary>How the API's messages become JSON and are read again, generated when SecWatch is compiled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(AlertDetailResponse))]
[JsonSerializable(typeof(AlertResponse))]
[JsonSerializable(typeof(DeviceResponse))]
[JsonSerializable(typeof(EnrollmentTokenRequest))]
[JsonSerializable(typeof(EnrollmentTokenResponse))]
[JsonSerializable(typeof(EventResponse))]
[JsonSerializable(typeof(IReadOnlyList<DeviceResponse>))]
[JsonSerializable(typeof(IReadOnlyList<TenantResponse>))]
[JsonSerializable(typeof(OverviewResponse))]
[JsonSerializable(typeof(Page<AlertResponse>))]
[JsonSerializable(typeof(Page<EventResponse>))]
[JsonSerializable(typeof(Page<GapResponse>))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(RulesResponse))]
internal sealed partial class ApiJson : JsonSerializerContext;
