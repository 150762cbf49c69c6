using System.Text;

namespace SecWatch.Agent.Control;

/// <summary>
/// The settings that stand together in one pair of braces: the one list that reading and writing go by.
/// </summary>
internal sealed class Section<T>(params Setting<T>[] settings)
{
    public void Read(T target, SettingNode node, List<string> problems)
    {
        if (node.Kind != SettingKind.Section)
        {
            Settings.Report(problems, node, "must be a section in braces");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Children)
        {
            var setting = Array.Find(settings, one => string.Equals(one.Name, name, StringComparison.Ordinal));
            if (setting is null)
            {
                var known = string.Join(", ", settings.Select(one => one.Name));
                Settings.Report(problems, value, $"unknown setting; there are {known}");
            }
            else if (!seen.Add(name))
            {
                Settings.Report(problems, value, "stands twice");
            }
            else
            {
                setting.Read(target, value, problems);
            }
        }
    }

    public void Write(T source, StringBuilder text, int indentation)
    {
        var inner = new string(' ', indentation + 2);
        text.Append("{\n");
        for (var index = 0; index < settings.Length; index++)
        {
            var setting = settings[index];
            foreach (var line in setting.Comment.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                text.Append(inner).Append("// ").Append(line).Append('\n');
            }

            text.Append(inner).Append('"').Append(setting.Name).Append("\": ");
            setting.Write(source, text, indentation + 2);
            text.Append(index < settings.Length - 1 ? ",\n" : "\n");
        }

        text.Append(' ', indentation).Append('}');
    }
}
