using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Hosting;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Storage;

public sealed class StateDatabaseTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    [Fact]
    public async Task Migrations_and_model_agree()
    {
        await PrepareAsync(folder);
        await using var migrated = Contexts(folder).Create(TenantScope.Provider);
        using var other = new TestFolder();
        await using var created = Contexts(other).Create(TenantScope.Provider);
        await created.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);

        Assert.False(migrated.Database.HasPendingModelChanges());
        Assert.Equal(await SchemaAsync(created), await SchemaAsync(migrated));
    }

    [Fact]
    public async Task Preparing_again_changes_nothing()
    {
        await PrepareAsync(folder);
        await using (var context = Contexts(folder).Create(TenantScope.Provider))
        {
            context.Tenants.Add(new Tenant { Name = "firm" });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await PrepareAsync(folder);
        await using var later = Contexts(folder).Create(TenantScope.Provider);
        Assert.Equal("firm", (await later.Tenants.SingleAsync(TestContext.Current.CancellationToken)).Name);
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_block_the_next_start()
    {
        await using (var connection = new SqliteConnection($"Data Source={folder.File("state.db")}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE "__EFMigrationsLock"("Id" INTEGER PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await PrepareAsync(folder);
        await using var context = Contexts(folder).Create(TenantScope.Provider);
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_that_is_none_is_refused()
    {
        await File.WriteAllTextAsync(
            folder.File("state.db"), new string('x', 8192), TestContext.Current.CancellationToken);
        var failed = await Assert.ThrowsAsync<StartFailedException>(() => PrepareAsync(folder));

        Assert.Equal(StartFailedException.BadData, failed.ExitCode);
        Assert.Contains("state.db cannot be used", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused()
    {
        await PrepareAsync(folder);
        await using (var context = Contexts(folder).Create(TenantScope.Provider))
        {
            await context.Database.ExecuteSqlRawAsync(
                "INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99')",
                TestContext.Current.CancellationToken);
        }

        var failed = await Assert.ThrowsAsync<StartFailedException>(() => PrepareAsync(folder));
        Assert.Contains("newer version", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_server_on_the_same_folder_is_refused_with_the_pid_of_the_first()
    {
        using var first = DataFolderLock.Take(new DataFolder(folder.Path));
        var failed = Assert.Throws<StartFailedException>(() => DataFolderLock.Take(new DataFolder(folder.Path)));

        Assert.Equal(StartFailedException.FolderInUse, failed.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_sees_the_tenants_of_its_scope_alone()
    {
        await PrepareAsync(folder);
        var one = new TenantId(new Guid(1, 0, 0, new byte[8]));
        var two = new TenantId(new Guid(2, 0, 0, new byte[8]));
        await using (var context = Contexts(folder).Create(TenantScope.Provider))
        {
            context.AddRange(new Tenant { Id = one, Name = "one" }, new Tenant { Id = two, Name = "two" });
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var scoped = Contexts(folder).Create(TenantScope.Of(two));
        Assert.Equal("two", (await scoped.Tenants.SingleAsync(TestContext.Current.CancellationToken)).Name);
    }

    private static StateContextFactory Contexts(TestFolder folder) =>
        new(StateDatabase.Options(new DataFolder(folder.Path)));

    private static Task PrepareAsync(TestFolder folder) =>
        new StateDatabase(new DataFolder(folder.Path), Contexts(folder))
            .PrepareAsync(TestContext.Current.CancellationToken);

    private static async Task<List<string>> SchemaAsync(StateContext context) => await context.Database
        .SqlQueryRaw<string>(
            "SELECT sql AS \"Value\" FROM sqlite_master WHERE sql IS NOT NULL " +
            "AND name NOT LIKE '\\_\\_EF%' ESCAPE '\\' ORDER BY name")
        .ToListAsync(TestContext.Current.CancellationToken);
}
