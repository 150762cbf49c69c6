using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Writes a BinXML value as the text that Windows shows for it.</summary>
/// <remarks>
/// Hexadecimal numbers have no leading zeros, GUIDs have braces and capital letters, times have seven decimals and a Z,
/// binary is capital hexadecimal without blanks. A value whose length does not fit its type is shown as binary.
/// </remarks>
internal static class BinXmlText
{
    /// <summary>Bytes of one element of an array of this type; 0 where elements differ in length.</summary>
    public static int ElementBytes(BinXmlType type) => type switch
    {
        BinXmlType.Int8 or BinXmlType.UInt8 => 1,
        BinXmlType.Int16 or BinXmlType.UInt16 => 2,
        BinXmlType.Int32 or BinXmlType.UInt32 or BinXmlType.Real32 or BinXmlType.Bool or BinXmlType.HexInt32 => 4,
        BinXmlType.Int64 or BinXmlType.UInt64 or BinXmlType.Real64 or BinXmlType.FileTime or BinXmlType.HexInt64
            or BinXmlType.SizeT or BinXmlType.EventHandle => 8,
        BinXmlType.Guid or BinXmlType.SystemTime => 16,
        _ => 0,
    };

    public static void Append(WindowsEventWriter writer, BinXmlType type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case BinXmlType.Null:
                break;
            case BinXmlType.Text or BinXmlType.EventXml:
                writer.Append(MemoryMarshal.Cast<byte, char>(data).TrimEnd('\0'));
                break;
            case BinXmlType.AnsiText:
                AnsiText.Append(writer, data.TrimEnd((byte)0));
                break;
            case BinXmlType.Sid when SidText.TryAppend(writer, data):
                break;
            case BinXmlType.SizeT or BinXmlType.EventHandle when data.Length is 4 or 8:
                AppendHexNumber(writer, data);
                break;
            default:
                if (data.Length != ElementBytes(type) || !TryAppendFixed(writer, type, data))
                {
                    AppendBinary(writer, data);
                }

                break;
        }
    }

    private static bool TryAppendFixed(WindowsEventWriter writer, BinXmlType type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case BinXmlType.Int8:
                writer.Append(unchecked((sbyte)data[0]), default);
                return true;
            case BinXmlType.UInt8:
                writer.Append(data[0], default);
                return true;
            case BinXmlType.Int16:
                writer.Append(BinaryPrimitives.ReadInt16LittleEndian(data), default);
                return true;
            case BinXmlType.UInt16:
                writer.Append(BinaryPrimitives.ReadUInt16LittleEndian(data), default);
                return true;
            case BinXmlType.Int32:
                writer.Append(BinaryPrimitives.ReadInt32LittleEndian(data), default);
                return true;
            case BinXmlType.UInt32:
                writer.Append(BinaryPrimitives.ReadUInt32LittleEndian(data), default);
                return true;
            case BinXmlType.Int64:
                writer.Append(BinaryPrimitives.ReadInt64LittleEndian(data), default);
                return true;
            case BinXmlType.UInt64:
                writer.Append(BinaryPrimitives.ReadUInt64LittleEndian(data), default);
                return true;
            case BinXmlType.Real32:
                writer.Append(BinaryPrimitives.ReadSingleLittleEndian(data), default);
                return true;
            case BinXmlType.Real64:
                writer.Append(BinaryPrimitives.ReadDoubleLittleEndian(data), default);
                return true;
            case BinXmlType.Bool:
                writer.Append(BinaryPrimitives.ReadInt32LittleEndian(data) != 0 ? "true"u8 : "false"u8);
                return true;
            case BinXmlType.HexInt32 or BinXmlType.HexInt64:
                AppendHexNumber(writer, data);
                return true;
            case BinXmlType.Guid:
                AppendGuid(writer, data);
                return true;
            case BinXmlType.FileTime:
                return TryAppendFileTime(writer, BinaryPrimitives.ReadUInt64LittleEndian(data));
            case BinXmlType.SystemTime:
                return TryAppendSystemTime(writer, data);
            default:
                return false;
        }
    }

    private static void AppendHexNumber(WindowsEventWriter writer, ReadOnlySpan<byte> data)
    {
        writer.Append("0x"u8);
        var number = data.Length == 4
            ? BinaryPrimitives.ReadUInt32LittleEndian(data)
            : BinaryPrimitives.ReadUInt64LittleEndian(data);
        writer.Append(number, "x");
    }

    private static void AppendGuid(WindowsEventWriter writer, ReadOnlySpan<byte> data)
    {
        Span<byte> text = stackalloc byte[38];
        Utf8Formatter.TryFormat(new Guid(data), text, out _, new System.Buffers.StandardFormat('B'));
        System.Text.Ascii.ToUpperInPlace(text, out _);
        writer.Append(text);
    }

    private static bool TryAppendFileTime(WindowsEventWriter writer, ulong fileTime)
    {
        if (!WindowsTime.TryFromFileTime(fileTime, out var ticks))
        {
            return false;
        }

        writer.Append(new DateTime(ticks, DateTimeKind.Utc), "yyyy-MM-ddTHH:mm:ss.fffffffZ");
        return true;
    }

    // SYSTEMTIME: year, month, day of week, day, hour, minute, second, millisecond, 16 bits each.
    private static bool TryAppendSystemTime(WindowsEventWriter writer, ReadOnlySpan<byte> data)
    {
        Span<int> parts = stackalloc int[8];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = BinaryPrimitives.ReadUInt16LittleEndian(data[(i * 2)..]);
        }

        if (parts[0] is < 1 or > 9999 || parts[1] is < 1 or > 12
            || parts[3] < 1 || parts[3] > DateTime.DaysInMonth(parts[0], parts[1])
            || parts[4] > 23 || parts[5] > 59 || parts[6] > 59 || parts[7] > 999)
        {
            return false;
        }

        var time = new DateTime(
            parts[0], parts[1], parts[3], parts[4], parts[5], parts[6], parts[7], DateTimeKind.Utc);
        writer.Append(time, "yyyy-MM-ddTHH:mm:ss.fffZ");
        return true;
    }

    private static void AppendBinary(WindowsEventWriter writer, ReadOnlySpan<byte> data)
    {
        Span<byte> text = stackalloc byte[512];
        while (!data.IsEmpty)
        {
            var piece = data[..Math.Min(data.Length, text.Length / 2)];
            Convert.TryToHexString(piece, text, out var written);
            writer.Append(text[..written]);
            data = data[piece.Length..];
        }
    }
}
