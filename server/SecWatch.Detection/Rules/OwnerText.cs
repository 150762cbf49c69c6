namespace SecWatch.Detection.Rules;

/// <summary>What a rule tells the owner of a firm, in one language. Empty texts: the rule does not say.</summary>
/// <param name="Title">What happened, without technical words.</param>
/// <param name="Reason">Why it matters.</param>
/// <param name="Advice">What to do now.</param>
public sealed record OwnerText(string Title, string Reason, string Advice)
{
    /// <summary>Of a rule that has no text for owners.</summary>
    public static OwnerText None { get; } = new("", "", "");
}
