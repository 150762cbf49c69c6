using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Detection.Tests;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;
using SecWatch.Server.Alerts;
using SecWatch.Server.Detect;
using SecWatch.Server.Events;
using SecWatch.Server.Rules;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Tests.Detect;

/// <summary>Detection over an event store in memory and a state database in a folder of its own.</summary>
internal sealed class DetectHarness : IDisposable
{
    public static readonly DeviceIdentity Device = Identity(1);
    public static readonly DeviceIdentity OtherDevice = Identity(2);

    private readonly string folder = Directory.CreateTempSubdirectory("secwatch-detect").FullName;
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public DetectHarness()
    {
        var rules = Directory.CreateDirectory(Path.Combine(folder, "rules")).FullName;
        File.WriteAllText(Path.Combine(rules, "evil.yml"), Rule("aaaaaaaa", "evil", "secwatch: { group_by: [User] }"));
        File.WriteAllText(Path.Combine(rules, "bad.yml"), Rule("bbbbbbbb", "bad", ""));
        var options = new DbContextOptionsBuilder<StateContext>()
            .UseSqlite($"Data Source={Path.Combine(folder, "state.db")};Pooling=False")
            .AddInterceptors(Faults)
            .Options;
        Contexts = new StateContextFactory(options);
        using var context = Contexts.Create(TenantScope.Provider);
        context.Database.EnsureCreated();
        Library = new RuleLibrary(
            new RuleFolders(Path.Combine(folder, "none"), rules), Time, NullLogger<RuleLibrary>.Instance);
        Library.ReloadIfChanged();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    public MemoryEventStore Store { get; } = new();

    public CommitFaults Faults { get; } = new();

    public StateContextFactory Contexts { get; }

    public RuleLibrary Library { get; }

    public AlertChanges Changes { get; } = new();

    public DetectProgress Progress { get; } = new();

    public AlertCommands Commands => new(Contexts, Changes, Time);

    public IMeterFactory Meters => services.GetRequiredService<IMeterFactory>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        services.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A stage as after a start of the process: it knows nothing but what is stored.</summary>
    public async Task<DetectStage> StartAsync()
    {
        var stage = CreateStage();
        await stage.RestoreAsync(Cancel);
        return stage;
    }

    public DetectStage CreateStage()
    {
        var metrics = new DetectMetrics(Meters);
        var evaluator = new BatchEvaluator(Library, metrics, Time, NullLogger<BatchEvaluator>.Instance);
        return new DetectStage(
            Store, Contexts, evaluator, new AlertWriter(Time), Changes, Progress, metrics, Time,
            NullLogger<DetectStage>.Instance);
    }

    /// <summary>Stores a batch of process starts, given as image and user.</summary>
    public BatchPosition Add(DeviceIdentity device, params (string Image, string User)[] starts) =>
        Store.Add(
            device,
            TestEvents.Encode([.. starts.Select(start =>
                TestEvents.Process(("Image", start.Image), ("User", start.User)))]),
            Lane.Security,
            isDamaged: false);

    public BatchPosition Add(EncodedBatch encoded, Lane lane, bool isDamaged) =>
        Store.Add(Device, encoded, lane, isDamaged);

    public Task<List<Alert>> AlertsAsync() => ReadAsync(context => context.Alerts);

    public Task<List<AlertEvent>> AlertEventsAsync() => ReadAsync(context => context.AlertEvents);

    public Task<List<Gap>> GapsAsync() => ReadAsync(context => context.Gaps);

    public Task<List<Checkpoint>> CheckpointsAsync() => ReadAsync(context => context.Checkpoints);

    private static DeviceIdentity Identity(int number) => new(
        new TenantId(new Guid(number, 1, 1, [1, 2, 3, 4, 5, 6, 7, 8])),
        new DeviceId(new Guid(number, 2, 2, [1, 2, 3, 4, 5, 6, 7, 8])));

    private static string Rule(string id, string image, string extra) =>
        $"""
        title: Starts {image}
        id: {id}-2222-4333-8444-555555555555
        author: Somebody
        level: high
        logsource: {'{'} product: linux, category: process_creation {'}'}
        detection:
            s:
                Image|endswith: /{image}
            condition: s
        {extra}
        """;

    private async Task<List<T>> ReadAsync<T>(Func<StateContext, IQueryable<T>> query)
        where T : class
    {
        await using var context = Contexts.Create(TenantScope.Provider);
        return await query(context).AsNoTracking().ToListAsync(Cancel);
    }
}
