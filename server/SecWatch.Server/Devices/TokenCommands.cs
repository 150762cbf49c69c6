using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Hosting;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>The verb <c>token create</c>: a token is shown once, and only its hash is kept.</summary>
internal static class TokenCommands
{
    private const int UsesLimit = 100_000;
    private const int HoursLimit = 24 * 366;

    public static Command Create() => new("token", "Tokens for enrolling computers.") { CreateCommand() };

    private static Command CreateCommand()
    {
        var tenant = new Option<string>("--tenant")
        {
            Description = "The firm's name or id.",
            HelpName = "NAME",
            Required = true,
        };
        var uses = new Option<int>("--uses")
        {
            Description = "How many computers may enrol with it.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var hours = new Option<int>("--valid-hours")
        {
            Description = "For how many hours.",
            HelpName = "H",
            DefaultValueFactory = _ => 24,
        };
        var command = new Command("create", "Makes a token and prints it once.")
        {
            tenant,
            uses,
            hours,
            CommandArguments.Data,
            CommandArguments.Config,
        };
        command.SetAction((result, token) => CommandArguments.GuardedAsync(result, async arguments =>
        {
            var services = await CommandServices.OpenAsync(arguments, token);
            var text = await AddAsync(
                services,
                result.GetRequiredValue(tenant),
                result.GetRequiredValue(uses),
                result.GetRequiredValue(hours),
                token);
            await result.InvocationConfiguration.Output.WriteLineAsync(text);
            return 0;
        }));
        return command;
    }

    private static async Task<string> AddAsync(
        CommandServices services, string tenantName, int uses, int hours, CancellationToken cancellationToken)
    {
        CheckRange("--uses", uses, UsesLimit);
        CheckRange("--valid-hours", hours, HoursLimit);
        await using var context = services.Contexts.Create(TenantScope.Provider);
        var id = new TenantId(Guid.TryParse(tenantName, out var guid) ? guid : Guid.Empty);
        var tenant = await context.Tenants
            .FirstOrDefaultAsync(e => e.Name == tenantName || e.Id == id, cancellationToken)
            ?? throw new StartFailedException(StartFailedException.BadSetting, $"There is no tenant '{tenantName}'.");
        var (text, hash) = EnrollmentSecret.Make(services.Authority.RootHash);
        var now = services.Time.GetUtcNow();
        context.EnrollmentTokens.Add(new EnrollmentToken
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant.Id,
            SecretHash = hash,
            UsesMax = uses,
            CreatedAt = now,
            ExpiresAt = now.AddHours(hours),
        });
        await context.SaveChangesAsync(cancellationToken);
        return text;
    }

    private static void CheckRange(string option, int value, int limit)
    {
        if (value < 1 || value > limit)
        {
            throw new StartFailedException(StartFailedException.BadSetting, $"{option} must be 1 to {limit}.");
        }
    }
}
