using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Hosting;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>
/// The verb <c>device revoke</c>: all certificates of a device lose their force, also for the streams that are open.
/// </summary>
internal static class DeviceCommands
{
    public static Command Create()
    {
        var id = new Argument<Guid>("ID") { Description = "The device's id." };
        var revoke = new Command("revoke", "Refuses a computer from now on.")
        {
            id,
            CommandArguments.Data,
            CommandArguments.Config,
        };
        revoke.SetAction((result, token) => CommandArguments.GuardedAsync(result, async arguments =>
        {
            var services = await CommandServices.OpenAsync(arguments, token);
            var device = new DeviceId(result.GetRequiredValue(id));
            await using var context = services.Contexts.Create(TenantScope.Provider);
            var now = (DateTimeOffset?)services.Time.GetUtcNow();
            if (!await context.Devices.AnyAsync(e => e.Id == device, token))
            {
                throw new StartFailedException(StartFailedException.BadSetting, $"There is no device {device}.");
            }

            var count = await context.DeviceCertificates
                .Where(e => e.DeviceId == device && e.RevokedAt == null)
                .ExecuteUpdateAsync(update => update.SetProperty(e => e.RevokedAt, now), token);
            await result.InvocationConfiguration.Output.WriteLineAsync(
                $"Revoked {count} certificate(s) of device {device}.");
            return 0;
        }));
        return new Command("device", "The enrolled computers.") { revoke };
    }
}
