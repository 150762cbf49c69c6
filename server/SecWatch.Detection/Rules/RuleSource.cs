namespace SecWatch.Detection.Rules;

/// <summary>The text of a rule file. The caller reads the file: the engine does no I/O.</summary>
/// <param name="Name">The file's name, for messages.</param>
/// <param name="Text">YAML, one or more documents.</param>
public sealed record RuleSource(string Name, string Text);
