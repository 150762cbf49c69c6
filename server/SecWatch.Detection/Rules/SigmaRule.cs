namespace SecWatch.Detection.Rules;

/// <summary>What the rest of the server needs to know of a loaded rule.</summary>
/// <param name="Id">The rule's UUID.</param>
/// <param name="Title">As in the rule.</param>
/// <param name="Level">informational, low, medium, high or critical.</param>
/// <param name="Author">As in the rule; an alert shows it.</param>
/// <param name="Description">As in the rule.</param>
/// <param name="Tags">For example <c>attack.t1059</c>.</param>
/// <param name="GroupBy">Fields that hold hits together into one alert; empty: rule and device alone.</param>
/// <param name="File">Where it came from.</param>
public sealed record SigmaRule(
    string Id,
    string Title,
    string Level,
    string Author,
    string Description,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> GroupBy,
    string File);
