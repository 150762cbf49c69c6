using System.Globalization;
using System.Text;
using SecWatch.Protos.Batches;

namespace SecWatch.Benchmarks.Codec;

/// <summary>Events of one kind with content that varies as real events do, the same in every run.</summary>
internal sealed class SampleEvents
{
    private static readonly string[] Users = ["root", "tanaka", "suzuki", "deploy", "backup", "www-data", "oracle"];
    private static readonly string[] Folders = ["/var/lib/app", "/home/tanaka/docs", "/srv/www/html", "/opt/tool/bin"];
    private static readonly string[] Images =
        ["/usr/bin/bash", "/usr/bin/ls", "/usr/bin/git", "/usr/bin/grep", "/usr/bin/python3", "/usr/sbin/sshd"];

    private const string Tail =
        " component=session-manager node=tokyo-office-server-01 level=info trace=enabled policy=default-corporate"
        + " zone=internal channel=primary result=ok retry=0 queue=main";

    private ulong state = 42;

    private SampleEvents(string kind, EventShape shape)
    {
        Kind = kind;
        Shape = shape;
    }

    public string Kind { get; }

    public EventShape Shape { get; }

    public List<byte[][]> Rows { get; } = [];

    public List<long> Times { get; } = [];

    public int TextBytes => Rows.Sum(row => row.Sum(value => value.Length));

    /// <summary>Lines of a log of about 300 bytes, parsed to five fields.</summary>
    public static SampleEvents LogLines(int count)
    {
        string[] fields = ["Computer", "Program", "ProcessId", "Level", "Message"];
        var events = new SampleEvents(
            "log lines", new EventShape("log:auth", "SecWatch-Log", "auth", 0, "tokyo-office-server-01", fields));
        for (var i = 0; i < count; i++)
        {
            var message = events.Message(i % 5);
            var room = Math.Clamp(258 - message.Length, 0, Tail.Length);
            events.Add("tokyo-office-server-01", "sshd", events.Text(65_000), "info", message + Tail[..room]);
        }

        return events;
    }

    /// <summary>Process starts with eleven fields.</summary>
    public static SampleEvents ProcessStarts(int count)
    {
        string[] fields =
        [
            "Image", "CommandLine", "ParentImage", "ParentCommandLine", "User", "CurrentDirectory", "ProcessId",
            "ParentProcessId", "Hashes", "ProcessGuid", "TerminalSessionId",
        ];
        var events = new SampleEvents(
            "process starts", new EventShape("process", "SecWatch-Process", "", 1, "tokyo-office-server-01", fields));
        for (var i = 0; i < count; i++)
        {
            var image = Images[events.Number(Images.Length)];
            var parent = Images[events.Number(Images.Length)];
            var hash = (uint)image.Length * 0x9E3779B9L;
            events.Add(
                image, $"{image} --flag={events.Text(100)} -o /tmp/out-{events.Hex()} src/file{events.Text(5000)}.c",
                parent, $"{parent} -c run-{events.Text(300)}", Users[events.Number(2)],
                "/home/tanaka/project/" + events.Text(30), events.Text(4_000_000), events.Text(4_000_000),
                $"SHA256={hash:X32}{hash:X32}", $"{{{events.Hex()}-{events.Hex()}}}", "1");
        }

        return events;
    }

    private string Message(int kind)
    {
        var address = $"{Text(223)}.{Text(256)}.{Text(256)}.{Text(255)}";
        var user = Users[Number(Users.Length)];
        var folder = Folders[Number(Folders.Length)];
        return kind switch
        {
            0 => $"Failed password for invalid user {user} from {address} port {Text(65_535)} ssh2",
            1 => $"Accepted publickey for {user} from {address} port {Text(65_535)} ssh2: RSA SHA256:{Hex()}{Hex()}",
            2 => $"pam_unix(sshd:session): session opened for user {user}(uid={Text(1100)}) by (uid=0)",
            3 => $"GET {folder}/item/{Text(100_000)}?session={Hex()}{Hex()} HTTP/1.1 200 {Text(99_999)} from {address}",
            _ => $"{user} : TTY=pts/{Text(8)} ; PWD={folder}/{Text(1000)} ; USER=root ; COMMAND=/usr/bin/id {Text(50)}",
        };
    }

    private void Add(params string[] values)
    {
        Rows.Add(Array.ConvertAll(values, Encoding.UTF8.GetBytes));
        Times.Add(638_000_000_000_000_000 + (Times.Count * 50_000L) + Number(50_000));
    }

    private string Text(int below) => Number(below).ToString(CultureInfo.InvariantCulture);

    private string Hex() => Number(int.MaxValue).ToString("x8", CultureInfo.InvariantCulture);

    private int Number(int below)
    {
        state = unchecked((state * 6364136223846793005) + 1442695040888963407);
        return (int)((state >> 33) % (ulong)below);
    }
}
