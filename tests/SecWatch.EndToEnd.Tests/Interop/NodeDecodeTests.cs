using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>A program that knows nothing but the proto files reads what our encoder writes.</summary>
[Collection(NodeCollection.Name)]
public sealed class NodeDecodeTests
{
    private const long Noon = 638_000_000_000_000_000;

    [Fact]
    public async Task A_sealed_batch_is_read_with_the_published_protos_alone()
    {
        var encoder = new BatchEncoder();
        var start = new EventShape("process", "SecWatch-Process", "", 1, "pc", ["Image", "User", "Image"]);
        var line = new EventShape("log:auth", "SecWatch-Log", "auth", 0, "pc", ["Message"]);
        Add(encoder, start, Noon, 7, "/usr/bin/bash", "root", "");
        Add(encoder, line, Noon - 5, long.MaxValue, "監査");
        Add(encoder, start, Noon + 9_000_000_000, long.MinValue, "/usr/bin/bash", null, "last");
        var batch = BatchSeal.Seal(encoder.Finish(Compression.None), Lane.Security, ulong.MaxValue);

        var read = await DecodeAsync(new AgentFrame { Batch = batch }.ToByteArray());

        Assert.Equal("LANE_SECURITY", read.GetProperty("lane").GetString());
        Assert.Equal("18446744073709551615", read.GetProperty("sequence").GetString());
        Assert.Equal(3, read.GetProperty("event_count").GetInt32());
        Assert.Equal(Text(Noon - 5), read.GetProperty("first_time").GetString());
        Assert.Equal(Text(Noon + 9_000_000_000), read.GetProperty("last_time").GetString());
        Assert.Equal(batch.Checksum.ToString(CultureInfo.InvariantCulture), read.GetProperty("checksum").GetString());
        Assert.Equal(0, read.GetProperty("left").GetInt32());
        var events = read.GetProperty("events").EnumerateArray().Select(item => item.GetRawText()).ToArray();
        Assert.Equal(
            [
                Event("process", 1, Noon, 7, """[["Image","/usr/bin/bash"],["User","root"],["Image",""]]"""),
                Event("log:auth", 0, Noon - 5, long.MaxValue, """[["Message","監査"]]"""),
                Event(
                    "process", 1, Noon + 9_000_000_000, long.MinValue,
                    """[["Image","/usr/bin/bash"],["User",null],["Image","last"]]"""),
            ],
            events);
    }

    private static void Add(BatchEncoder encoder, EventShape shape, long time, long recordId, params string?[] values)
    {
        encoder.BeginEvent(shape, time, recordId);
        foreach (var value in values)
        {
            if (value is null)
            {
                encoder.AddAbsent();
            }
            else
            {
                encoder.AddValue(System.Text.Encoding.UTF8.GetBytes(value));
            }
        }

        encoder.EndEvent();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Event(string source, int eventId, long time, long recordId, string values) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"source":"{{source}}","event_id":{{eventId}},"time":"{{time}}","record_id":"{{recordId}}",""")
        + $$"""
        "values":{{values}}}
        """;

    private static async Task<JsonElement> DecodeAsync(byte[] frame)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var node = NodePackages.Start("node", "decode.js");
        try
        {
            await node.StandardInput.WriteAsync(Convert.ToBase64String(frame).AsMemory(), cancellationToken);
            node.StandardInput.Close();
            var errors = node.StandardError.ReadToEndAsync(cancellationToken);
            var text = await node.StandardOutput.ReadToEndAsync(cancellationToken);
            await node.WaitForExitAsync(cancellationToken);
            Assert.True(node.ExitCode == 0, await errors);
            return JsonDocument.Parse(text).RootElement;
        }
        finally
        {
            node.Kill();
        }
    }
}
