using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using SecWatch.Server.Alerts;
using SecWatch.Server.Api.Readers;
using SecWatch.Server.Events;
using SecWatch.Server.Identity;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Server.Tests.Api;

public sealed class ScopeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scope_of_one_firm_sees_nothing_of_another()
    {
        await using var server = await RunningServer.StartAsync(Stop);
        var scope = TenantScope.Of(SeededState.Midori);
        var alerts = server.Services.GetRequiredService<AlertReader>();
        var devices = server.Services.GetRequiredService<DeviceReader>();
        var events = server.Services.GetRequiredService<EventReader>();
        var everything = new EventQuery(default, null, null, null, null, null, null, null, 100);

        Assert.Null(await alerts.FindAsync(scope, SeededState.CriticalAlert, Stop));
        Assert.NotNull(await alerts.FindAsync(scope, SeededState.MidoriAlert, Stop));
        Assert.Null(await devices.FindAsync(scope, SeededState.Accounting, Stop));
        Assert.Empty((await events.ListAsync(scope, SeededState.Aoba, everything, Stop)).Items);
        Assert.Single((await events.ListAsync(scope, null, everything, Stop)).Items);
        Assert.Null(await events.FindAsync(scope, new EventReference(new BatchPosition(739706, 1), 0), Stop));
        Assert.Equal(
            AlertCommandOutcome.NotFound,
            await server.Services.GetRequiredService<AlertCommands>()
                .CloseAsync(scope, SeededState.CriticalAlert, "x", Stop));
    }

    [Fact]
    public void Somebody_without_a_scope_claim_may_see_nothing()
    {
        var scope = SignedIn.Scope(new ClaimsPrincipal(new ClaimsIdentity("x")));

        Assert.False(scope.IsProvider);
        Assert.False(scope.Allows(SeededState.Aoba));
    }
}
