using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources.Windows;
using SecWatch.Agent.Sources.Windows.Evtx;
using SecWatch.Agent.Sources.Windows.EventLog;
using SecWatch.Agent.Tests.Sources.Windows.Evtx;

namespace SecWatch.Agent.Tests.Sources.Windows.EventLog;

/// <summary>Rendered events become the same fields as recorded ones.</summary>
public sealed class EventXmlTests
{
    [Fact]
    public void A_rendered_event_is_read_with_the_names_that_rules_use()
    {
        var row = Read("""
            <?xml version="1.0"?><!-- a comment -->
            <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>
              <System>
                <Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/>
                <EventID Qualifiers='0'>4688</EventID><Version>2</Version><Level>0</Level><Task>13312</Task>
                <TimeCreated SystemTime="2026-02-03T04:05:06.1234567Z"/><EventRecordID>2775</EventRecordID>
                <Correlation/><Execution ProcessID='4' ThreadID='400'/><Channel>Security</Channel>
                <Computer>PC-07</Computer><Security/>
              </System>
              <EventData>
                <Data
                  Name='CommandLine'>cmd &lt;a&gt; &amp; &quot;b&quot; &#x65E5;&#26412; &#x1F600; &unknown; & end</Data>
                <Data Name='Empty'></Data><Data Name='Closed'/><Data>one</Data><Data><![CDATA[two <3>]]></Data>
                <Data Name='A&amp;B'>x</Data><Binary>00FF</Binary>
              </EventData>
            </Event>
            """);

        Assert.Equal("Microsoft-Windows-Security-Auditing", row.Shape.Provider);
        Assert.Equal((4688, "Security", "PC-07"), (row.Shape.EventId, row.Shape.Channel, row.Shape.Computer));
        Assert.Equal(2775, row.RecordId);
        Assert.Equal(
            new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(1_234_567).Ticks, row.TimeTicks);
        Assert.Equal("{54849625-5478-4994-a5ba-3e3b0328c30d}", row["Provider_Guid"]);
        Assert.Equal(("2", "0", "13312"), (row["Version"], row["Level"], row["Task"]));
        Assert.Equal(("4", "400"), (row["Execution_ProcessID"], row["Execution_ThreadID"]));
        Assert.Equal("cmd <a> & \"b\" 日本 😀 &unknown; & end", row["CommandLine"]);
        Assert.Equal(("", ""), (row["Empty"], row["Closed"]));
        Assert.Equal(["one", "two <3>"], row.All("Data"));
        Assert.Equal(("x", "00FF"), (row["A&B"], row["Binary"]));
        Assert.DoesNotContain("Security_UserID", row.Shape.Fields.ToArray(), StringComparer.Ordinal);
    }

    [Fact]
    public void UserData_and_RenderingInfo_are_flattened()
    {
        var row = Read("""
            <Event><System><EventID>1102</EventID></System>
            <UserData><p:LogFileCleared xmlns:p='urn:x'>
            <p:SubjectUserName Kind='k'>taro</p:SubjectUserName></p:LogFileCleared></UserData>
            <RenderingInfo Culture='ja-JP'><Message>消去</Message>
            <Keywords><Keyword>a</Keyword></Keywords></RenderingInfo></Event>
            """);

        Assert.Equal("taro", row["SubjectUserName"]);
        Assert.Equal("k", row["SubjectUserName_Kind"]);
        Assert.Equal("消去", row["RenderingInfo_Message"]);
        Assert.Equal("a", row["RenderingInfo_Keyword"]);
    }

    [Fact]
    public async Task An_event_reads_the_same_rendered_and_recorded()
    {
        var recorded = await EvtxFixture.ReadOneAsync(EvtxFixture.Event(
            "one",
            EvtxFixture.Data(("A", BinXmlType.Text), ("B", BinXmlType.HexInt32), ("C", BinXmlType.Bool)),
            EvtxFixture.Text("<x> & y"),
            EvtxFixture.Value(BinXmlType.HexInt32, 0x10, 0x14, 0, 0),
            EvtxFixture.Value(BinXmlType.Bool, 1, 0, 0, 0)));

        var rendered = Read("""
            <Event xmlns='u'><System><Provider Name='Test-Provider'/><EventID>4624</EventID><Channel>Security</Channel>
            <Computer>PC-07</Computer></System><EventData><Data Name='A'>&lt;x&gt; &amp; y</Data>
            <Data Name='B'>0x1410</Data>
            <Data Name='C'>true</Data></EventData></Event>
            """, "import:test.evtx");

        Assert.Equal(recorded.Shape, rendered.Shape);
        Assert.Equal(recorded.Values, rendered.Values);
        Assert.Equal(recorded.Lane, rendered.Lane);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("<")]
    [InlineData("<Event")]
    [InlineData("<Event>")]
    [InlineData("<Event a>")]
    [InlineData("<Event a='1></Event>")]
    [InlineData("<Event><![CDATA[ </Event>")]
    [InlineData("<Event><!-- </Event>")]
    [InlineData("</Event>")]
    [InlineData("<Other></Other>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><Event/>")]
    public void What_is_not_a_whole_event_is_refused(string xml) =>
        Assert.False(EventXml.TryRead(xml, Begun()));

    [Fact]
    public void Elements_too_deep_within_each_other_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<Event>", 100)) + string.Concat(Enumerable.Repeat("</Event>", 100));

        Assert.False(EventXml.TryRead(deep, Begun()));
    }

    private static WindowsEventWriter Begun()
    {
        var writer = new WindowsEventWriter("eventlog:Security");
        writer.Begin(1, 0);
        return writer;
    }

    private static EventRow Read(string xml, string source = "eventlog:Security")
    {
        var writer = new WindowsEventWriter(source);
        writer.Begin(1, 0);
        Assert.True(EventXml.TryRead(xml, writer));
        var block = new EventBlock();
        block.Reset(source);
        writer.Complete(block);
        return Assert.Single(EventRow.ReadAll(block));
    }
}
