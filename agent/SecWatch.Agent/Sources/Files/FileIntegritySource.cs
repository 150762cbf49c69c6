namespace SecWatch.Agent.Sources.Files;

/// <summary>Integrity of listed files and folders: what was created, changed, deleted, renamed or given other
/// rights.</summary>
/// <remarks>
/// The baseline is this source's position, one key for a path, and moves in the same block as the event about it: a
/// scan
/// after a restart reports each difference once. The first look at a listed path records it without events. Links are
/// watched as links; list their target to watch that. A file that is written and never closed is not noticed until
/// then.
/// </remarks>
internal sealed class FileIntegritySource : IEventSource
{
    public const string SourceId = "files";

    private readonly FileIntegrityOptions options;
    private readonly Func<IFileWatcher> watch;
    private readonly Func<TimeProvider, IFileView> look;

    public FileIntegritySource(FileIntegrityOptions options)
        : this(
            options,
            () => OperatingSystem.IsLinux() ? new InotifyWatcher() : new PortableFileWatcher(),
            time => OperatingSystem.IsLinux() ? new LinuxFileView(time) : new PortableFileView())
    {
    }

    public FileIntegritySource(
        FileIntegrityOptions options, Func<IFileWatcher> watch, Func<TimeProvider, IFileView> look)
    {
        this.options = options;
        this.watch = watch;
        this.look = look;
    }

    public string Id => SourceId;

    public async Task RunAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        if (!options.Enabled)
        {
            context.Report(SourceState.Stopped, "turned off");
            return;
        }

        // The first look may take seconds, and whoever starts the sources must not wait for one of them.
        await Task.Yield();
        var defaults = OperatingSystem.IsWindows()
            ? FileIntegrityOptions.WindowsPaths
            : FileIntegrityOptions.LinuxPaths;
        var view = look(context.Time);
        var scope = new FileScope(options.Paths.Count > 0 ? options.Paths : defaults, options, view.Separator);
        using var watcher = watch();
        await new FileMonitor(context, options, scope, view, watcher).RunAsync(cancellationToken);
    }
}
