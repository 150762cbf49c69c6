using SecWatch.Server.Alerts;
using SecWatch.Server.Detect;
using SecWatch.Server.Devices;
using SecWatch.Server.Events;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Tests.Running;

/// <summary>
/// Two firms with four computers, alerts, events and gaps, as a provider might have them on a spring morning.
/// </summary>
internal static class SeededState
{
    /// <summary>What stands in a host name and in a command line and must never become markup.</summary>
    public const string Markup = "<script>alert('x')</script>";

    public const string Rule = """
        title: Credentials read from the shadow file
        id: 6e0c1c2a-3a70-4f6c-8f70-3f9a2b5f7d11
        status: stable
        description: A program that is not the system's own opened the file that holds password hashes.
        author: SecWatch
        level: critical
        tags: [attack.credential_access, attack.t1003.008]
        logsource: { category: process_creation, product: linux }
        detection:
            selection: { CommandLine|contains: /etc/shadow }
            condition: selection
        falsepositives: [A backup program that runs as root]
        secwatch:
            ja:
                title: パスワードの元データが読み取られました
                reason: 通常は使われないプログラムが、パスワードのハッシュを保存したファイルを開きました。
                advice: 端末の担当者に作業中だったかを確かめ、覚えがなければネットワークから切り離してください。
        """;

    public static readonly DateTimeOffset Now = new(2026, 4, 1, 0, 30, 0, TimeSpan.Zero);
    public static readonly TenantId Aoba = new(Id(1));
    public static readonly TenantId Midori = new(Id(2));
    public static readonly DeviceId Accounting = new(Id(11));
    public static readonly DeviceId Hostile = new(Id(14));
    public static readonly Guid CriticalAlert = Id(21);
    public static readonly Guid MidoriAlert = Id(23);

    public static async Task AddAsync(StateContext state, SeededEventStore store, CancellationToken cancellationToken)
    {
        state.Tenants.AddRange(
            new Tenant { Id = Aoba, Name = "株式会社あおば製作所", CreatedAt = Now },
            new Tenant { Id = Midori, Name = "みどり歯科クリニック", CreatedAt = Now });
        state.Devices.AddRange(
            Device(Accounting, Aoba, "keiri-01", Now.AddSeconds(-8), Heartbeat("denied",
                "The process connector needs CAP_NET_ADMIN.")),
            Device(new DeviceId(Id(12)), Aoba, "aoba-fileserver", Now.AddHours(-3), Heartbeat("running", "")),
            Device(new DeviceId(Id(13)), Midori, "uketsuke-pc", Now.AddSeconds(-20), Heartbeat("running", "")),
            Device(Hostile, Midori, Markup, lastSeenAt: null, heartbeat: null));
        state.Alerts.AddRange(
            Alert(CriticalAlert, Aoba, Accounting, "Credentials read from the shadow file", "critical",
                AlertState.New, 3),
            Alert(Id(22), Aoba, Accounting, "Program started from a temporary folder", "high", AlertState.New, 41),
            Alert(MidoriAlert, Midori, new DeviceId(Id(13)), "Repeated failed log-ons", "medium",
                AlertState.Acknowledged, 128),
            Alert(Id(24), Midori, Hostile, "Scheduled task created " + Markup, "low", AlertState.New, 1),
            Alert(Id(25), Aoba, new DeviceId(Id(12)), "Service stopped", "informational", AlertState.Closed, 2));
        state.AlertEvents.Add(new AlertEvent
        {
            AlertId = CriticalAlert,
            TenantId = Aoba,
            Reference = "739706-7-0",
            Time = Now.AddMinutes(-4),
            Content = """
                {"provider":"SecWatch-Process","channel":"","eventId":1,"recordId":7,"computer":"keiri-01",
                "source":"process",
                "fields":[["Image","/usr/bin/cat"],["CommandLine","cat /etc/shadow <img src=x onerror=alert(1)>"],
                ["User","tanaka"],["ParentImage","/usr/bin/bash"],["CurrentDirectory","/home/tanaka"]]}
                """,
        });
        state.Gaps.AddRange(
            Gap("739706-9-0", Accounting, "log:auth", 120, "Exact", "LogRotatedAway",
                "/var/log/auth.log.1 was deleted."),
            Gap("739706-9-1", Accounting, "process", 0, "Unknown", "AgentNotRunning", "The agent was not running."));
        await state.SaveChangesAsync(cancellationToken);
        AddEvents(store);
    }

    public static Guid Id(int number) => new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);

    private static void AddEvents(SeededEventStore store)
    {
        string[] lines =
        [
            "cat /etc/shadow", "systemctl restart cups", "/tmp/.x/run --quiet", Markup, "見積書_2026年4月.xlsx を開く",
            new string('長', 5000),
        ];
        for (var index = 0; index < 120; index++)
        {
            store.Add(Event(Aoba, Accounting, index, lines[index % lines.Length], "keiri-01"));
        }

        store.Add(Event(Midori, new DeviceId(Id(13)), 500, "secret of the clinic", "uketsuke-pc"));
    }

    private static StoredEvent Event(
        TenantId tenant, DeviceId device, int index, string commandLine, string computer) =>
        new(new EventReference(new BatchPosition(739706, 1 + (index / 10)), index % 10), tenant, device,
            Now.AddMinutes(-130 + index), Now.AddMinutes(-130 + index).AddMilliseconds(40),
            (index % 3) switch { 0 => "security", 1 => "bulk", _ => "critical" },
            index % 2 == 0 ? "process" : "log:auth", "SecWatch-Process", "", 1, index, computer,
            [new("Image", "/usr/bin/sh"), new("CommandLine", commandLine), new("User", "tanaka")]);

    private static Device Device(
        DeviceId id, TenantId tenant, string hostName, DateTimeOffset? lastSeenAt, string? heartbeat) => new()
        {
            Id = id,
            TenantId = tenant,
            HostName = hostName,
            OperatingSystem = "Debian GNU/Linux 12 (bookworm)",
            AgentVersion = "0.1.0",
            EnrolledAt = Now.AddDays(-30),
            LastSeenAt = lastSeenAt,
            ClockSkewMilliseconds = 42,
            Heartbeat = heartbeat,
        };

    private static string Heartbeat(string processState, string reason) => $$"""
        {"sources":[{"source":"process","state":"{{processState}}","reason":"{{reason}}","eventsOut":"0"},
        {"source":"log:auth","state":"running","reason":"","eventsOut":"18240"},
        {"source":"files","state":"running","reason":"","eventsOut":"311"}],
        "queues":[{"lane":"LANE_SECURITY","batches":"2","bytes":"18432","quotaBytes":"268435456"}],
        "residentBytes":"47185920","cpuMilliseconds":"8210"}
        """;

    private static Alert Alert(
        Guid id, TenantId tenant, DeviceId device, string title, string level, AlertState state, int hits) => new()
        {
            Id = id,
            TenantId = tenant,
            DeviceId = device,
            RuleId = level is "critical" ? "6e0c1c2a-3a70-4f6c-8f70-3f9a2b5f7d11" : Guid.Empty.ToString(),
            RuleTitle = title,
            RuleAuthor = "SecWatch",
            Level = level,
            GroupingKey = "User=tanaka",
            State = state,
            EventCount = hits,
            FirstEventAt = Now.AddMinutes(-40 - hits),
            LastEventAt = Now.AddMinutes(-4 - hits),
            RaisedAt = Now.AddMinutes(-40 - hits),
            ChangedBy = state == AlertState.New ? "" : "hanako",
        };

    private static Gap Gap(
        string id, DeviceId device, string source, long count, string kind, string reason, string detail) => new()
        {
            Id = id,
            TenantId = Aoba,
            DeviceId = device,
            Source = source,
            From = Now.AddHours(-5),
            To = Now.AddHours(-4),
            Count = count,
            CountKind = kind,
            Reason = reason,
            Detail = detail,
            ReportedAt = Now.AddHours(-1),
        };
}
