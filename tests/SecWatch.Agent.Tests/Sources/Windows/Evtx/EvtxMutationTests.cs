using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using SecWatch.Agent.Sources.Windows.Evtx;
using static SecWatch.Agent.Tests.Sources.Windows.Evtx.EvtxFixture;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Thousands of broken files: the reader neither crashes nor hangs, and accounts for what it could not
/// read.</summary>
public sealed class EvtxMutationTests
{
    private const int RecordCount = 32;

    private static readonly byte[] Template = RichFile();

    [Fact]
    public void Any_flipped_bits_leave_a_reader_that_ends_and_accounts_for_every_record()
    {
        var places = Gen.Choose(0, (Template.Length * 8) - 1);
        var records = RecordBits();

        Prop.ForAll(places.ArrayOf().ToArbitrary(), bits => Ends(Flip(bits)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Prop.ForAll(records.ArrayOf().ToArbitrary(), bits => Accounts(Flip(bits)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void Any_stretch_of_noise_leaves_a_reader_that_ends_and_accounts_for_every_record()
    {
        var noise =
            from start in Gen.Choose(EvtxFileBuilder.HeaderBytes + 512, EvtxFileBuilder.HeaderBytes + 20_000)
            from bytes in Gen.Choose(0, 255).ArrayOf()
            select (start, bytes);

        Prop.ForAll(noise.ToArbitrary(), change =>
        {
            var file = (byte[])Template.Clone();
            for (var i = 0; i < change.bytes.Length; i++)
            {
                file[change.start + i] = (byte)change.bytes[i];
            }

            return Accounts(file);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_read_up_to_there()
    {
        Prop.ForAll(Gen.Choose(128, Template.Length).ToArbitrary(), length => Accounts(Template[..length]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Arbitrary_bytes_after_a_valid_head_are_no_trouble()
    {
        Prop.ForAll(Gen.Choose(0, 255).ArrayOf(2_000).ToArbitrary(), bytes =>
        {
            var file = Template[..(EvtxFileBuilder.HeaderBytes + 2_512)];
            for (var i = 0; i < bytes.Length; i++)
            {
                file[EvtxFileBuilder.HeaderBytes + 512 + i] = (byte)bytes[i];
            }

            return Accounts(file);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    // Each record number of the file is either that of one event or lies in one gap.
    private static bool Accounts(byte[] file)
    {
        var context = Read(file);
        var seen = new int[RecordCount + 1];
        foreach (var row in context.Events)
        {
            seen[row.RecordId]++;
        }

        foreach (var gap in context.Gaps.Select(row => row.Gap()))
        {
            for (var id = gap.FirstRecordId; id <= gap.LastRecordId; id++)
            {
                seen[id]++;
            }
        }

        Assert.Equal(Enumerable.Repeat(1, RecordCount), seen.Skip(1));
        return true;
    }

    private static bool Ends(byte[] file)
    {
        Assert.InRange(Read(file).Rows.Count, 0, 3 * RecordCount);
        return true;
    }

    private static WindowsSourceContext Read(byte[] file)
    {
        var context = new WindowsSourceContext();
        if (!EvtxFile.TryOpen(new MemoryStream(file), out var evtx))
        {
            return context;
        }

        var started = Stopwatch.GetTimestamp();
        using (evtx)
        {
            var import = new EvtxFileImport(evtx, "import:test.evtx", "key", context);
            var run = import.RunAsync(default, CancellationToken.None);
            Assert.True(run.IsCompletedSuccessfully);
        }

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
        return context;
    }

    private static Gen<int> RecordBits() =>
        Gen.Choose((EvtxFileBuilder.HeaderBytes + 512) * 8, (EvtxFileBuilder.HeaderBytes + 16_000) * 8);

    private static byte[] Flip(int[] bits)
    {
        var file = (byte[])Template.Clone();
        foreach (var bit in bits)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return file;
    }

    private static byte[] RichFile()
    {
        var types = Enum.GetValues<BinXmlType>()
            .Where(type => type is not (BinXmlType.BinXml or BinXmlType.ArrayFlag or BinXmlType.Null)).ToArray();
        var names = types.Select(type => ($"Field{type}", type)).ToArray();
        var all = Event(
            "all",
            Data(names),
            [.. types.Select(type => Value(type, new byte[Math.Max(4, BinXmlText.ElementBytes(type))]))]);
        var arrays = Event(
            "arrays",
            Data(names),
            [.. types.Select(type => Value(type | BinXmlType.ArrayFlag, new byte[48]))]);
        Action<BinXmlBuilder>[] records = [.. Numbered(6), all, arrays, all, arrays, .. Numbered(6)];
        return new EvtxFileBuilder().Chunk(records).Chunk(records).Build();
    }
}
