using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Sources.Logs;

public sealed class LineTextTests
{
    private static readonly LineText Text = new();

    [Theory]
    [InlineData("FBFCED95", "髙﨑")]
    [InlineData("FBFCFAB1", "髙﨑")]
    [InlineData("8740", "①")]
    [InlineData("8160", "～")]
    [InlineData("B6C5", "ｶﾅ")]
    [InlineData("5C7E41", "\\~A")]
    [InlineData("8145", "・")]
    [InlineData("95CE83588365815B835E8358", "偏ステータス")]
    public void Cp932_becomes_text(string hex, string expected)
    {
        var raw = Convert.FromHexString(hex);

        var utf8 = Text.ToUtf8(raw, FileEncoding.Cp932, isCut: false, out _);

        Assert.Equal(expected, Encoding.UTF8.GetString(utf8));
    }

    [Theory]
    [InlineData("FBFC", "cp932")]
    [InlineData("B6C5", "cp932")]
    [InlineData("E9AB98", "")]
    [InlineData("414243", "")]
    [InlineData("80", "")]
    [InlineData("FBFCFF", "")]
    [InlineData("81", "")]
    [InlineData("8120", "")]
    [InlineData("85A0", "")]
    public void What_is_not_utf8_is_detected_as_cp932_only_where_it_is_that(string hex, string expected)
    {
        var raw = Convert.FromHexString(hex);

        var utf8 = Text.ToUtf8(raw, FileEncoding.Detected, isCut: false, out var name);

        Assert.Equal(expected, Encoding.UTF8.GetString(name));
        if (expected.Length == 0)
        {
            Assert.Equal(raw, utf8.ToArray());
        }
    }

    [Fact]
    public void Every_text_survives_utf16_in_both_byte_orders() =>
        Prop.ForAll<char[]>(static letters =>
        {
            var text = new string(letters);
            var little = Text.ToUtf8(Encoding.Unicode.GetBytes(text), FileEncoding.Utf16Little, false, out _).ToArray();
            var big = Text.ToUtf8(Encoding.BigEndianUnicode.GetBytes(text), FileEncoding.Utf16Big, false, out _);
            var isSame = little.AsSpan().SequenceEqual(big);
            var hasHalfPairs = text.Where(char.IsSurrogate).Any();
            return isSame
                && (hasHalfPairs || string.Equals(Encoding.UTF8.GetString(little), text, StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Half_a_surrogate_pair_keeps_its_number()
    {
        var raw = new byte[] { 0x41, 0x00, 0x3D, 0xD8, 0x42, 0x00 };

        var utf8 = Text.ToUtf8(raw, FileEncoding.Utf16Little, isCut: false, out _);

        Assert.Equal(new byte[] { 0x41, 0xED, 0xA0, 0xBD, 0x42 }, utf8.ToArray());
    }

    [Fact]
    public void A_cut_line_ends_with_a_whole_letter()
    {
        var utf8 = Encoding.UTF8.GetBytes("abc監視")[..8];
        var cp932 = new byte[] { 0x41, 0xFB, 0xFC, 0xFB };

        Assert.Equal("abc監", Encoding.UTF8.GetString(Text.ToUtf8(utf8, FileEncoding.Detected, isCut: true, out _)));
        Assert.Equal("A髙", Encoding.UTF8.GetString(Text.ToUtf8(cp932, FileEncoding.Detected, isCut: true, out _)));
    }
}
