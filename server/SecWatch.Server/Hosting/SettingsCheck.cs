using System.ComponentModel.DataAnnotations;

namespace SecWatch.Server.Hosting;

/// <summary>
/// Refuses a configuration with a setting that is unknown or has a value out of its range, and names it.
/// </summary>
internal static class SettingsCheck
{
    // What the platform itself reads.
    private static readonly string[] PlatformSections = ["Logging", "AllowedHosts", "Kestrel"];

    /// <param name="configuration">All sources together.</param>
    /// <param name="file">The configuration file alone, whose top level is checked too; null where there is
    /// none.</param>
    /// <param name="sections">The sections of all slices.</param>
    /// <exception cref="StartFailedException">Something is wrong; the message names the setting.</exception>
    public static void Verify(
        IConfiguration configuration, IConfiguration? file, IReadOnlyCollection<SettingsSection> sections)
    {
        foreach (var child in file?.GetChildren() ?? [])
        {
            if (!sections.Any(s => Same(s.Name, child.Key)) && !PlatformSections.Any(s => Same(s, child.Key)))
            {
                throw Failed($"Unknown section '{child.Key}' in the configuration file.");
            }
        }

        foreach (var section in sections)
        {
            Verify(configuration.GetSection(section.Name), section);
        }
    }

    private static void Verify(IConfigurationSection configuration, SettingsSection section)
    {
        foreach (var child in configuration.GetChildren())
        {
            if (!section.Type.GetProperties().Any(property => Same(property.Name, child.Key)))
            {
                throw Failed($"Unknown setting '{section.Name}:{child.Key}'.");
            }
        }

        object value;
        try
        {
            value = configuration.Get(section.Type) ?? Activator.CreateInstance(section.Type)!;
        }
        catch (InvalidOperationException exception)
        {
            throw new StartFailedException(StartFailedException.BadSetting, exception.Message, exception);
        }

        var errors = new List<ValidationResult>();
        if (!Validator.TryValidateObject(value, new ValidationContext(value), errors, validateAllProperties: true))
        {
            var names = string.Join(", ", errors[0].MemberNames.Select(name => $"{section.Name}:{name}"));
            throw Failed($"Setting '{names}' is wrong. {errors[0].ErrorMessage}");
        }
    }

    private static StartFailedException Failed(string message) => new(StartFailedException.BadSetting, message);

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
