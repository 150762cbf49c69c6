using System.Buffers.Binary;
using System.Text;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>How far a channel was read.</summary>
/// <remarks>Version 1 (1 byte), record id (8), ticks (8), then the bookmark in UTF-8; little endian. Stored by
/// channel.</remarks>
/// <param name="RecordId">The last record read; 0 for none.</param>
/// <param name="TimeTicks">Its time.</param>
/// <param name="Bookmark">Its bookmark XML; empty for none.</param>
internal readonly record struct EventLogPosition(long RecordId, long TimeTicks, string Bookmark)
{
    private const int HeadBytes = 17;
    private const byte Version = 1;

    public static EventLogPosition Start { get; } = new(0, 0, "");

    public byte[] ToBytes()
    {
        var data = new byte[HeadBytes + Encoding.UTF8.GetByteCount(Bookmark)];
        data[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(1), RecordId);
        BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(9), TimeTicks);
        Encoding.UTF8.GetBytes(Bookmark, data.AsSpan(HeadBytes));
        return data;
    }

    /// <returns>false where the data are no position; the channel is then read as for the first time.</returns>
    public static bool TryParse(ReadOnlySpan<byte> data, out EventLogPosition position)
    {
        position = Start;
        if (data.Length < HeadBytes || data[0] != Version)
        {
            return false;
        }

        var recordId = BinaryPrimitives.ReadInt64LittleEndian(data[1..]);
        var ticks = BinaryPrimitives.ReadInt64LittleEndian(data[9..]);
        if (recordId < 0 || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        position = new EventLogPosition(recordId, ticks, Encoding.UTF8.GetString(data[HeadBytes..]));
        return true;
    }
}
