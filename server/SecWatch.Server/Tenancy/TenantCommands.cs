using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Hosting;

namespace SecWatch.Server.Tenancy;

/// <summary>The verbs <c>tenant create</c> and <c>tenant list</c>.</summary>
internal static class TenantCommands
{
    private const int NameLengthMax = 200;

    public static Command Create() => new("tenant", "The customer firms.") { CreateCommand(), ListCommand() };

    private static Command CreateCommand()
    {
        var name = new Argument<string>("NAME") { Description = "The firm's name." };
        var command = new Command("create", "Adds a firm.") { name, CommandArguments.Data, CommandArguments.Config };
        command.SetAction((result, token) => CommandArguments.GuardedAsync(result, async arguments =>
        {
            var services = await CommandServices.OpenAsync(arguments, token);
            var tenant = await AddAsync(services, result.GetRequiredValue(name).Trim(), token);
            await result.InvocationConfiguration.Output.WriteLineAsync($"{tenant.Id}  {tenant.Name}");
            return 0;
        }));
        return command;
    }

    private static Command ListCommand()
    {
        var command = new Command("list", "Lists the firms.") { CommandArguments.Data, CommandArguments.Config };
        command.SetAction((result, token) => CommandArguments.GuardedAsync(result, async arguments =>
        {
            var services = await CommandServices.OpenAsync(arguments, token);
            await using var context = services.Contexts.Create(TenantScope.Provider);
            foreach (var tenant in await context.Tenants.OrderBy(e => e.Name).ToListAsync(token))
            {
                await result.InvocationConfiguration.Output.WriteLineAsync($"{tenant.Id}  {tenant.Name}");
            }

            return 0;
        }));
        return command;
    }

    private static async Task<Tenant> AddAsync(
        CommandServices services, string name, CancellationToken cancellationToken)
    {
        if (name.Length is 0 or > NameLengthMax)
        {
            throw new StartFailedException(
                StartFailedException.BadSetting, $"NAME must have 1 to {NameLengthMax} characters.");
        }

        await using var context = services.Contexts.Create(TenantScope.Provider);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await context.Tenants.AnyAsync(e => e.Name == name, cancellationToken))
        {
            throw new StartFailedException(StartFailedException.BadSetting, $"There is a tenant '{name}' already.");
        }

        var now = services.Time.GetUtcNow();
        var tenant = new Tenant { Id = new TenantId(Guid.CreateVersion7(now)), Name = name, CreatedAt = now };
        context.Tenants.Add(tenant);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return tenant;
    }
}
