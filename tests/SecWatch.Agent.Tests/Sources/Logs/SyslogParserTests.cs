using System.Globalization;
using System.Text;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Sources.Logs;

public sealed class SyslogParserTests
{
    private static readonly TimeZoneInfo Tokyo =
        TimeZoneInfo.CreateCustomTimeZone("JST", TimeSpan.FromHours(9), "JST", "JST");

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    // The line => time | host | program | pid | priority | message, "-" for absent; "!" first where the header is kept.
    private const string Cases = """
        Nov 22 19:57:43 web-1 sshd[1042]: Accepted publickey for root => 2026-11-22T10:57:43Z | web-1 | sshd | 1042 | - | Accepted publickey for root
        Nov  2 01:02:03 web-1 CRON[7]: (root) CMD (true) => 2026-11-01T16:02:03Z | web-1 | CRON | 7 | - | (root) CMD (true)
        Nov 02 01:02:03 web-1 CRON[7]: (root) CMD (true) => ! 2026-11-01T16:02:03Z | web-1 | CRON | 7 | - | (root) CMD (true)
        Nov 22 19:57:43 web-1 kernel: [ 12.5] eth0: up => 2026-11-22T10:57:43Z | web-1 | kernel | - | - | [ 12.5] eth0: up
        Nov 22 19:57:43 web-1 postfix/smtpd[12]: connect => 2026-11-22T10:57:43Z | web-1 | postfix/smtpd | 12 | - | connect
        Nov 22 19:57:43 web-1 sudo:     root : TTY=pts/0 => 2026-11-22T10:57:43Z | web-1 | sudo | - | - |     root : TTY=pts/0
        Nov 22 19:57:43 web-1 last message repeated 3 times => 2026-11-22T10:57:43Z | web-1 | - | - | - | last message repeated 3 times
        Nov 22 19:57:43 web-1 sshd(pam_unix)[9]: session opened => 2026-11-22T10:57:43Z | web-1 | sshd(pam_unix) | 9 | - | session opened
        Nov 22 19:57:43 web-1 app[main]: ready => ! 2026-11-22T10:57:43Z | web-1 | app | - | - | ready
        Nov 22 19:57:43 web-1 app:ready => ! 2026-11-22T10:57:43Z | web-1 | app | - | - | ready
        Nov 22 19:57:43 su[12]: root => ! 2026-11-22T10:57:43Z | - | su | 12 | - | root
        Nov 22 19:57:43 web-1 => ! 2026-11-22T10:57:43Z | web-1 | - | - | - |
        Nov 22 19:57:60 web-1 ntpd[1]: leap => ! 2026-11-22T10:58:00Z | web-1 | ntpd | 1 | - | leap
        <34>Oct 11 22:14:15 mymachine su: failed => 2026-10-11T13:14:15Z | mymachine | su | - | 34 | failed
        <034>Oct 11 22:14:15 mymachine su: failed => ! 2026-10-11T13:14:15Z | mymachine | su | - | 34 | failed
        2026-11-22T19:57:43.123456+09:00 web-1 sshd[1042]: Failed password => 2026-11-22T10:57:43.123456Z | web-1 | sshd | 1042 | - | Failed password
        2026-11-22T10:57:43Z web-1 sshd[1042]: Failed password => 2026-11-22T10:57:43Z | web-1 | sshd | 1042 | - | Failed password
        2026-11-22T19:57:43.123456789+09:00 web-1 app: nano => ! 2026-11-22T10:57:43.1234567Z | web-1 | app | - | - | nano
        <34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed => 2003-10-11T22:14:15.003Z | mymachine.example.com | su | - | 34 | 'su root' failed
        <165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time => 2003-08-24T12:14:15.000003Z | 192.0.2.1 | myproc | 8710 | 165 | %% It's time
        <165>1 2003-10-11T22:14:15.003Z host evntslog - ID47 [a@1 x="3" y="[q\"]\]"][b@2 z="1"] An entry => 2003-10-11T22:14:15.003Z | host | evntslog | - | 165 | An entry
        <165>1 - host app - - - no time => ! - | host | app | - | 165 | no time
        <13>1 2003-10-11T22:14:15.003Z host app - - - => ! 2003-10-11T22:14:15.003Z | host | app | - | 13 |
        """;

    private const string NoSyslog = """
        just some text that is long enough
        Foo 22 19:57:43 web-1 sshd: x
        Nov 31 19:57:43 web-1 sshd: x
        Nov 00 19:57:43 web-1 sshd: x
        Nov 22 24:57:43 web-1 sshd: x
        Nov 22 19:57:61 web-1 sshd: x
        Nov 22 19-57-43 web-1 sshd: x
        Nov 22 19:57:43
        <192>Oct 11 22:14:15 mymachine su: x
        <>Oct 11 22:14:15 mymachine su: x
        <3x>Oct 11 22:14:15 mymachine su: x
        2026-02-29T19:57:43Z web-1 sshd: x
        2026-13-01T19:57:43Z web-1 sshd: x
        2026-11-22T19:57:43 web-1 sshd: no zone
        2026-11-22T19:57:43.Z web-1 sshd: no digits
        2026-11-22 19:57:43Z web-1 sshd: no T
        <34>1 2003-10-11T22:14:15.003Z host app - - [unclosed message
        <34>1 2003-10-11T22:14:15.003Z host app
        <34>2 2003-10-11T22:14:15.003Z host app - - - x
        """;

    public static TheoryData<string, string> Lines()
    {
        var data = new TheoryData<string, string>();
        foreach (var line in Cases.Split('\n'))
        {
            var arrow = line.LastIndexOf(" => ", StringComparison.Ordinal);
            data.Add(line[..arrow], line[(arrow + 4)..].TrimEnd());
        }

        return data;
    }

    public static TheoryData<string> OtherLines() => [.. NoSyslog.Split('\n')];

    [Theory]
    [MemberData(nameof(Lines))]
    public void Parses_as_the_table_says(string line, string expected)
    {
        Assert.True(TryParse(line, strict: false, out var parts));

        Assert.Equal(expected, parts.TrimEnd());
    }

    [Theory]
    [MemberData(nameof(OtherLines))]
    public void Takes_nothing_for_syslog_that_is_not(string line) =>
        Assert.False(TryParse(line, strict: false, out _));

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_line_can_be_written_again_from_its_parts(string line, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        Assert.True(Create(strict: false).TryParse(bytes, out var header));

        var text = Encoding.UTF8;
        var head = header.IsCanonical
            ? SyslogRewriter.Header(
                text.GetString(header.Form), header.TimeTicks, header.Priority, Tokyo,
                [
                    text.GetString(header.Host), text.GetString(header.Program), text.GetString(header.ProcessId),
                    text.GetString(header.MessageId), text.GetString(header.StructuredData),
                ])
            : text.GetString(bytes.AsSpan(0, header.MessageStart));
        Assert.Equal(line, head + text.GetString(bytes.AsSpan(header.MessageStart)));
        Assert.Equal(expected[0] != '!', header.IsCanonical);
    }

    [Theory]
    [InlineData("2026-11-22T19:57:43.123Z INFO Starting: now", false)]
    [InlineData("2026-11-22T19:57:43.123Z error main: failed", false)]
    [InlineData("2026-11-22T19:57:43.123Z web-1 no tag here", false)]
    [InlineData("2026-11-22T19:57:43.123Z web-1 sshd[4]: a tag", true)]
    [InlineData("Nov 22 19:57:43 web-1 no tag here", true)]
    public void In_auto_a_log_of_a_program_is_not_taken_for_syslog(string line, bool isSyslog) =>
        Assert.Equal(isSyslog, TryParse(line, strict: true, out _));

    [Fact]
    public void Any_bytes_are_taken_or_refused_without_reading_beyond_the_line()
    {
        var parser = Create(strict: false);
        foreach (var line in Cases.Split('\n'))
        {
            var bytes = Encoding.UTF8.GetBytes(line);
            for (var length = 0; length <= bytes.Length; length++)
            {
                var cut = bytes.AsSpan(0, length).ToArray();
                if (parser.TryParse(cut, out var header))
                {
                    Assert.InRange(header.MessageStart, 0, length);
                }
            }
        }
    }

    private static SyslogParser Create(bool strict)
    {
        var time = new SyslogTime(Tokyo);
        time.SetNow(Now);
        return new SyslogParser(time, strict);
    }

    private static bool TryParse(string line, bool strict, out string parts)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        var isParsed = Create(strict).TryParse(bytes, out var header);
        var culture = CultureInfo.InvariantCulture;
        var time = header.TimeTicks == 0
            ? "-"
            : new DateTime(header.TimeTicks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", culture);
        parts = !isParsed
            ? ""
            : (header.IsCanonical ? "" : "! ") + string.Join(
                " | ",
                time,
                OrDash(header.Host),
                OrDash(header.Program),
                OrDash(header.ProcessId),
                header.Priority < 0 ? "-" : header.Priority.ToString(culture),
                Encoding.UTF8.GetString(bytes.AsSpan(header.MessageStart)));
        return isParsed;
    }

    private static string OrDash(ReadOnlySpan<byte> value) => value.IsEmpty ? "-" : Encoding.UTF8.GetString(value);
}
