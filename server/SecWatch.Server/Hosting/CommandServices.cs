using Microsoft.Extensions.Options;
using SecWatch.Server.Devices;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Hosting;

/// <summary>
/// What a verb works with besides a running server: the state database and the CA of the same data folder. Both may be
/// used
/// by several processes at a time.
/// </summary>
internal sealed class CommandServices
{
    private CommandServices(StateContextFactory contexts, CertificateAuthority authority, TimeProvider time)
    {
        Contexts = contexts;
        Authority = authority;
        Time = time;
    }

    public StateContextFactory Contexts { get; }

    public CertificateAuthority Authority { get; }

    public TimeProvider Time { get; }

    /// <summary>Opens the data folder, and makes it on first use.</summary>
    /// <exception cref="StartFailedException">A setting or the data is wrong.</exception>
    public static async Task<CommandServices> OpenAsync(ServerArguments arguments, CancellationToken cancellationToken)
    {
        var builder = new ConfigurationBuilder();
        var file = ServerConfiguration.AddTo(builder, arguments);
        var configuration = builder.Build();

        // The other sections are the running server's to judge.
        var own = file is null ? null : new ConfigurationBuilder().AddInMemoryCollection().Build();
        SettingsCheck.Verify(configuration, own, [new SettingsSection("Server", typeof(ServerOptions))]);

        var options = Options.Create(configuration.GetSection("Server").Get<ServerOptions>() ?? new ServerOptions());
        var folder = new DataFolder(options.Value.DataFolder);
        folder.Create();
        var contexts = new StateContextFactory(StateDatabase.Options(folder));
        await new StateDatabase(folder, contexts).PrepareAsync(cancellationToken);
        var authority = new CertificateAuthority(folder, TimeProvider.System);
        authority.Open();
        return new CommandServices(contexts, authority, TimeProvider.System);
    }
}
