using System.Globalization;
using System.Text;
using SecWatch.Agent.Sources.Windows.Evtx;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Events and files that the EVTX tests have in common.</summary>
internal static class EvtxFixture
{
    public static DateTime WrittenAt { get; } = new(2026, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc);

    public static (BinXmlType Type, Action<BinXmlBuilder> Write) Value(BinXmlType type, params byte[] data) =>
        (type, builder => builder.Bytes(data));

    public static (BinXmlType Type, Action<BinXmlBuilder> Write) Text(string text) =>
        Value(BinXmlType.Text, Encoding.Unicode.GetBytes(text));

    /// <summary>An event as Windows writes it: a template for the head, in it one for the data.</summary>
    public static Action<BinXmlBuilder> Event(
        string template, Action<BinXmlBuilder> data, params (BinXmlType Type, Action<BinXmlBuilder> Write)[] values) =>
        builder => builder.Fragment().Instance(
            "head",
            Head,
            Value(BinXmlType.UInt16, 0x10, 0x12),
            (BinXmlType.BinXml, inner => inner.Fragment().Instance(template, data, values).EndOfFragment()));

    /// <summary>An event with one field.</summary>
    public static Action<BinXmlBuilder> Simple(string value) =>
        Event("simple", Data(("Value", BinXmlType.Text)), Text(value));

    /// <summary>That many events, numbered in the field <c>Value</c>.</summary>
    public static Action<BinXmlBuilder>[] Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Simple(i.ToString(CultureInfo.InvariantCulture)))];

    /// <summary>The definition of an <c>EventData</c> with these fields.</summary>
    public static Action<BinXmlBuilder> Data(params (string Name, BinXmlType Type)[] fields) => builder =>
    {
        builder.Open("EventData").CloseStart();
        for (var i = 0; i < fields.Length; i++)
        {
            builder.Data(fields[i].Name, i, fields[i].Type);
        }

        builder.End();
    };

    /// <summary>Reads a file and gives back what was posted.</summary>
    public static async Task<WindowsSourceContext> ReadAsync(byte[] file)
    {
        var context = new WindowsSourceContext();
        Assert.True(EvtxFile.TryOpen(new MemoryStream(file), out var evtx));
        using (evtx)
        {
            var import = new EvtxFileImport(evtx, "import:test.evtx", "key", context);
            await import.RunAsync(default, TestContext.Current.CancellationToken);
        }

        return context;
    }

    /// <summary>Reads a file with a single event in it.</summary>
    public static async Task<EventRow> ReadOneAsync(Action<BinXmlBuilder> record)
    {
        var context = await ReadAsync(new EvtxFileBuilder().Chunk(record).Build());
        Assert.False(context.Gaps.Any(), context.Gaps.FirstOrDefault()?.Gap().Detail);
        return Assert.Single(context.Rows);
    }

    private static void Head(BinXmlBuilder builder) => builder
        .Open("Event", attributes: true)
        .Attribute("xmlns").Text("http://schemas.microsoft.com/win/2004/08/events/event")
        .CloseStart()
        .Open("System").CloseStart()
        .Open("Provider", attributes: true).Attribute("Name").Text("Test-Provider").CloseEmpty()
        .Open("EventID").CloseStart().Optional(0, BinXmlType.UInt16).End()
        .Leaf("Channel", "Security")
        .Leaf("Computer", "PC-07")
        .End()
        .Optional(1, BinXmlType.BinXml)
        .End();
}
