using System.Text;

namespace SecWatch.Agent.Control;

/// <summary>One setting of <typeparamref name="T"/>: its name, what it means, how it is read and written.</summary>
/// <param name="Name">As it stands in the file.</param>
/// <param name="Comment">Shown above it in a new file.</param>
/// <param name="Read">Takes a value over, or adds to the problems.</param>
/// <param name="Write">Writes the value of the settings at an indentation.</param>
internal sealed record Setting<T>(
    string Name, string Comment, Action<T, SettingNode, List<string>> Read, Action<T, StringBuilder, int> Write);
