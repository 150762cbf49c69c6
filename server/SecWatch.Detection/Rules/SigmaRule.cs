namespace SecWatch.Detection.Rules;

/// <summary>What the rest of the server needs to know of a loaded rule.</summary>
/// <remarks>
/// Beside the attributes of the Sigma specification a rule may have the custom attribute <c>secwatch</c> (the
/// specification allows custom attributes at the top level; other tools pass over it):
/// <code>
/// secwatch:
///     group_by: [User, Image]      # fields that hold hits together into one alert
///     en: { title: …, reason: …, advice: … }
///     ja: { title: …, reason: …, advice: … }
/// </code>
/// </remarks>
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
    string File)
{
    /// <summary>stable, test, experimental, deprecated or unsupported; empty where the rule does not say.</summary>
    public string Status { get; init; } = "";

    /// <summary>The SPDX id of the rule's licence; empty where the rule does not say.</summary>
    public string License { get; init; } = "";

    /// <summary>What else may look like this, as in the rule.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>For owners, in English.</summary>
    public OwnerText English { get; init; } = OwnerText.None;

    /// <summary>For owners, in Japanese.</summary>
    public OwnerText Japanese { get; init; } = OwnerText.None;
}
