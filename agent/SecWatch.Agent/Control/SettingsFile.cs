using System.Text;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary>Reads and writes <c>agent.json</c>: JSON with comments, which a new file has for every setting.</summary>
internal static class SettingsFile
{
    /// <exception cref="SettingsException">The file cannot be read, or a setting in it is wrong.</exception>
    public static AgentSettings Read(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{path} cannot be read: {failure.Message}", failure);
        }

        try
        {
            return Parse(content);
        }
        catch (SettingsException failure)
        {
            var lines = failure.Message.Replace("\n", $"\n{path}: ", StringComparison.Ordinal);
            throw new SettingsException($"{path}: {lines}",
                failure);
        }
    }

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static AgentSettings Parse(ReadOnlySpan<byte> utf8)
    {
        var problems = new List<string>();
        var settings = new AgentSettings();
        SettingsLayout.Whole.Read(settings, SettingNodeReader.Read(utf8), problems);
        return problems.Count == 0 ? settings : throw new SettingsException(string.Join('\n', problems), null);
    }

    public static string Write(AgentSettings settings)
    {
        var text = new StringBuilder();
        text.Append("// Settings of secwatch-agent. Every setting stands here with its default.\n");
        text.Append("// After a change: restart the service; `secwatch-agent doctor` checks the file.\n");
        SettingsLayout.Whole.Write(settings, text, 0);
        return text.Append('\n').ToString();
    }

    /// <summary>Writes a file with all defaults where there is none.</summary>
    /// <returns>false where there was one.</returns>
    public static bool TryCreate(string path)
    {
        if (File.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ProtectedFile.Write(path, Encoding.UTF8.GetBytes(Write(new AgentSettings())));
        return true;
    }
}
