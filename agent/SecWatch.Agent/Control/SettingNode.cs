namespace SecWatch.Agent.Control;

/// <summary>A value of the settings file with its path and line.</summary>
/// <param name="Path">For example <c>sources.logs[1].lane</c>; empty for the whole file.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A text's content, or a number or truth value as it is written.</param>
/// <param name="Children">The entries of a section, by name, or of a list, in order.</param>
internal sealed record SettingNode(
    string Path, int Line, SettingKind Kind, string Text, IReadOnlyList<(string Name, SettingNode Value)> Children);
