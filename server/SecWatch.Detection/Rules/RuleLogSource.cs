namespace SecWatch.Detection.Rules;

/// <summary>Which logs a rule is for; an empty part stands for any.</summary>
internal sealed record RuleLogSource(string Product, string Category, string Service);
