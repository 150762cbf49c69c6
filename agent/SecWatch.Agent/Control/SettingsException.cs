namespace SecWatch.Agent.Control;

/// <summary>
/// The settings file cannot be used; the message has a line for each problem, with path and line number.
/// </summary>
internal sealed class SettingsException(string message, Exception? inner) : Exception(message, inner);
