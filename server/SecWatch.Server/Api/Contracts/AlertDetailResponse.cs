namespace SecWatch.Server.Api.Contracts;

/// <summary>One alert with its rule and the events that are kept with it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Rule">The rule as it is loaded now; null where it is not loaded any more.</param>
/// <param name="Events">At most the first 100.</param>
internal sealed record AlertDetailResponse(
    AlertResponse Alert, RuleResponse? Rule, IReadOnlyList<AlertEventResponse> Events);
