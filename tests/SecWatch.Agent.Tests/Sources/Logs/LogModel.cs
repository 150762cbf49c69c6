using System.Globalization;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Sources.Logs;

/// <summary>Knows every line that was written, and what may be missing of them.</summary>
internal sealed class LogModel(LogFixture fixture)
{
    private readonly HashSet<string> expected = new(StringComparer.Ordinal);
    private readonly HashSet<string> losable = new(StringComparer.Ordinal);
    private string partial = "";
    private int number;

    private string Live => fixture.At("app.log");

    /// <summary>Carries the steps out and checks what arrived.</summary>
    /// <param name="steps">One byte for each step: what, and how much of it.</param>
    /// <param name="isLossy">Whether logs are also deleted and cut without a copy.</param>
    public static bool Run(byte[] steps, bool isLossy)
    {
        using var fixture = new LogFixture();
        var model = new LogModel(fixture);
        fixture.Start();

        // With simulated time nothing in here waits for anything.
        var run = model.RunAsync(steps, isLossy);
        Assert.True(run.IsCompleted);
        if (run.Exception is { } failure)
        {
            throw failure.InnerException!;
        }

        return true;
    }

    private async Task RunAsync(byte[] steps, bool isLossy)
    {
        // The very first look: a rotated log that is there already is not read.
        await fixture.PassAsync();
        foreach (var step in steps)
        {
            await StepAsync(step % 16, step / 16, isLossy);
        }

        fixture.Context.BlocksUntilCrash = null;
        if (!fixture.IsRunning)
        {
            fixture.Start();
        }

        EndPartial();
        await fixture.SettleAsync();
        Check(isLossy);
    }

    private async Task StepAsync(int kind, int amount, bool isLossy)
    {
        switch (kind)
        {
            case 0 or 1 or 2:
                AppendLines(amount + 1);
                break;
            case 3:
                AppendPartial();
                break;
            case 4 or 5:
                await fixture.PassAsync(scan: true);
                break;
            case 6:
                await fixture.PassAsync(scan: false);
                break;
            case 7:
                Rotate();
                break;
            case 8:
                CopyAndTruncate();
                break;
            case 9:
                fixture.Stop();
                break;
            case 10 when !fixture.IsRunning:
                fixture.Start();
                break;
            case 10 or 11:
                fixture.Context.BlocksUntilCrash = amount % 3;
                break;
            case 12:
                fixture.Time.Advance(TimeSpan.FromSeconds(amount));
                break;
            case 13 when isLossy:
                Lose(static path => File.Delete(path), truncates: false);
                break;
            case 14 when isLossy:
                Lose(static path => File.WriteAllBytes(path, []), truncates: true);
                break;
            default:
                await fixture.SettleAsync();
                break;
        }
    }

    private void AppendLines(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var line = NextLine();
            expected.Add(partial + line);
            fixture.Append("app.log", line + "\n");
            partial = "";
        }
    }

    private void AppendPartial()
    {
        var piece = NextLine() + ";";
        partial += piece;
        fixture.Append("app.log", piece);
    }

    // Lines of many lengths, some beyond the fingerprint, so that files of equal size are not the rule.
    private string NextLine()
    {
        number++;
        var padding = new string('x', number * 7919 % 97 * (number % 13 == 0 ? 20 : 1));
        return string.Create(CultureInfo.InvariantCulture, $"line {number} {padding}");
    }

    private void Rotate()
    {
        if (File.Exists(Live))
        {
            Shift();
            File.Move(Live, Live + ".1");
            EndPartialInPlace();
        }
    }

    private void CopyAndTruncate()
    {
        if (File.Exists(Live))
        {
            Shift();
            File.Copy(Live, Live + ".1");
            File.WriteAllBytes(Live, []);
            EndPartialInPlace();
        }
    }

    private void Shift()
    {
        var last = 1;
        while (File.Exists(NameOf(last)))
        {
            last++;
        }

        for (var i = last; i > 1; i--)
        {
            File.Move(NameOf(i - 1), NameOf(i));
        }
    }

    private string NameOf(int generation) =>
        Live + "." + generation.ToString(CultureInfo.InvariantCulture);

    // What was begun in a file that was rotated is never ended there: it counts as the file's last line.
    private void EndPartialInPlace()
    {
        if (partial.Length > 0)
        {
            expected.Add(partial);
            partial = "";
        }
    }

    private void EndPartial()
    {
        if (partial.Length > 0)
        {
            AppendLines(1);
        }
    }

    private void Lose(Action<string> lose, bool truncates)
    {
        if (!File.Exists(Live) || !IsKnownToAgent(truncates))
        {
            return;
        }

        foreach (var line in File.ReadAllLines(Live))
        {
            losable.Add(line);
        }

        partial = "";
        lose(Live);
    }

    // What the agent never saw, or saw empty, leaves no trace when it is gone: nobody could report that.
    private bool IsKnownToAgent(bool truncates)
    {
        _ = LogFiles.TryStat(Live, out var stat);
        if (stat.Size == 0)
        {
            return false;
        }

        if (!fixture.Context.Durable.TryGetValue(stat.Identity.ToKey(), out var bytes)
            || !FilePosition.TryDecode(bytes, out var position))
        {
            return false;
        }

        // The position may be that of an earlier file with this inode.
        return position.Offset <= stat.Size && position.Fingerprint.Length > 0 && IsPrefix(position.Fingerprint)
            && (position.Flags & FileFlags.Finished) == FileFlags.None && (!truncates || position.Offset > 0);
    }

    private bool IsPrefix(PrefixFingerprint fingerprint)
    {
        var bytes = File.ReadAllBytes(Live);
        return bytes.Length >= fingerprint.Length
            && PrefixFingerprint.Of(bytes.AsSpan(0, fingerprint.Length)) == fingerprint;
    }

    private void Check(bool isLossy)
    {
        var counts = fixture.Context.Messages
            .GroupBy(static line => line, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal);
        Assert.DoesNotContain(counts, static pair => pair.Value > 1);

        var missing = expected.Where(line => !counts.ContainsKey(line)).ToList();
        Assert.DoesNotContain(missing, line => !losable.Contains(line));
        if (missing.Count > 0)
        {
            Assert.NotEmpty(fixture.Context.Gaps);
        }

        // Nothing is made up: what arrived was written, as a whole or as what a file ended with.
        Assert.DoesNotContain(counts.Keys, line => !expected.Contains(line) && !losable.Contains(line));
        if (!isLossy)
        {
            Assert.Empty(fixture.Context.Gaps);
        }
    }
}
