using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Sources.Logs;

public sealed class LogFollowerRotationTests : IDisposable
{
    private readonly LogFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_log_rotated_twice_while_the_agent_was_down_is_continued_oldest_first()
    {
        fixture.Append("app.log", "a1\na2\n");
        await StartAndPassAsync();
        fixture.Stop();
        fixture.Append("app.log", "a3\n");
        File.Move(fixture.At("app.log"), fixture.At("app.log.2"));
        fixture.Append("app.log.1", "b1\nb2\n");
        fixture.Append("app.log", "c1\n");

        fixture.Start();
        await fixture.SettleAsync();

        Assert.Equal(["a1", "a2", "a3", "b1", "b2", "c1"], fixture.Context.Messages);
        Assert.Empty(fixture.Context.Gaps);
    }

    [Fact]
    public async Task A_renamed_log_is_read_to_its_end_while_its_writer_still_holds_it()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        File.Move(fixture.At("app.log"), fixture.At("app.log.1"));
        fixture.Append("app.log", "b1\n");
        await fixture.PassAsync();
        fixture.Append("app.log.1", "a2\n");
        await fixture.PassAsync(scan: false);
        await fixture.SettleAsync();
        fixture.Append("app.log.1", "a3, long after\n");
        await fixture.SettleAsync();

        Assert.Equal(["a1", "b1", "a2", "a3, long after"], fixture.Context.Messages);
    }

    [Fact]
    public async Task A_log_renamed_to_any_name_is_found_again_after_a_restart()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        fixture.Stop();
        fixture.Append("app.log", "a2\n");
        File.Move(fixture.At("app.log"), fixture.At("saved by hand"));

        fixture.Start();
        await fixture.SettleAsync();

        Assert.Equal(["a1", "a2"], fixture.Context.Messages);
        Assert.Empty(fixture.Context.Gaps);
    }

    [Fact]
    public async Task A_deleted_log_is_read_to_its_end_through_the_open_file()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        fixture.Append("app.log", "a2\nno end");
        File.Delete(fixture.At("app.log"));

        await fixture.SettleAsync();

        Assert.Equal(["a1", "a2", "no end"], fixture.Context.Messages);
        Assert.Equal("true", fixture.Context.Lines.Last()["SecWatchPartial"]);
        Assert.Empty(fixture.Context.Gaps);
        Assert.Equal(TrackedFiles.StartedKey, Assert.Single(fixture.Context.Durable).Key);
    }

    [Fact]
    public async Task A_log_deleted_while_the_agent_was_down_is_a_gap_that_says_from_where()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        fixture.Stop();
        File.Delete(fixture.At("app.log"));

        fixture.Start();
        await fixture.SettleAsync();

        var gap = Assert.Single(fixture.Context.Gaps);
        Assert.Equal("LogRotatedAway", gap["GapReason"]);
        Assert.Equal("log:test", gap["GapSource"]);
        Assert.Equal($"{fixture.At("app.log")}, read up to byte 3: it is gone, or only a compressed form is left.",
            gap["GapDetail"]);
        Assert.Equal(TrackedFiles.StartedKey, Assert.Single(fixture.Context.Durable).Key);
    }

    [Fact]
    public async Task A_log_compressed_while_the_agent_was_down_is_a_gap()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        fixture.Stop();
        File.Move(fixture.At("app.log"), fixture.At("app.log.1.gz"));
        fixture.Append("app.log", "b1\n");

        fixture.Start();
        await fixture.SettleAsync();

        Assert.Equal(["a1", "b1"], fixture.Context.Messages);
        Assert.Equal("LogRotatedAway", Assert.Single(fixture.Context.Gaps)["GapReason"]);
    }

    [Fact]
    public async Task A_rotated_log_that_was_read_to_its_end_may_vanish()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        File.Move(fixture.At("app.log"), fixture.At("app.log.1"));
        fixture.Append("app.log", "b1\n");
        await fixture.SettleAsync();
        fixture.Stop();
        File.Delete(fixture.At("app.log.1"));

        fixture.Start();
        await fixture.SettleAsync();

        Assert.Empty(fixture.Context.Gaps);
        Assert.Equal(2, fixture.Context.Durable.Count);
    }

    [Fact]
    public async Task What_a_log_held_before_it_was_copied_and_cut_is_read_from_the_copy()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        fixture.Append("app.log", "a2\n");
        File.Copy(fixture.At("app.log"), fixture.At("app.log.1"));
        fixture.Replace("app.log", "b1, longer than what was there\n");

        await fixture.SettleAsync();

        Assert.Equal(["a1", "a2", "b1, longer than what was there"], fixture.Context.Messages);
        Assert.Empty(fixture.Context.Gaps);
    }

    [Fact]
    public async Task A_copy_seen_before_the_log_is_cut_is_not_read_twice()
    {
        fixture.Options.Paths = [fixture.At("*")];
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        File.Copy(fixture.At("app.log"), fixture.At("app.log.1"));
        await fixture.SettleAsync();
        fixture.Replace("app.log", "b1\n");
        await fixture.SettleAsync();

        Assert.Equal(["a1", "b1"], fixture.Context.Messages);
        Assert.Empty(fixture.Context.Gaps);
    }

    [Fact]
    public async Task A_log_cut_without_a_copy_is_a_gap_and_starts_over()
    {
        fixture.Append("app.log", "a1\na2\n");
        await StartAndPassAsync();
        fixture.Replace("app.log", "b1\n");

        await fixture.SettleAsync();

        Assert.Equal(["a1", "a2", "b1"], fixture.Context.Messages);
        Assert.Equal("LogTruncated", Assert.Single(fixture.Context.Gaps)["GapReason"]);
    }

    [Fact]
    public async Task A_log_rewritten_while_the_agent_was_down_is_seen_by_its_fingerprint()
    {
        fixture.Append("app.log", "a1\n");
        await StartAndPassAsync();
        fixture.Stop();
        fixture.Replace("app.log", "b1\nb2\n");

        fixture.Start();
        await fixture.SettleAsync();

        Assert.Equal(["a1", "b1", "b2"], fixture.Context.Messages);
        Assert.Single(fixture.Context.Gaps);
    }

    [Fact]
    public async Task At_the_very_first_start_old_content_is_passed_over_and_later_files_are_not()
    {
        fixture.Options.StartAtEnd = true;
        fixture.Options.Paths = [fixture.At("*.log")];
        fixture.Append("app.log.1", "very old\n");
        fixture.Append("app.log", "old\nbegun");
        await StartAndPassAsync();
        fixture.Append("app.log", " and ended\n");
        fixture.Append("other.log", "other\n");
        await fixture.SettleAsync();

        Assert.Equal(["begun and ended", "other"], fixture.Context.Messages);
    }

    [Fact]
    public async Task A_log_made_while_the_agent_was_down_is_read_from_its_start_also_after_an_empty_first_start()
    {
        fixture.Options.StartAtEnd = true;
        await StartAndPassAsync();
        fixture.Stop();
        fixture.Append("app.log", "a1\n");

        fixture.Start();
        await fixture.SettleAsync();

        Assert.Equal(["a1"], fixture.Context.Messages);
    }

    [Fact]
    public async Task A_file_with_several_names_is_read_once()
    {
        fixture.Options.Paths = [fixture.At("*.log"), fixture.At("app*")];
        fixture.Append("app.log", "a1\n");
        File.CreateSymbolicLink(fixture.At("link.log"), fixture.At("app.log"));
        await StartAndPassAsync();

        Assert.Equal(["a1"], fixture.Context.Messages);
    }

    [Fact]
    public async Task Logs_named_by_date_are_each_a_log_of_their_own()
    {
        fixture.Options.Paths = [fixture.At("app-*.log")];
        fixture.Append("app-20261121.log", "a1\n");
        await StartAndPassAsync();
        fixture.Append("app-20261122.log", "b1\nbegun");
        await fixture.SettleAsync();

        Assert.Equal(["a1", "b1"], fixture.Context.Messages);
        Assert.All(fixture.Files, static file => Assert.True(file.IsLive));
    }

    private async Task StartAndPassAsync()
    {
        fixture.Start();
        await fixture.PassAsync();
        await fixture.PassAsync();
    }
}
