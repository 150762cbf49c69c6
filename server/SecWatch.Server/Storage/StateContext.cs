using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using SecWatch.Server.Alerts;
using SecWatch.Server.Detect;
using SecWatch.Server.Devices;
using SecWatch.Server.Identity;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Storage;

/// <summary>
/// All state but the events: every tenant-owned set is filtered by the scope that the context was made for.
/// </summary>
internal sealed class StateContext(DbContextOptions<StateContext> options, TenantScope scope) : DbContext(options)
{
    public DbSet<Tenant> Tenants => Set<Tenant>();

    public DbSet<Device> Devices => Set<Device>();

    public DbSet<EnrollmentToken> EnrollmentTokens => Set<EnrollmentToken>();

    public DbSet<DeviceCertificate> DeviceCertificates => Set<DeviceCertificate>();

    public DbSet<Alert> Alerts => Set<Alert>();

    public DbSet<AlertEvent> AlertEvents => Set<AlertEvent>();

    public DbSet<Gap> Gaps => Set<Gap>();

    public DbSet<Checkpoint> Checkpoints => Set<Checkpoint>();

    public DbSet<Operator> Operators => Set<Operator>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    private bool IsProvider => scope.IsProvider;

    private List<TenantId> ScopeTenants => [.. scope.Tenants];

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<TenantId>().HaveConversion<TenantIdConverter>();
        configurationBuilder.Properties<DeviceId>().HaveConversion<DeviceIdConverter>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TicksConverter>();
        configurationBuilder.Properties<AlertState>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>().HasQueryFilter(e => IsProvider || ScopeTenants.Contains(e.Id));
        modelBuilder.Entity<Device>(entity =>
        {
            entity.HasIndex(e => e.TenantId);
            entity.HasQueryFilter(e => IsProvider || ScopeTenants.Contains(e.TenantId));
        });
        modelBuilder.Entity<EnrollmentToken>(entity =>
        {
            entity.HasIndex(e => e.SecretHash).IsUnique();
            entity.HasQueryFilter(e => IsProvider || ScopeTenants.Contains(e.TenantId));
        });
        modelBuilder.Entity<DeviceCertificate>(entity =>
        {
            entity.HasKey(e => e.Thumbprint);
            entity.HasIndex(e => e.RequestHash).IsUnique();
            entity.HasIndex(e => e.DeviceId);
            entity.HasQueryFilter(e => IsProvider || ScopeTenants.Contains(e.TenantId));
        });
        modelBuilder.Entity<Alert>(entity =>
        {
            entity.HasIndex(e => new { e.TenantId, e.State, e.LastEventAt });
            entity.HasQueryFilter(e => IsProvider || ScopeTenants.Contains(e.TenantId));
        });
        modelBuilder.Entity<AlertEvent>(entity =>
        {
            entity.HasKey(e => new { e.AlertId, e.Reference });
            entity.HasQueryFilter(e => IsProvider || ScopeTenants.Contains(e.TenantId));
        });
        modelBuilder.Entity<Gap>(entity =>
        {
            entity.HasIndex(e => new { e.TenantId, e.ReportedAt });
            entity.HasQueryFilter(e => IsProvider || ScopeTenants.Contains(e.TenantId));
        });
        modelBuilder.Entity<Checkpoint>().HasKey(e => e.Name);
        modelBuilder.Entity<Operator>().HasIndex(e => e.Name).IsUnique();
        modelBuilder.Entity<ApiToken>().HasIndex(e => e.SecretHash).IsUnique();
    }

    private sealed class TenantIdConverter()
        : ValueConverter<TenantId, Guid>(id => id.Value, value => new TenantId(value));

    private sealed class DeviceIdConverter()
        : ValueConverter<DeviceId, Guid>(id => id.Value, value => new DeviceId(value));

    private sealed class TicksConverter() : ValueConverter<DateTimeOffset, long>(
        time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
