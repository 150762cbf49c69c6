namespace SecWatch.Server.Hosting;

/// <summary>How a slice says which section of the configuration is its own.</summary>
internal static class SettingsExtensions
{
    /// <summary>
    /// Fills <typeparamref name="T"/> from a section; <see cref="SettingsCheck"/> refuses what does not fit.
    /// </summary>
    public static void AddSettings<T>(this WebApplicationBuilder builder, string section)
        where T : class
    {
        builder.Services.AddSingleton(new SettingsSection(section, typeof(T)));
        builder.Services.AddOptions<T>().Bind(builder.Configuration.GetSection(section));
    }
}
