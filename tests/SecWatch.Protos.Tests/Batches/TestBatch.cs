using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Tests.Batches;

/// <summary>Events as plain data, generated at random, and the ways to encode them and to compare.</summary>
internal sealed record TestBatch(TestBatch.Row[] Rows)
{
    internal sealed record Row(EventShape Shape, long Time, long RecordId, byte[]?[] Values);

    private static readonly string[] Names = ["Image", "CommandLine", "User", "Image", "", "名前"];

    public static Arbitrary<TestBatch> Any { get; } = MakeGen().ToArbitrary();

    public EncodedBatch Encode(BatchEncoder encoder, Compression compression)
    {
        foreach (var row in Rows)
        {
            encoder.BeginEvent(row.Shape, row.Time, row.RecordId);
            foreach (var value in row.Values)
            {
                if (value is null)
                {
                    encoder.AddAbsent();
                }
                else
                {
                    encoder.AddValue(value);
                }
            }

            encoder.EndEvent();
        }

        return encoder.Finish(compression);
    }

    public void AssertEqual(DecodedBatch batch)
    {
        Assert.Equal(Rows.Length, batch.EventCount);
        for (var i = 0; i < Rows.Length; i++)
        {
            var row = Rows[i];
            Assert.Equal(row.Shape, batch.Shapes[batch.ShapeIndex(i)]);
            Assert.Equal(row.Time, batch.TimeTicks(i));
            Assert.Equal(row.RecordId, batch.RecordId(i));
            for (var field = 0; field < row.Values.Length; field++)
            {
                var index = batch.ValueIndex(i, field);
                Assert.Equal(row.Values[field] is null, index < 0);
                if (index >= 0)
                {
                    Assert.Equal(row.Values[field], batch.StringUtf8(index).ToArray());
                    Assert.Equal(Encoding.UTF8.GetString(row.Values[field]!), batch.StringText(index));
                }
            }
        }
    }

    /// <summary>The same events as the generated message class, built without our encoder.</summary>
    public EventBatch ToMessage()
    {
        var message = new EventBatch { Format = 1, EventCount = (uint)Rows.Length };
        var strings = new List<byte[]>();
        var shapes = Rows.Select(row => row.Shape).Distinct().ToList();
        long time = 0, recordId = 0;
        foreach (var row in Rows)
        {
            message.EventShapes.Add((uint)shapes.IndexOf(row.Shape));
            message.Times.Add(unchecked(row.Time - time));
            message.RecordIds.Add(unchecked(row.RecordId - recordId));
            (time, recordId) = (row.Time, row.RecordId);
            foreach (var value in row.Values)
            {
                if (value is not null && !strings.Exists(known => known.AsSpan().SequenceEqual(value)))
                {
                    strings.Add(value);
                }
            }
        }

        foreach (var shape in shapes)
        {
            message.Shapes.Add(ToMessage(shape));
            for (var field = 0; field < shape.Fields.Length; field++)
            {
                message.Values.Add(Rows.Where(row => row.Shape.Equals(shape)).Select(row => row.Values[field]).Select(
                    value => value is null ? 0U : Find(strings, value) + 1));
            }
        }

        message.StringBytes = Google.Protobuf.ByteString.CopyFrom(strings.SelectMany(value => value).ToArray());
        message.StringLengths.Add(strings.Select(value => (uint)value.Length));
        return message;
    }

    private static uint Find(List<byte[]> strings, byte[] value) =>
        (uint)strings.FindIndex(known => known.AsSpan().SequenceEqual(value));

    private static Shape ToMessage(EventShape shape) => new()
    {
        Source = shape.Source,
        Provider = shape.Provider,
        Channel = shape.Channel,
        EventId = (uint)shape.EventId,
        Computer = shape.Computer,
        Fields = { shape.Fields.ToArray() },
    };

    private static Gen<TestBatch> MakeGen()
    {
        var text = Gen.Elements("", "process", "log:auth", "SecWatch-Log", "Sécurité", "監査");
        var shape =
            from source in text
            from provider in text
            from eventId in Gen.Elements(0, 1, 4688, int.MaxValue)
            from fields in Gen.Elements(Names).ArrayOf()
            select new EventShape(source, provider, "Security", eventId, "PC", fields);
        var number = Gen.OneOf(
            Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue), ArbMap.Default.GeneratorFor<long>());
        var time = Gen.OneOf(
            Gen.Elements(0L, 1L, BatchLimits.TimeTicksMax),
            Gen.Choose(0, int.MaxValue).Select(value => value * 3_000_000L));
        var value = Gen.Frequency(
            (1, Gen.Constant<byte[]?>(null)),
            (1, Gen.Constant<byte[]?>([])),
            (1, Gen.Elements<byte[]?>([0xFF, 0xFE], [0xC3], [0])),
            (3, Gen.Elements("bash", "/usr/bin/sshd", "日本語").Select(word => (byte[]?)Encoding.UTF8.GetBytes(word))),
            (2, ArbMap.Default.GeneratorFor<byte>().ArrayOf().Select(bytes => (byte[]?)bytes)));
        return
            from shapes in shape.NonEmptyListOf()
            from rows in MakeRow(shapes, time, number, value).NonEmptyListOf()
            select new TestBatch(rows.ToArray());
    }

    private static Gen<Row> MakeRow(IList<EventShape> shapes, Gen<long> time, Gen<long> number, Gen<byte[]?> value) =>
        from shape in Gen.Elements(shapes.ToArray())
        from ticks in time
        from recordId in number
        from values in value.ArrayOf(shape.Fields.Length)
        select new Row(shape, ticks, recordId, values);
}
