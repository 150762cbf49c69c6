using System.Security.Cryptography;
using System.Text;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Sources.Files;
using SecWatch.Agent.Tests.Sources.Linux;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Tests.Sources.Files;

/// <summary>Against the real kernel and file system.</summary>
public sealed class FileIntegritySourceTests : IDisposable
{
    private const int Created = 11;
    private const int Changed = 2;
    private const int Deleted = 23;
    private const int Renamed = 26;
    private const int Rights = 27;

    private readonly string folder = Directory.CreateTempSubdirectory("secwatch-files-").FullName;

    public FileIntegritySourceTests()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("inotify is a part of Linux");
        }
    }

    [Fact]
    public async Task First_look_records_without_events()
    {
        Write("a", "1");
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            Write("b", "2");
            await UntilAsync(context, Created, "b");
        }

        Assert.Single(context.Events);
        Assert.Contains("p:" + PathOf("a"), context.Committed.Keys, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("two words")]
    [InlineData("日本語の名前")]
    public async Task Creation_change_and_deletion_are_one_event_each(string name)
    {
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            Write(name, "1");
            await UntilAsync(context, Created, name);
            Write(name, "22");
            await UntilAsync(context, Changed, name);
            File.Delete(PathOf(name));
            await UntilAsync(context, Deleted, name);
        }

        Assert.Equal([Created, Changed, Deleted], context.Events.Select(e => e.EventId));
        Assert.Equal(HashOf("1"), context.Events[0]["Hashes"]);
        Assert.Equal(Environment.UserName, context.Events[0]["User"]);
        Assert.Equal("0600", context.Events[0]["Mode"]);
        Assert.Equal(HashOf("1"), context.Events[1]["PreviousHashes"]);
        Assert.Equal(HashOf("22"), context.Events[1]["Hashes"]);
        Assert.Equal(HashOf("22"), context.Events[2]["PreviousHashes"]);
        Assert.Null(context.Events[2]["Hashes"]);
        Assert.All(context.Events, e => Assert.Null(e["SecWatchFoundByScan"]));
        Assert.DoesNotContain("p:" + PathOf(name), context.Committed.Keys, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Other_rights_are_an_event_and_a_touch_is_none()
    {
        Write("a", "1");
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            File.SetLastWriteTimeUtc(PathOf("a"), DateTime.UnixEpoch);
            await Shell.RunAsync($"chmod 4755 '{PathOf("a")}'");
            await UntilAsync(context, Rights, "a");
        }

        var seen = Assert.Single(context.Events);
        Assert.Equal("0600", seen["PreviousMode"]);
        Assert.Equal("04755", seen["Mode"]);
    }

    [Fact]
    public async Task Rename_names_both_paths_and_moves_the_baseline()
    {
        Write("old name", "1");
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            File.Move(PathOf("old name"), PathOf("new name"));
            await UntilAsync(context, Renamed, "new name");
            Write("new name", "2");
            await UntilAsync(context, Changed, "new name");
        }

        Assert.Equal([Renamed, Changed], context.Events.Select(e => e.EventId));
        Assert.Equal(PathOf("old name"), context.Events[0]["SourceFilename"]);
        Assert.Equal(HashOf("1"), context.Events[1]["PreviousHashes"]);
    }

    [Fact]
    public async Task Replacing_a_listed_file_by_a_rename_is_a_change()
    {
        Write("passwd", "1");
        var context = new LinuxSourceContext();
        await using (await StartAsync(context, new FileIntegrityOptions { Paths = [PathOf("passwd")] }))
        {
            Write("passwd.new", "2");
            File.Move(PathOf("passwd.new"), PathOf("passwd"), overwrite: true);
            await UntilAsync(context, Changed, "passwd");
        }

        var seen = Assert.Single(context.Events);
        Assert.Equal(HashOf("1"), seen["PreviousHashes"]);
        Assert.Equal(HashOf("2"), seen["Hashes"]);
    }

    [Fact]
    public async Task A_file_that_is_gone_at_once_is_still_told()
    {
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            Write("flash", "1");
            File.Delete(PathOf("flash"));
            await UntilAsync(context, Deleted, "flash");
        }

        Assert.Equal([Created, Deleted], context.Events.Select(e => e.EventId));
    }

    [Fact]
    public async Task New_folder_is_watched_with_what_is_in_it_and_moves_as_a_whole()
    {
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            Directory.CreateDirectory(PathOf("sub/deep"));
            Write("sub/deep/a", "1");
            await UntilAsync(context, Created, "sub/deep/a");
            Directory.Move(PathOf("sub"), PathOf("moved"));
            await UntilAsync(context, Renamed, "moved");
            Write("moved/deep/a", "2");
            await UntilAsync(context, Changed, "moved/deep/a");
            Directory.Delete(PathOf("moved"), recursive: true);
            await UntilAsync(context, Deleted, "moved");
            await UntilAsync(context, Deleted, "moved/deep/a");
        }

        Assert.Equal(3, context.Events.Count(e => e.EventId == Created));
        Assert.Equal(3, context.Events.Count(e => e.EventId == Deleted));
        var below = "p:" + folder + "/";
        Assert.DoesNotContain(context.Committed.Keys, key => key.StartsWith(below, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scan_after_a_stop_finds_each_difference_once()
    {
        foreach (var name in new[] { "same", "changed", "deleted", "from", "rights" })
        {
            Write(name, name);
        }

        var first = new LinuxSourceContext();
        await using (await StartAsync(first))
        {
            // The first look alone is wanted.
        }

        Write("changed", "now");
        Write("created", "now");
        File.Delete(PathOf("deleted"));
        File.Move(PathOf("from"), PathOf("to"));
        await Shell.RunAsync($"chmod 777 {PathOf("rights")}");
        var second = new LinuxSourceContext(first.Committed);
        await using (await StartAsync(second))
        {
            await second.UntilAsync(c => c.Events.Count >= 5);
        }

        Assert.Equal(
            [$"{Changed} changed", $"{Created} created", $"{Deleted} deleted", $"{Rights} rights", $"{Renamed} to"],
            second.Events
                .Select(e => $"{e.EventId} {Path.GetFileName(e["TargetFilename"])}")
                .OrderBy(text => text.Split(' ')[1], StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.All(second.Events, e => Assert.Equal("true", e["SecWatchFoundByScan"]));

        var third = new LinuxSourceContext(second.Committed);
        await using (await StartAsync(third))
        {
            await third.UntilAsync(c => c.Reports.Count > 0);
        }

        Assert.Empty(third.Events);
    }

    [Fact]
    public async Task Names_that_are_no_text_are_followed_and_kept_apart()
    {
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            await Shell.RunAsync($"cd {folder}; printf 1 > \"$(printf 'x\\377')\"; printf 2 > \"$(printf 'x\\376')\"");
            await context.UntilAsync(c => c.Events.Count >= 2);
        }

        Assert.Equal(2, context.Committed.Keys.Count(key => key.StartsWith("b:", StringComparison.Ordinal)));
        Assert.All(context.Events, e => Assert.Equal(PathOf("x\uFFFD"), e["TargetFilename"]));

        await Shell.RunAsync($"rm {folder}/x*");
        var second = new LinuxSourceContext(context.Committed);
        await using (await StartAsync(second))
        {
            await second.UntilAsync(c => c.Events.Count >= 2);
        }

        Assert.All(second.Events, e => Assert.Equal(Deleted, e.EventId));
    }

    [Fact]
    public async Task Link_is_watched_as_a_link()
    {
        Write("target", "1");
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            File.CreateSymbolicLink(PathOf("link"), "target");
            await UntilAsync(context, Created, "link");
            await Shell.RunAsync($"ln -sfn other {PathOf("link")}");
            await UntilAsync(context, Changed, "link");
        }

        var seen = context.Events.Single(e => e.EventId == Created);
        Assert.Equal("target", seen["LinkTarget"]);
        Assert.Equal("link", seen["FileType"]);
        Assert.Null(seen["Hashes"]);
        Assert.Equal("other", context.Events.Single(e => e.EventId == Changed)["LinkTarget"]);
    }

    [Fact]
    public async Task Listed_path_that_appears_later_is_noticed_with_its_folder()
    {
        var context = new LinuxSourceContext();
        await using (await StartAsync(context, new FileIntegrityOptions { Paths = [PathOf("a/b/keys")] }))
        {
            Directory.CreateDirectory(PathOf("a/b"));
            Write("a/b/keys", "1");
            await UntilAsync(context, Created, "a/b/keys");
        }

        Assert.Single(context.Events);
    }

    [Fact]
    public async Task Overflow_is_a_gap_and_everything_is_compared_again()
    {
        var context = new LinuxSourceContext();
        using var watcher = new OverflowingWatcher();
        var options = new FileIntegrityOptions { Paths = [folder] };
        var source = new FileIntegritySource(options, () => watcher, time => new LinuxFileView(time));
        await using (new RunningSource(source, context))
        {
            await context.UntilAsync(c => c.Reports.Count > 0);
            Write("a", "1");
            watcher.Overflow();
            await UntilAsync(context, Created, "a");
        }

        var gap = Assert.Single(context.Events, e => e.IsGap).Gap;
        Assert.Equal(GapReason.KernelOverflow, gap.Reason);
        Assert.Equal(GapCount.Unknown, gap.CountKind);
        Assert.True(gap.From <= gap.To);
    }

    [Fact]
    public async Task What_may_not_be_read_is_named_and_the_rest_runs()
    {
        Directory.CreateDirectory(PathOf("closed"));
        Write("secret", "1");
        var context = new LinuxSourceContext();
        var source = new FileIntegritySource(
            new FileIntegrityOptions { Paths = [folder] },
            () => new InotifyWatcher(),
            time => new DenyingFileView(new LinuxFileView(time), PathOf("closed"), PathOf("secret")));
        await using (new RunningSource(source, context))
        {
            await context.UntilAsync(c => c.Reports.Count > 0);
            Write("a", "1");
            await UntilAsync(context, Created, "a");
        }

        var (state, reason) = context.Reports[0];
        Assert.Equal(SourceState.Degraded, state);
        var closed = PathOf("closed") + ": not readable without CAP_DAC_READ_SEARCH";
        Assert.Contains(closed, reason, StringComparison.Ordinal);
        Assert.Contains(PathOf("secret") + ": content not readable", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_that_was_taken_off_the_list_is_new_when_it_is_listed_again()
    {
        Write("a", "1");
        var first = new LinuxSourceContext();
        await using (await StartAsync(first))
        {
            // The first look alone is wanted.
        }

        var other = new LinuxSourceContext(first.Committed);
        await using (await StartAsync(other, new FileIntegrityOptions { Paths = ["/nowhere"] }))
        {
            Assert.DoesNotContain(
                other.Committed.Keys, key => key.Contains(folder, StringComparison.Ordinal));
        }

        var again = new LinuxSourceContext(other.Committed);
        await using (await StartAsync(again))
        {
            Assert.Contains("p:" + PathOf("a"), again.Committed.Keys, StringComparer.Ordinal);
        }

        Assert.Empty(again.Events);
    }

    [Fact]
    public async Task Excluded_deep_and_large_files_are_left_out_as_set()
    {
        var context = new LinuxSourceContext();
        var options = new FileIntegrityOptions
        {
            Paths = [folder], Exclude = ["*.tmp", PathOf("cache") + "*"], DepthMax = 1, HashBytesMax = 3,
        };
        await using (await StartAsync(context, options))
        {
            Directory.CreateDirectory(PathOf("d/e"));
            Write("x.tmp", "1");
            Write("cache-1", "1");
            Write("d/e/deep", "1");
            Write("large", "12345");
            await UntilAsync(context, Created, "large");
            await UntilAsync(context, Created, "d/e");
        }

        Assert.Equal(
            ["d", "d/e", "large"],
            context.Events.Select(e => e["TargetFilename"]![(folder.Length + 1)..]).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        var large = context.Events.Single(e => Is(e, "large"));
        Assert.Null(large["Hashes"]);
        Assert.Equal("no hash: the file is larger than the limit", large["SecWatchIncomplete"]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string HashOf(string text) =>
        "SHA256=" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<RunningSource> StartAsync(LinuxSourceContext context, FileIntegrityOptions? options = null)
    {
        var source = new FileIntegritySource(options ?? new FileIntegrityOptions { Paths = [folder] });
        var running = new RunningSource(source, context);
        await context.UntilAsync(c => c.Reports.Count > 0);
        return running;
    }

    private Task UntilAsync(LinuxSourceContext context, int eventId, string name) =>
        context.UntilAsync(c => c.Events.Any(e => e.EventId == eventId && Is(e, name)));

    private bool Is(SeenEvent seen, string name) =>
        string.Equals(seen["TargetFilename"], PathOf(name), StringComparison.Ordinal);

    private string PathOf(string name) => Path.Combine(folder, name);

    private void Write(string name, string text)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(PathOf(name), options);
        file.Write(text);
    }
}
