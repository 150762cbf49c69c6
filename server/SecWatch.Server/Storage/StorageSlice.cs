using Microsoft.Extensions.Options;
using SecWatch.Server.Hosting;

namespace SecWatch.Server.Storage;

/// <summary>The data folder and the state database.</summary>
internal static class StorageSlice
{
    public static void AddStorage(this WebApplicationBuilder builder)
    {
        builder.AddSettings<ServerOptions>("Server");
        builder.Services.AddSingleton(
            services => new DataFolder(services.GetRequiredService<IOptions<ServerOptions>>().Value.DataFolder));
        builder.Services.AddSingleton(services => DataFolderLock.Take(services.GetRequiredService<DataFolder>()));
        builder.Services.AddSingleton(
            services => new StateContextFactory(StateDatabase.Options(services.GetRequiredService<DataFolder>())));
        builder.Services.AddSingleton<StateDatabase>();
    }
}
