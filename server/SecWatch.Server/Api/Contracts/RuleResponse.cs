namespace SecWatch.Server.Api.Contracts;

/// <summary>A loaded rule.</summary>
/// <param name="Id">The rule's UUID.</param>
/// <param name="Title">As in the rule.</param>
/// <param name="Level">informational, low, medium, high or critical.</param>
/// <param name="Author">As in the rule.</param>
/// <param name="Description">As in the rule.</param>
/// <param name="Tags">For example attack.t1059.</param>
/// <param name="FalsePositives">What else may look like this.</param>
/// <param name="English">Title, reason and advice in English; empty where the rule has none.</param>
/// <param name="Japanese">The same in Japanese.</param>
/// <param name="File">Where it came from.</param>
internal sealed record RuleResponse(
    string Id,
    string Title,
    string Level,
    string Author,
    string Description,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> FalsePositives,
    RuleTextResponse English,
    RuleTextResponse Japanese,
    string File);
