using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Spool;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Spool;

public sealed class SpoolStoreTests
{
    [Fact]
    public void Batches_are_numbered_from_one_in_each_lane()
    {
        using var bench = new SpoolWorkbench();

        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1, 2));
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 3));
        bench.Commit(SpoolWorkbench.Group(Lane.Security, 4));

        Assert.Equal(["1 2", "3"], bench.Pending(Lane.Bulk));
        Assert.Equal(["4"], bench.Pending(Lane.Security));
        Assert.Equal(3UL, bench.Store.Contents(Lane.Bulk).NextSequence);
    }

    [Fact]
    public void A_batch_read_again_after_a_restart_has_the_same_bytes()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Security, 1, 2, 3));
        var first = bench.Store.TryRead(Lane.Security, 1);

        bench.Reopen();

        Assert.Equal(first, bench.Store.TryRead(Lane.Security, 1));
    }

    [Fact]
    public void Acknowledged_batches_are_forgotten_and_their_numbers_are_not_used_again()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));

        bench.Store.Acknowledge(Lane.Bulk, 2, bench.Store.Generation);
        bench.Store.Commit([]);
        bench.Reopen();
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 3));

        Assert.Null(bench.Store.TryRead(Lane.Bulk, 2));
        Assert.Equal("3", SpoolWorkbench.Describe(bench.Store.TryRead(Lane.Bulk, 3)!));
        Assert.Equal(3UL, bench.Store.OldestPending(Lane.Bulk));
    }

    [Fact]
    public void Positions_are_as_durable_as_the_batches_of_their_group()
    {
        using var bench = new SpoolWorkbench();
        var group = SpoolWorkbench.Group(Lane.Bulk, 1);
        group.Positions.Add(new SourcePosition("log:a", "file", [7]));
        group.Positions.Add(new SourcePosition("log:b", "file", [8]));
        bench.Commit(group);
        var forget = new CommitGroup();
        forget.Positions.Add(new SourcePosition("log:b", "file", null));
        bench.Commit(forget);

        bench.Crash();

        Assert.Equal([7], bench.Store.ReadPositions("log:a")["file"]);
        Assert.Empty(bench.Store.ReadPositions("log:b"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_set_aside_and_reported_as_a_gap()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        var before = bench.Store.SpoolId;
        bench.Store.Dispose();
        File.WriteAllText(bench.File, "This is no database, and it is long enough to be seen as such.");

        bench.Reopen();

        Assert.Equal(["gap SpoolDamaged"], bench.Pending(Lane.Critical));
        Assert.Empty(bench.Pending(Lane.Bulk));
        Assert.NotEqual(before, bench.Store.SpoolId);
        Assert.Single(Directory.GetFiles(bench.Folder.Path, "spool.damaged-*.db"));
    }

    [Fact]
    public void What_can_be_read_of_a_damaged_spool_is_salvaged()
    {
        using var bench = new SpoolWorkbench();
        var group = SpoolWorkbench.Group(Lane.Bulk, 1);
        group.Positions.Add(new SourcePosition("log:a", "file", [7]));
        bench.Commit(group);
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));
        bench.Store.Dispose();
        Execute(bench.File, "UPDATE lanes SET next_sequence = 9 WHERE lane = 3");

        bench.Reopen();

        Assert.Equal(["1", "2"], bench.Pending(Lane.Bulk));
        Assert.Equal(["gap SpoolDamaged"], bench.Pending(Lane.Critical));
        Assert.Equal([7], bench.Store.ReadPositions("log:a")["file"]);
    }

    [Fact]
    public void A_batch_whose_bytes_were_changed_is_not_salvaged()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));
        bench.Store.Dispose();
        Execute(bench.File, "UPDATE batches SET first_time = first_time + 1 WHERE sequence = 1; "
            + "UPDATE lanes SET next_sequence = 9 WHERE lane = 3");

        bench.Reopen();

        Assert.Equal(["2"], bench.Pending(Lane.Bulk));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_repair_that_was_cut_short_is_completed_at_the_next_start(bool leftovers)
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Store.Dispose();
        File.Move(bench.File, bench.Folder.File("spool.repair.db"));
        if (leftovers)
        {
            File.WriteAllText(bench.Folder.File("spool.new.db"), "half of a database");
        }

        bench.Reopen();

        Assert.Equal(["gap SpoolDamaged"], bench.Pending(Lane.Critical));
        Assert.Equal(["1"], bench.Pending(Lane.Bulk));
        Assert.False(File.Exists(bench.Folder.File("spool.repair.db")));
    }

    [Fact]
    public void A_spool_that_starts_anew_numbers_what_is_pending_from_one_and_says_why()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Security, 1));
        bench.Commit(SpoolWorkbench.Group(Lane.Security, 2));
        bench.Commit(SpoolWorkbench.Group(Lane.Security, 3));
        bench.Store.Acknowledge(Lane.Security, 1, bench.Store.Generation);
        var before = bench.Store.SpoolId;

        bench.Store.StartAnew(GapReason.SpoolRolledBack, bench.Store.Generation, "test");

        Assert.NotEqual(before, bench.Store.SpoolId);
        Assert.Equal(["2", "3"], bench.Pending(Lane.Security));
        Assert.Equal(1UL, bench.Store.OldestPending(Lane.Security));
        Assert.Equal(["gap SpoolRolledBack"], bench.Pending(Lane.Critical));
        bench.Reopen();
        Assert.Equal(["2", "3"], bench.Pending(Lane.Security));
    }

    [Fact]
    public void An_acknowledgement_of_an_earlier_spool_deletes_nothing()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Security, 1));
        var earlier = bench.Store.Generation;
        bench.Store.StartAnew(GapReason.SpoolRolledBack, earlier, "test");

        bench.Store.Acknowledge(Lane.Security, 1, earlier);
        bench.Store.Commit([]);

        Assert.Equal(["1"], bench.Pending(Lane.Security));
    }

    [Fact]
    public void A_refused_batch_is_kept_aside_and_a_gap_record_takes_its_number()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));

        bench.Store.Refuse(bench.Store.TryRead(Lane.Bulk, 1)!, "malformed", bench.Store.Generation);

        Assert.Equal(["gap BatchRefused", "2"], bench.Pending(Lane.Bulk));
        bench.Store.Dispose();
        using var connection = SpoolConnection.Open(bench.File, Microsoft.Data.Sqlite.SqliteOpenMode.ReadOnly);
        Assert.Equal(1, connection.ReadNumber("SELECT count(*) FROM refused WHERE reason = 'malformed'"));
    }

    [Fact]
    public void A_spool_of_a_newer_agent_is_refused_by_name()
    {
        using var bench = new SpoolWorkbench();
        bench.Store.Dispose();
        Execute(bench.File, "PRAGMA user_version = 2");

        var failure = Assert.Throws<SpoolVersionException>(bench.Reopen);

        Assert.Contains("layout 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleted_batches_make_room_for_new_ones_in_the_same_file()
    {
        using var bench = new SpoolWorkbench();
        var numbers = Enumerable.Range(0, 5000).ToArray();
        long afterFirst = 0;
        for (var round = 0; round < 20; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                bench.Commit(SpoolWorkbench.Group(Lane.Bulk, numbers));
            }

            bench.Store.Acknowledge(
                Lane.Bulk, bench.Store.Contents(Lane.Bulk).NextSequence - 1, bench.Store.Generation);
            bench.Store.Commit([]);
            afterFirst = round == 1 ? new FileInfo(bench.File).Length : afterFirst;
        }

        Assert.InRange(new FileInfo(bench.File).Length, 1, afterFirst + (16 * 1024 * 1024));
        Assert.InRange(new FileInfo(bench.File + "-wal").Length, 0, 16 * 1024 * 1024);
    }

    [Fact]
    public void A_second_agent_cannot_take_the_lock_of_a_state_folder()
    {
        using var folder = new TemporaryFolder();

        Assert.True(SpoolLock.TryTake(folder.Path, out var first));
        Assert.False(SpoolLock.TryTake(folder.Path, out _));
        first.Dispose();
        Assert.True(SpoolLock.TryTake(folder.Path, out var second));
        second.Dispose();
    }

    private static void Execute(string file, string sql)
    {
        using var connection = SpoolConnection.Open(file, Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite);
        connection.ExecuteScript(sql);
    }
}
