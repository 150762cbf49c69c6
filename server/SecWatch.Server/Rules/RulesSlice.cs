using Microsoft.Extensions.Options;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Rules;

/// <summary>The detection rules: where they come from and which are in force.</summary>
internal static class RulesSlice
{
    /// <summary>Needs <c>TimeProvider</c> and <c>ServerOptions</c>. Stands before the slices that read rules.</summary>
    public static void AddRules(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services =>
        {
            var dataFolder = services.GetRequiredService<IOptions<ServerOptions>>().Value.DataFolder;
            return new RuleFolders(RuleFolders.Starter, Path.Combine(dataFolder, "rules"));
        });
        builder.Services.AddSingleton<RuleLibrary>();
        builder.Services.AddHostedService<RuleReloader>();
    }
}
