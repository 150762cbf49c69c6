using Microsoft.EntityFrameworkCore.Design;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Storage;

/// <summary>Gives <c>dotnet ef</c> a context. Nothing else uses it.</summary>
internal sealed class StateContextDesign : IDesignTimeDbContextFactory<StateContext>
{
    public StateContext CreateDbContext(string[] args) =>
        new StateContextFactory(StateDatabase.Options(new DataFolder("."))).Create(TenantScope.Provider);
}
