using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>How far an EVTX file was imported.</summary>
/// <remarks>
/// 29 bytes: version 1 (1 byte), chunk (4) and item within it (4) that come next, events (8), missing records (8), then
/// done (4); little endian. Stored under the file's fingerprint.
/// </remarks>
/// <param name="Chunk">The chunk to go on with, counted in the order of reading.</param>
/// <param name="Item">The item of that chunk to go on with.</param>
/// <param name="Events">Events written so far.</param>
/// <param name="Missing">Records that are known to be missing so far.</param>
/// <param name="IsDone">Whether the file's end was reached.</param>
internal readonly record struct EvtxImportPosition(int Chunk, int Item, long Events, long Missing, bool IsDone)
{
    private const int Bytes = 29;
    private const byte Version = 1;

    public byte[] ToBytes()
    {
        var data = new byte[Bytes];
        data[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(1), Chunk);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(5), Item);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(9), Events);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(17), Missing);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(25), IsDone ? 1 : 0);
        return data;
    }

    /// <returns>false where the data are no position; the import then starts at the beginning.</returns>
    public static bool TryParse(ReadOnlySpan<byte> data, out EvtxImportPosition position)
    {
        position = default;
        if (data.Length != Bytes || data[0] != Version)
        {
            return false;
        }

        position = new EvtxImportPosition(
            BinaryPrimitives.ReadInt32LittleEndian(data[1..]),
            BinaryPrimitives.ReadInt32LittleEndian(data[5..]),
            BinaryPrimitives.ReadInt64LittleEndian(data[9..]),
            BinaryPrimitives.ReadInt64LittleEndian(data[17..]),
            BinaryPrimitives.ReadInt32LittleEndian(data[25..]) != 0);
        return position is { Chunk: >= 0, Item: >= 0 };
    }
}
