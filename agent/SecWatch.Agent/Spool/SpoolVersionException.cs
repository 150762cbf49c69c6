using System.Globalization;

namespace SecWatch.Agent.Spool;

/// <summary>The spool was written by another version of the agent, which this one does not understand.</summary>
internal sealed class SpoolVersionException(string path, long version) : Exception(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{path} has layout {version}, this agent knows layout {SpoolSchema.Version}: install the newer agent again."));
