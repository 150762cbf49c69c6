using System.Globalization;
using System.Text.Json;

namespace SecWatch.Agent.Control;

/// <summary>The kinds of settings there are.</summary>
internal static class Settings
{
    public static void Report(List<string> problems, SettingNode node, string problem)
    {
        var path = node.Path.Length == 0 ? "the file" : node.Path;
        problems.Add(string.Create(CultureInfo.InvariantCulture, $"line {node.Line}: {path}: {problem}"));
    }

    public static Setting<T> Truth<T>(string name, string comment, Func<T, bool> get, Action<T, bool> set) => new(
        name, comment,
        (target, node, problems) =>
        {
            if (node.Kind == SettingKind.Boolean)
            {
                set(target, string.Equals(node.Text, "true", StringComparison.Ordinal));
            }
            else
            {
                Report(problems, node, $"{Show(node)} is not true or false");
            }
        },
        (source, text, _) => text.Append(get(source) ? "true" : "false"));

    public static Setting<T> Number<T>(
        string name, string comment, long min, long max, Func<T, long> get, Action<T, long> set) => new(
        name, comment,
        (target, node, problems) =>
        {
            if (node.Kind == SettingKind.Number
                && long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && value >= min && value <= max)
            {
                set(target, value);
            }
            else
            {
                Report(problems, node, $"{Show(node)} is not a whole number from {min} to {max}");
            }
        },
        (source, text, _) => text.Append(CultureInfo.InvariantCulture, $"{get(source)}"));

    public static Setting<T> Choice<T>(
        string name, string comment, string[] choices, Func<T, string> get, Action<T, string> set) => new(
        name, comment,
        (target, node, problems) =>
        {
            if (node.Kind == SettingKind.Text && choices.Contains(node.Text, StringComparer.Ordinal))
            {
                set(target, node.Text);
            }
            else
            {
                Report(problems, node, $"{Show(node)} is not one of {string.Join(", ", choices)}");
            }
        },
        (source, text, _) => text.Append(Quote(get(source))));

    /// <param name="name">As it stands in the file.</param>
    /// <param name="comment">Shown above it.</param>
    /// <param name="find">Says what is wrong with a text; null where nothing is.</param>
    /// <param name="get">Reads it.</param>
    /// <param name="set">Writes it.</param>
    public static Setting<T> Text<T>(
        string name, string comment, Func<string, string?> find, Func<T, string> get, Action<T, string> set) => new(
        name, comment,
        (target, node, problems) =>
        {
            if (node.Kind != SettingKind.Text)
            {
                Report(problems, node, $"{Show(node)} is not a text in quotation marks");
            }
            else if (find(node.Text) is { } problem)
            {
                Report(problems, node, $"{Show(node)} {problem}");
            }
            else
            {
                set(target, node.Text);
            }
        },
        (source, text, _) => text.Append(Quote(get(source))));

    /// <param name="name">As it stands in the file.</param>
    /// <param name="comment">Shown above it.</param>
    /// <param name="find">Says what is wrong with one text; null where nothing is.</param>
    /// <param name="get">Reads them.</param>
    /// <param name="set">Replaces them.</param>
    public static Setting<T> Texts<T>(
        string name, string comment, Func<string, string?> find, Func<T, List<string>> get,
        Action<T, List<string>> set) => new(
        name, comment,
        (target, node, problems) =>
        {
            if (node.Kind != SettingKind.List)
            {
                Report(problems, node, $"{Show(node)} is not a list in brackets");
                return;
            }

            var values = new List<string>();
            foreach (var (_, item) in node.Children)
            {
                if (item.Kind != SettingKind.Text)
                {
                    Report(problems, item, $"{Show(item)} is not a text in quotation marks");
                }
                else if (find(item.Text) is { } problem)
                {
                    Report(problems, item, $"{Show(item)} {problem}");
                }
                else
                {
                    values.Add(item.Text);
                }
            }

            set(target, values);
        },
        (source, text, _) => text.Append('[').AppendJoin(", ", get(source).Select(Quote)).Append(']'));

    public static Setting<T> Nested<T, TInner>(
        string name, string comment, Func<T, TInner> get, Section<TInner> section) => new(
        name, comment,
        (target, node, problems) => section.Read(get(target), node, problems),
        (source, text, indentation) => section.Write(get(source), text, indentation));

    public static Setting<T> Entries<T, TEntry>(
        string name, string comment, Func<T, List<TEntry>> get, Action<T, List<TEntry>> set, Section<TEntry> section,
        Action<List<TEntry>, SettingNode, List<string>> check)
        where TEntry : new() => new(
        name, comment,
        (target, node, problems) =>
        {
            if (node.Kind != SettingKind.List)
            {
                Report(problems, node, $"{Show(node)} is not a list in brackets");
                return;
            }

            var entries = new List<TEntry>();
            foreach (var (_, item) in node.Children)
            {
                var entry = new TEntry();
                section.Read(entry, item, problems);
                entries.Add(entry);
            }

            check(entries, node, problems);
            set(target, entries);
        },
        (source, text, indentation) =>
        {
            var inner = new string(' ', indentation + 2);
            var entries = get(source);
            text.Append("[\n");
            for (var index = 0; index < entries.Count; index++)
            {
                text.Append(inner);
                section.Write(entries[index], text, indentation + 2);
                text.Append(index < entries.Count - 1 ? ",\n" : "\n");
            }

            text.Append(' ', indentation).Append(']');
        });

    private static string Show(SettingNode node) => node.Kind switch
    {
        SettingKind.Text => Quote(node.Text),
        SettingKind.List => "a list",
        SettingKind.Section => "a section",
        SettingKind.Null or SettingKind.Boolean or SettingKind.Number => node.Text,
    };

    private static string Quote(string text) =>
        $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
