namespace SecWatch.Server.Hosting;

/// <summary>A section of the configuration and the class that it fills.</summary>
internal sealed record SettingsSection(string Name, Type Type);
