using System.Buffers.Binary;
using System.Text;
using SecWatch.Agent.Sources.Windows.Evtx;
using SecWatch.Protos.V1;
using static SecWatch.Agent.Tests.Sources.Windows.Evtx.EvtxFixture;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Each type of value, as Windows shows it.</summary>
public sealed class EvtxValueTests
{
    [Theory]
    [InlineData(0x00, "", "")]
    [InlineData(0x01, "41004200", "AB")]
    [InlineData(0x01, "410042000000", "AB")]
    [InlineData(0x01, "", "")]
    [InlineData(0x01, "4100200020004200", "A  B")]
    [InlineData(0x01, "3DD800DE", "😀")]
    [InlineData(0x01, "3DD84100", "\uFFFDA")]
    [InlineData(0x02, "414200", "AB")]
    [InlineData(0x02, "93FA967B", "日本")]
    [InlineData(0x02, "E697A5E69CAC", "日本")]
    [InlineData(0x03, "FF", "-1")]
    [InlineData(0x04, "FF", "255")]
    [InlineData(0x05, "0080", "-32768")]
    [InlineData(0x06, "FFFF", "65535")]
    [InlineData(0x07, "00000080", "-2147483648")]
    [InlineData(0x08, "FFFFFFFF", "4294967295")]
    [InlineData(0x09, "0000000000000080", "-9223372036854775808")]
    [InlineData(0x0A, "FFFFFFFFFFFFFFFF", "18446744073709551615")]
    [InlineData(0x0B, "0000C03F", "1.5")]
    [InlineData(0x0C, "000000000000F8BF", "-1.5")]
    [InlineData(0x0D, "01000000", "true")]
    [InlineData(0x0D, "00000000", "false")]
    [InlineData(0x0E, "00ABFF", "00ABFF")]
    [InlineData(0x0E, "", "")]
    [InlineData(0x0F, "38705772 2AC2 E043 BF4C 06F5698FFBD9", "{72577038-C22A-43E0-BF4C-06F5698FFBD9}")]
    [InlineData(0x10, "10140000", "0x1410")]
    [InlineData(0x10, "00000000FE7F0000", "0x7ffe00000000")]
    [InlineData(0x11, "0000000000000000", "1601-01-01T00:00:00.0000000Z")]
    [InlineData(0x11, "F8A2FC0E715FDC01", "2025-11-27T07:40:10.1653240Z")]
    [InlineData(0x11, "FFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF")]
    [InlineData(0x12, "EA0702000200030004000500060007 00", "2026-02-03T04:05:06.007Z")]
    [InlineData(0x12, "0000000000000000000000000000 0000", "00000000000000000000000000000000")]
    [InlineData(0x13, "010100000000000512000000", "S-1-5-18")]
    [InlineData(0x13, "0102000000000005200000002002 0000", "S-1-5-32-544")]
    [InlineData(0x13, "0101010203040506FFFFFFFF", "S-1-0x010203040506-4294967295")]
    [InlineData(0x13, "01FF0000", "01FF0000")]
    [InlineData(0x14, "10140000", "0x1410")]
    [InlineData(0x14, "00000000", "0x0")]
    [InlineData(0x15, "0000000000000080", "0x8000000000000000")]
    [InlineData(0x20, "1000000000000000", "0x10")]
    [InlineData(0x23, "3C0061002F003E00", "<a/>")]
    [InlineData(0x08, "0102", "0102")]
    [InlineData(0x77, "0102", "0102")]
    public async Task A_value_reads_as_Windows_shows_it(int type, string hex, string expected)
    {
        var data = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        var row = await ReadOneAsync(Event("one", Data(("V", (BinXmlType)type)), Value((BinXmlType)type, data)));

        Assert.Equal([expected], row.All("V"));
    }

    [Theory]
    [InlineData(0x81, "41000000420043000000", "A|BC")]
    [InlineData(0x81, "4100000000004200", "A||B")]
    [InlineData(0x82, "410042", "A|B")]
    [InlineData(0x84, "0102", "1|2")]
    [InlineData(0x86, "01000200FFFF", "1|2|65535")]
    [InlineData(0x88, "010000000200000003", "1|2|03")]
    [InlineData(0x8A, "01000000000000000200000000000000", "1|2")]
    [InlineData(0x8D, "0000000001000000", "false|true")]
    [InlineData(0x93, "010100000000000512000000010100000000000513000000", "S-1-5-18|S-1-5-19")]
    [InlineData(0x94, "1014000000000000", "0x1410|0x0")]
    [InlineData(0x8E, "ABCD", "ABCD")]
    [InlineData(0x81, "", "")]
    public async Task An_array_becomes_one_field_with_several_values(int type, string hex, string expected)
    {
        var value = Value((BinXmlType)type, Convert.FromHexString(hex));

        var row = await ReadOneAsync(Event("one", Data(("V", (BinXmlType)type)), value));

        Assert.Equal(expected.Split('|'), row.All("V"));
    }

    [Fact]
    public async Task A_long_binary_is_written_whole()
    {
        var data = Enumerable.Range(0, 5_000).Select(i => (byte)(i % 256)).ToArray();

        var row = await ReadOneAsync(Event("one", Data(("V", BinXmlType.Binary)), Value(BinXmlType.Binary, data)));

        Assert.Equal(Convert.ToHexString(data), row["V"]);
    }

    [Fact]
    public async Task The_head_of_an_event_goes_into_its_shape()
    {
        var row = await ReadOneAsync(Simple("x"));

        Assert.Equal("import:test.evtx", row.Shape.Source);
        Assert.Equal("Test-Provider", row.Shape.Provider);
        Assert.Equal("Security", row.Shape.Channel);
        Assert.Equal("PC-07", row.Shape.Computer);
        Assert.Equal(0x1210, row.Shape.EventId);
        Assert.Equal(Lane.Security, row.Lane);
        Assert.Equal(1, row.RecordId);
        Assert.Equal(WrittenAt.Ticks, row.TimeTicks);
        Assert.Equal(["Value"], row.Shape.Fields.ToArray());
    }

    [Fact]
    public async Task The_elements_of_the_head_get_the_names_that_rules_use()
    {
        var time = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(time, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc).ToFileTime());

        var row = await ReadOneAsync(builder => builder.Fragment().Instance(
            "head",
            head => head.Open("Event").CloseStart().Open("System").CloseStart()
                .Open("Provider", true).Attribute("Name").Substitution(0, BinXmlType.Text)
                .Attribute("Guid").Optional(1, BinXmlType.Guid).CloseEmpty()
                .Open("EventID", true).Attribute("Qualifiers").Text("16384").CloseStart().Text("7045").End()
                .Open("Level").CloseStart().Text("4").End()
                .Open("Task").CloseStart().Optional(2, BinXmlType.Null).End()
                .Open("TimeCreated", true).Attribute("SystemTime").Optional(3, BinXmlType.FileTime).CloseEmpty()
                .Leaf("EventRecordID", "987654321")
                .Open("Correlation").CloseEmpty()
                .Open("Execution", true).Attribute("ProcessID").Text("4").Attribute("ThreadID").Text("8").CloseEmpty()
                .Open("Security", true).Attribute("UserID").Optional(2, BinXmlType.Null).CloseEmpty()
                .End().End(),
            Text("Service Control Manager"),
            Value(BinXmlType.Guid, new byte[16]),
            Value(BinXmlType.Null),
            Value(BinXmlType.FileTime, time)));

        Assert.Equal("Service Control Manager", row.Shape.Provider);
        Assert.Equal(7045, row.Shape.EventId);
        Assert.Equal(987_654_321, row.RecordId);
        Assert.Equal(new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc).Ticks, row.TimeTicks);
        Assert.Equal("{00000000-0000-0000-0000-000000000000}", row["Provider_Guid"]);
        Assert.Equal("16384", row["EventID_Qualifiers"]);
        Assert.Equal("4", row["Level"]);
        Assert.Equal("4", row["Execution_ProcessID"]);
        Assert.Equal("8", row["Execution_ThreadID"]);
        Assert.Null(row["Task"]);
        Assert.Null(row["Security_UserID"]);
        Assert.DoesNotContain("EventID", row.Shape.Fields.ToArray(), StringComparer.Ordinal);
        Assert.DoesNotContain("Provider_Name", row.Shape.Fields.ToArray(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_empty_element_is_present_and_an_optional_null_is_absent()
    {
        var row = await ReadOneAsync(Event(
            "one",
            builder => builder.Open("EventData").CloseStart()
                .Open("Data", true).Attribute("Name").Text("Empty").CloseEmpty()
                .Data("NullText", 0, BinXmlType.Text)
                .Open("Data", true).Attribute("Name").Text("Optional").CloseStart().Optional(0, BinXmlType.Text).End()
                .Data("NotGiven", 9, BinXmlType.Text)
                .End(),
            Value(BinXmlType.Null)));

        Assert.Equal("", row["Empty"]);
        Assert.Equal("", row["NullText"]);
        Assert.Null(row["Optional"]);
        Assert.Contains("Optional", row.Shape.Fields.ToArray(), StringComparer.Ordinal);
        Assert.Equal("", row["NotGiven"]);
    }

    [Fact]
    public async Task Data_without_names_are_one_field_with_several_values()
    {
        var row = await ReadOneAsync(Event(
            "one",
            builder => builder.Open("EventData").CloseStart()
                .Leaf("Data", "first").Open("Data").CloseStart().Substitution(0, BinXmlType.Text).End()
                .Leaf("Binary", "00FF").End(),
            Text("second")));

        Assert.Equal(["first", "second"], row.All("Data"));
        Assert.Equal("00FF", row["Binary"]);
    }

    [Fact]
    public async Task The_innermost_elements_of_UserData_are_the_fields()
    {
        var row = await ReadOneAsync(Event(
            "one",
            builder => builder.Open("UserData").CloseStart()
                .Open("EventXML", true).Attribute("xmlns").Text("urn:test").CloseStart()
                .Open("Param1").CloseStart().Substitution(0, BinXmlType.Text).End()
                .Open("Inner", true).Attribute("Kind").Text("k").CloseStart().Leaf("Deep", "deep").End()
                .Open("Empty").CloseEmpty()
                .End().End(),
            Text("one")));

        Assert.Equal(["Param1", "Inner_Kind", "Deep", "Empty"], row.Shape.Fields.ToArray());
        Assert.Equal(["one", "k", "deep", ""], row.Values);
    }

    [Fact]
    public async Task Text_references_and_sections_within_one_value_are_joined()
    {
        var row = await ReadOneAsync(Event(
            "one",
            builder => builder.Open("EventData").CloseStart()
                .Open("Data", true)
                .Attribute("Name").Text("A", more: true).Entity("amp").Text("B").CharacterReference('c')
                .CloseStart()
                .Text("1 ", more: true).CData("<2>").Entity("lt").Entity("other").CharacterReference('!')
                .Instruction("target", "data").Substitution(0, BinXmlType.UInt8).Substitution(1, BinXmlType.UInt8)
                .End().End(),
            Value(BinXmlType.UInt8, 7),
            Value(BinXmlType.UInt8 | BinXmlType.ArrayFlag, 8, 9)));

        Assert.Equal("1 <2><&other;!78,9", row["A&Bc"]);
    }

    [Fact]
    public async Task A_name_may_itself_be_a_substitution()
    {
        var row = await ReadOneAsync(Event(
            "one",
            builder => builder.Open("EventData").CloseStart()
                .Open("Data", true).Attribute("Name").Substitution(0, BinXmlType.Text).CloseStart()
                .Substitution(1, BinXmlType.Text).End().End(),
            Text("Path"),
            Text(@"C:\x")));

        Assert.Equal(@"C:\x", row["Path"]);
    }

    [Fact]
    public async Task A_record_without_any_template_is_read()
    {
        var row = await ReadOneAsync(builder =>
        {
            builder.HasDependencyNumbers = false;
            builder.Fragment().Open("Event").CloseStart()
                .Open("System").CloseStart().Leaf("EventID", "9").Leaf("Channel", "System").End()
                .Open("EventData").CloseStart().Leaf("Data", "plain").End()
                .End().EndOfFragment();
        });

        Assert.Equal(9, row.Shape.EventId);
        Assert.Equal("plain", row["Data"]);
        Assert.Equal(Lane.Bulk, row.Lane);
    }

    [Fact]
    public async Task Many_events_share_one_shape_object_and_different_ones_do_not()
    {
        var kinds = Enumerable.Range(0, 40)
            .Select(i => Event($"t{i}", Data(($"F{i}", BinXmlType.Text)), Text($"v{i}"))).ToArray();

        var context = await ReadAsync(new EvtxFileBuilder().Chunk([.. kinds, .. kinds, .. kinds]).Build());

        Assert.Equal(120, context.Rows.Count);
        Assert.Equal(40, context.Rows.Select(row => row.Shape).Distinct(ReferenceEqualityComparer.Instance).Count());
        for (var i = 0; i < 120; i++)
        {
            Assert.Equal($"v{i % 40}", context.Rows[i][$"F{i % 40}"]);
        }
    }

    [Fact]
    public async Task An_event_with_more_fields_than_a_batch_allows_says_what_was_left_out()
    {
        var row = await ReadOneAsync(Event(
            "wide",
            builder =>
            {
                builder.Open("EventData").CloseStart();
                for (var i = 0; i < 600; i++)
                {
                    builder.Open("Data").CloseStart().Substitution(0, BinXmlType.UInt8).End();
                }

                builder.End();
            },
            Value(BinXmlType.UInt8, 1)));

        Assert.Equal(511, row.All("Data").Length);
        Assert.Equal("89", row["SecWatch_ValuesCut"]);
    }

    [Fact]
    public async Task An_event_that_repeats_its_text_without_end_is_cut_at_a_bound()
    {
        var long30K = new string('x', 15_000);
        var row = await ReadOneAsync(Event(
            "repeat",
            builder =>
            {
                builder.Open("EventData").CloseStart();
                for (var i = 0; i < 500; i++)
                {
                    builder.Open("Data").CloseStart().Substitution(0, BinXmlType.Text).End();
                }

                builder.End();
            },
            Text(long30K)));

        Assert.InRange(row.Values.Sum(value => Encoding.UTF8.GetByteCount(value ?? "")), 900_000, 1_100_000);
        Assert.NotNull(row["SecWatch_ValuesCut"]);
    }
}
