using System.Globalization;
using System.Text;

namespace SecWatch.Benchmarks.Way;

/// <summary>
/// Log lines of 300 bytes as a busy small server writes them: the words repeat, and numbers, names and ids differ.
/// </summary>
internal sealed class SampleLines(uint seed)
{
    public const int LineBytes = 300;

    private static readonly string[] Users = ["root", "backup", "tanaka", "suzuki", "sato", "deploy", "www-data", "postgres"];
    private static readonly string[] Paths = ["/api/v1/orders", "/api/v1/items", "/login", "/img/logo.png", "/report/monthly", "/search"];
    private static readonly string[] Agents = ["Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "curl/8.5.0", "Mozilla/5.0 (Macintosh)"];

    private uint state = seed;

    /// <summary>Writes <paramref name="count"/> lines to a file.</summary>
    public void WriteTo(string path, int count)
    {
        using var writer = new StreamWriter(path, append: true, new UTF8Encoding(false), 1 << 20);
        for (var i = 0; i < count; i++)
        {
            writer.Write(Next(i));
        }
    }

    /// <summary>One line with its line end.</summary>
    public string Next(int index)
    {
        var culture = CultureInfo.InvariantCulture;
        var second = index / 500 % 86_400;
        var head = string.Create(
            culture, $"Nov 22 {second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2} fileserver ");
        var body = Pick(4) switch
        {
            0 => string.Create(culture, $"sshd[{Number(30_000)}]: Accepted publickey for {Users[Pick(8)]} "
                + $"from 192.168.{Pick(4)}.{Pick(250)} port {20_000 + Number(40_000)} ssh2: "
                + $"ED25519 SHA256:{Hex(22)}"),
            1 => string.Create(culture, $"nginx[812]: 10.0.{Pick(8)}.{Pick(250)} - {Users[Pick(8)]} "
                + $"\"GET {Paths[Pick(6)]}?id={Number(1_000_000)} HTTP/1.1\" "
                + $"200 {Number(90_000)} \"-\" \"{Agents[Pick(3)]}\" rt=0.{Number(999):D3}"),
            2 => string.Create(culture, $"kernel: [{Number(900_000)}.{Number(999_999):D6}] [UFW BLOCK] "
                + $"IN=eth0 OUT= MAC={Hex(12)} SRC=10.{Pick(250)}.{Pick(250)}.{Pick(250)} "
                + $"DST=192.168.1.10 LEN=60 TTL=63 ID={Number(65_535)} DF PROTO=TCP SPT={Number(65_535)} DPT=22"),
            _ => string.Create(culture, $"CRON[{Number(30_000)}]: ({Users[Pick(8)]}) CMD (/usr/local/bin/backup --job {Number(400)} --session {Hex(16)} --quiet)"),
        };
        var trace = " trace=" + Hex(16);
        const string Filler = " unit=system.slice/session.scope priority=6 facility=auth transport=syslog"
            + " boot=5f1c0e84b6f94e6c9a3ad9e2f5d0c711 machine=fileserver.example.co.jp selinux=unconfined origin=imuxsock";
        var line = head + body + trace + Filler + Filler;
        return line[..(LineBytes - 1)] + "\n";
    }

    private int Pick(int count) => (int)(Advance() % (uint)count);

    private int Number(int below) => Pick(below);

    private string Hex(int digits) =>
        string.Concat(Enumerable.Range(0, (digits + 7) / 8).Select(_ => Advance().ToString("x8", CultureInfo.InvariantCulture)))[..digits];

    // Xorshift: the same lines in every run, and no compressor finds the numbers.
    private uint Advance()
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state;
    }
}
