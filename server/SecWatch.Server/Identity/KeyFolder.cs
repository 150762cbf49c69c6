using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Identity;

/// <summary>Keeps the keys of session cookies in the data folder, so that a restart signs nobody out.</summary>
internal sealed class KeyFolder(IOptions<ServerOptions> server, ILoggerFactory loggers)
    : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options)
    {
        var folder = new DirectoryInfo(Path.Combine(server.Value.DataFolder, "keys"));
        if (OperatingSystem.IsWindows())
        {
            folder.Create();
        }
        else
        {
            Directory.CreateDirectory(
                folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        options.XmlRepository = new FileSystemXmlRepository(folder, loggers);
    }
}
