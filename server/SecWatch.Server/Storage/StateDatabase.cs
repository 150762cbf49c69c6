using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Hosting;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Storage;

/// <summary>
/// Brings <c>state.db</c> to this version's schema at start, and refuses one that is damaged or newer.
/// </summary>
internal sealed class StateDatabase(DataFolder folder, StateContextFactory contexts)
{
    public static DbContextOptions<StateContext> Options(DataFolder folder)
    {
        var connection = new SqliteConnectionStringBuilder
        {
            DataSource = folder.StateDatabase,
            ForeignKeys = true,
            DefaultTimeout = 30,
        };
        return new DbContextOptionsBuilder<StateContext>()
            .UseSqlite(connection.ToString())
            .AddInterceptors(new StatePragmas())
            .Options;
    }

    /// <summary>Applies the migrations that are missing. Safe beside other processes that do the same.</summary>
    /// <exception cref="StartFailedException">The database is damaged, or a newer version wrote it.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        folder.Create();
        using var held = FileLock.Wait(folder.MigrationLock);
        try
        {
            await using var context = contexts.Create(TenantScope.Provider);
            await CheckAsync(context, cancellationToken);
            var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var applied = await context.Database.GetAppliedMigrationsAsync(cancellationToken);
            if (applied.FirstOrDefault(name => !known.Contains(name)) is { } foreign)
            {
                throw new StartFailedException(
                    StartFailedException.BadData,
                    $"{folder.StateDatabase} was written by a newer version of the server (it holds the migration " +
                    $"{foreign}). Run that version, or restore a backup of this one.");
            }

            if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            {
                // EF Core's own lock is a row that outlives a killed process, and would be waited for without end. The
                // file that is held here has the same purpose and dies with its process.
                await context.Database.ExecuteSqlRawAsync(
                    "DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
                await context.Database.MigrateAsync(cancellationToken);
            }
        }
        catch (SqliteException exception)
        {
            throw new StartFailedException(
                StartFailedException.BadData,
                $"{folder.StateDatabase} cannot be used: {exception.Message} Restore it from a backup.",
                exception);
        }
    }

    private async Task CheckAsync(StateContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        await command.ExecuteNonQueryAsync(cancellationToken);
        command.CommandText = "PRAGMA quick_check(1)";
        if (await command.ExecuteScalarAsync(cancellationToken) is string and not "ok")
        {
            throw new StartFailedException(
                StartFailedException.BadData, $"{folder.StateDatabase} is damaged. Restore it from a backup.");
        }
    }
}
