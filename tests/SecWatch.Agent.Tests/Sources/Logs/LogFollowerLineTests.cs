using System.Text;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Sources.Logs;

public sealed class LogFollowerLineTests : IDisposable
{
    private readonly LogFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_line_without_an_end_waits_for_it()
    {
        fixture.Append("app.log", "whole\nhalf");
        fixture.Start();
        await fixture.PassAsync();
        Assert.Equal(["whole"], fixture.Context.Messages);

        fixture.Append("app.log", " and half\n\n");
        await fixture.PassAsync();

        Assert.Equal(["whole", "half and half", ""], fixture.Context.Messages);
        Assert.Equal([0, 6, 20], fixture.Context.Lines.Select(static line => line.RecordId));
    }

    [Fact]
    public async Task A_syslog_line_becomes_fields_and_keeps_its_own_time()
    {
        fixture.Options.Format = "syslog";
        fixture.Options.Lane = "security";
        fixture.Append("app.log", "<38>Nov 22 18:57:43 web-1 sshd[77]: Accepted password for root\r\n");
        fixture.Start();
        await fixture.PassAsync();

        var line = Assert.Single(fixture.Context.Events);
        Assert.Equal(Lane.Security, line.Lane);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 57, 43, TimeSpan.Zero), line.Time);
        Assert.Equal("pc-1", line.Shape.Computer);
        Assert.Equal("SecWatch-Log", line.Shape.Provider);
        Assert.Equal("test", line.Shape.Channel);
        Assert.Equal(fixture.At("app.log"), line["LogFile"]);
        Assert.Equal("web-1", line["Hostname"]);
        Assert.Equal("sshd", line["ProcessName"]);
        Assert.Equal("77", line["ProcessId"]);
        Assert.Equal("4", line["Facility"]);
        Assert.Equal("6", line["Severity"]);
        Assert.Equal("rfc3164", line["SyslogFormat"]);
        Assert.Null(line["SyslogHeader"]);
        Assert.Equal("Accepted password for root", line.Message);
    }

    [Fact]
    public async Task A_header_that_the_fields_do_not_tell_is_kept()
    {
        fixture.Options.Format = "syslog";
        fixture.Append("app.log", "Nov 22 18:57:43 web-1 app[main]: ready\n");
        fixture.Start();
        await fixture.PassAsync();

        Assert.Equal("Nov 22 18:57:43 web-1 app[main]: ", Assert.Single(fixture.Context.Events)["SyslogHeader"]);
    }

    [Fact]
    public async Task A_plain_line_that_begins_with_a_time_has_it()
    {
        fixture.Options.Format = "auto";
        fixture.Append("app.log", "2026-11-22T18:57:43.5+09:00 INFO main: started\nno time\n");
        fixture.Start();
        await fixture.PassAsync();

        var lines = fixture.Context.Lines.ToList();
        Assert.Equal("2026-11-22T18:57:43.5+09:00 INFO main: started", lines[0].Message);
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 57, 43, 500, TimeSpan.Zero), lines[0].Time);
        Assert.Equal(fixture.Time.GetUtcNow(), lines[1].Time);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(300_000)]
    [InlineData(1_000_000)]
    public async Task A_line_that_is_too_long_is_cut_and_says_how_long_it_was(int extra)
    {
        fixture.Options.LineBytesMax = 2_000;
        var length = 2_000 + extra;
        fixture.Append("app.log", "before\n" + new string('x', length));
        fixture.Start();
        await fixture.PassAsync();
        await fixture.PassAsync();
        Assert.Equal(["before"], fixture.Context.Messages);

        fixture.Append("app.log", "y\nafter\n");
        await fixture.PassAsync();

        var lines = fixture.Context.Lines.ToList();
        Assert.Equal(["before", new string('x', 2_000), "after"], fixture.Context.Messages);
        Assert.Equal((length + 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            lines[1]["SecWatchTruncated"]);
        Assert.Null(lines[2]["SecWatchTruncated"]);
    }

    [Fact]
    public async Task Lines_of_every_encoding_are_told_apart_in_one_file()
    {
        byte[] bytes = [.. "監視\n"u8, 0xFB, 0xFC, (byte)'\n', 0xFF, 0x80, (byte)'\n', .. "ascii\n"u8];
        fixture.Append("app.log", bytes);
        fixture.Start();
        await fixture.PassAsync();

        var lines = fixture.Context.Lines.ToList();
        Assert.Equal("監視", lines[0].Message);
        Assert.Equal("髙", lines[1].Message);
        Assert.Equal("cp932", lines[1]["SecWatchEncoding"]);
        Assert.Equal([0xFF, 0x80], lines[2].Bytes["Message"]);
        Assert.Equal("ascii", lines[3].Message);
        Assert.Null(lines[3]["SecWatchEncoding"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Utf16_is_known_by_its_mark_also_after_a_restart(bool isBig)
    {
        // U+0A0A and U+0A00 hold the byte of a line end without being one.
        Encoding encoding = isBig ? Encoding.BigEndianUnicode : Encoding.Unicode;
        fixture.Append("app.log", encoding.GetPreamble());
        fixture.Append("app.log", encoding.GetBytes("一行\u0A0A\u0A00目\r\n二"));
        fixture.Start();
        await fixture.PassAsync();
        fixture.Start();
        fixture.Append("app.log", encoding.GetBytes("行目\n"));
        await fixture.PassAsync();

        Assert.Equal(["一行\u0A0A\u0A00目", "二行目"], fixture.Context.Messages);
        Assert.Equal(isBig ? "utf-16be" : "utf-16le", fixture.Context.Lines.First()["SecWatchEncoding"]);
    }

    [Fact]
    public async Task A_mark_of_utf8_is_no_part_of_the_first_line()
    {
        fixture.Append("app.log", [0xEF]);
        fixture.Start();
        await fixture.PassAsync();
        fixture.Append("app.log", [0xBB, 0xBF, (byte)'a', (byte)'\n']);
        await fixture.PassAsync();

        Assert.Equal(["a"], fixture.Context.Messages);
    }

    [Fact]
    public async Task A_block_holds_a_thousand_lines_at_most()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5_500; i++)
        {
            text.Append("line ").Append(i).Append('\n');
        }

        fixture.Append("app.log", text.ToString());
        fixture.Start();
        await fixture.PassAsync();

        Assert.Equal(5_500, fixture.Context.Messages.Count);
        Assert.Equal(1_000, fixture.Context.LargestBlock);
        Assert.Equal(6, fixture.Context.BlockCount);
    }

    [Fact]
    public async Task Folders_of_any_depth_are_searched()
    {
        fixture.Options.Paths = [fixture.At("**/app?.log")];
        Directory.CreateDirectory(fixture.At("a/b"));
        fixture.Append("app1.log", "one\n");
        fixture.Append("a/b/app2.log", "two\n");
        fixture.Append("a/b/other.log", "three\n");
        fixture.Start();
        await fixture.PassAsync();

        Assert.Equal(["one", "two"], fixture.Context.Messages.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }
}
