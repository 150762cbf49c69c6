namespace SecWatch.Protos.Batches;

/// <summary>Walks over the fields of one protobuf message and never leaves it.</summary>
internal ref struct WireReader
{
    private readonly ReadOnlySpan<byte> message;
    private int position;

    public WireReader(ReadOnlySpan<byte> message)
    {
        this.message = message;
    }

    public int FieldNumber { get; private set; }

    public int WireType { get; private set; }

    /// <summary>The value, where <see cref="WireType"/> is a varint.</summary>
    public ulong Number { get; private set; }

    /// <summary>The value, where <see cref="WireType"/> is bytes.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Where <see cref="Content"/> begins in the message.</summary>
    public int ContentStart { get; private set; }

    /// <summary>Moves to the next field and reads its value, if it is a varint or bytes.</summary>
    /// <returns>false at the end, with an empty error, and where the message is broken.</returns>
    public bool TryReadField(out string error)
    {
        error = "";
        if (position == message.Length)
        {
            return false;
        }

        var start = position;
        if (!WireFormat.TryReadVarint(message, ref position, out var tag) || tag >> 3 is 0 or > 0x1FFF_FFFF)
        {
            error = $"no field tag at byte {start}";
            return false;
        }

        FieldNumber = (int)(tag >> 3);
        WireType = (int)(tag & 7);
        switch (WireType)
        {
            case WireFormat.Varint:
                if (WireFormat.TryReadVarint(message, ref position, out var number))
                {
                    Number = number;
                    return true;
                }

                break;
            case WireFormat.Bytes:
                if (WireFormat.TryReadVarint(message, ref position, out var length)
                    && length <= (ulong)(message.Length - position))
                {
                    ContentStart = position;
                    Content = message.Slice(position, (int)length);
                    position += (int)length;
                    return true;
                }

                break;
            case WireFormat.Fixed64 or WireFormat.Fixed32:
                var width = WireType == WireFormat.Fixed64 ? 8 : 4;
                if (width <= message.Length - position)
                {
                    position += width;
                    return true;
                }

                break;
            default:
                error = $"field {FieldNumber} has wire type {WireType}";
                return false;
        }

        error = $"ends inside field {FieldNumber}";
        return false;
    }
}
