using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace SecWatch.Protos.Batches;

/// <summary>Writes and reads the wire message <see cref="V1.Shape"/> as an <see cref="EventShape"/>.</summary>
internal static class ShapeWire
{
    private const int Source = 1;
    private const int Provider = 2;
    private const int Channel = 3;
    private const int EventId = 4;
    private const int Computer = 5;
    private const int Field = 6;

    /// <summary>Bytes of the message, without tag and length before it.</summary>
    public static int Size(EventShape shape)
    {
        var size = SizeOf(shape.Source) + SizeOf(shape.Provider) + SizeOf(shape.Channel) + SizeOf(shape.Computer)
            + (shape.EventId == 0 ? 0 : 1 + WireFormat.VarintBytes((uint)shape.EventId));
        foreach (var field in shape.Fields)
        {
            size += Math.Max(2, SizeOf(field));
        }

        return size;
    }

    public static void Write(EventShape shape, ByteColumn target)
    {
        WriteText(target, Source, shape.Source);
        WriteText(target, Provider, shape.Provider);
        WriteText(target, Channel, shape.Channel);
        if (shape.EventId != 0)
        {
            target.AppendField(EventId, (uint)shape.EventId);
        }

        WriteText(target, Computer, shape.Computer);
        foreach (var field in shape.Fields)
        {
            WriteEntry(target, Field, field);
        }
    }

    /// <returns>false for a message that is wrong; <paramref name="error"/> says what.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, out EventShape shape, out string error)
    {
        shape = null!;
        ReadOnlySpan<byte> source = default, provider = default, channel = default, computer = default;
        var eventId = 0UL;
        List<string> fields = [];
        var reader = new WireReader(message);
        while (reader.TryReadField(out error))
        {
            switch (reader.FieldNumber, reader.WireType)
            {
                case (Source, WireFormat.Bytes): source = reader.Content; break;
                case (Provider, WireFormat.Bytes): provider = reader.Content; break;
                case (Channel, WireFormat.Bytes): channel = reader.Content; break;
                case (Computer, WireFormat.Bytes): computer = reader.Content; break;
                case (EventId, WireFormat.Varint): eventId = reader.Number; break;
                case (Field, WireFormat.Bytes):
                    if (fields.Count == BatchLimits.FieldCountMax || !Utf8.IsValid(reader.Content))
                    {
                        error = fields.Count == BatchLimits.FieldCountMax
                            ? $"more than {BatchLimits.FieldCountMax} fields"
                            : $"fields[{fields.Count}] is not UTF-8";
                        return false;
                    }

                    fields.Add(Encoding.UTF8.GetString(reader.Content));
                    break;
                case ( >= Source and <= Field, _):
                    error = $"field {reader.FieldNumber} has wire type {reader.WireType}";
                    return false;
            }
        }

        if (error.Length != 0)
        {
            return false;
        }

        if (eventId > int.MaxValue)
        {
            error = $"event_id is {eventId}, at most {int.MaxValue} expected";
            return false;
        }

        if (!Utf8.IsValid(source) || !Utf8.IsValid(provider) || !Utf8.IsValid(channel) || !Utf8.IsValid(computer))
        {
            error = "source, provider, channel or computer is not UTF-8";
            return false;
        }

        shape = new EventShape(
            Encoding.UTF8.GetString(source), Encoding.UTF8.GetString(provider), Encoding.UTF8.GetString(channel),
            (int)eventId, Encoding.UTF8.GetString(computer), CollectionsMarshal.AsSpan(fields));
        return true;
    }

    private static int SizeOf(string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes == 0 ? 0 : 1 + WireFormat.VarintBytes((uint)bytes) + bytes;
    }

    private static void WriteText(ByteColumn target, int field, string text)
    {
        if (text.Length != 0)
        {
            WriteEntry(target, field, text);
        }
    }

    private static void WriteEntry(ByteColumn target, int field, string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        target.AppendFieldHead(field, bytes);
        target.Advance(Encoding.UTF8.GetBytes(text, target.Room(bytes)));
    }
}
