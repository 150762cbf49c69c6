using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Writes a security identifier as <c>S-1-5-…</c> ([MS-DTYP] 2.4.2).</summary>
internal static class SidText
{
    internal const int HeadBytes = 8;

    /// <summary>Bytes of the SID that <paramref name="data"/> starts with; 0 where there is none.</summary>
    public static int Length(ReadOnlySpan<byte> data)
    {
        var length = data.Length < HeadBytes ? 0 : HeadBytes + (data[1] * 4);
        return length <= data.Length ? length : 0;
    }

    /// <returns>false where the data are no SID.</returns>
    public static bool TryAppend(WindowsEventWriter writer, ReadOnlySpan<byte> data)
    {
        var length = Length(data);
        if (length == 0)
        {
            return false;
        }

        writer.Append("S-"u8);
        writer.Append(data[0], default);
        writer.Append("-"u8);
        var authority = ((ulong)BinaryPrimitives.ReadUInt16BigEndian(data[2..]) << 32)
            | BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (authority > uint.MaxValue)
        {
            writer.Append("0x"u8);
            writer.Append(authority, "X12");
        }
        else
        {
            writer.Append(authority, default);
        }

        for (var i = HeadBytes; i < length; i += 4)
        {
            writer.Append("-"u8);
            writer.Append(BinaryPrimitives.ReadUInt32LittleEndian(data[i..]), default);
        }

        return true;
    }
}
