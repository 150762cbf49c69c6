namespace SecWatch.Protos.Batches;

/// <summary>What a batch may hold at most. The encoder ends a batch before, the decoder refuses beyond.</summary>
public static class BatchLimits
{
    /// <summary>Bytes of the batch message before compression.</summary>
    public const int UncompressedBytesMax = 8 * 1024 * 1024;

    /// <summary>Bytes of the compressed payload.</summary>
    public const int PayloadBytesMax = 4 * 1024 * 1024;

    /// <summary>Events of a batch.</summary>
    public const int EventCountMax = 65_536;

    /// <summary>Shapes of a batch.</summary>
    public const int ShapeCountMax = 4_096;

    /// <summary>Fields of a shape.</summary>
    public const int FieldCountMax = 512;

    /// <summary>Values of a batch: the sum over its events of the fields of each.</summary>
    public const int ValueCountMax = 1_048_576;

    /// <summary>Bytes of one value; a source cuts a longer one and says so in a field of its own.</summary>
    public const int ValueBytesMax = 1024 * 1024;

    /// <summary>Bytes of one shape's message.</summary>
    public const int ShapeBytesMax = 64 * 1024;

    /// <summary>Bytes of the messages of all shapes of a batch.</summary>
    public const int ShapeBytesTotalMax = 1024 * 1024;

    /// <summary>The largest time of an event: the last tick of the year 9999. The smallest is 0.</summary>
    public const long TimeTicksMax = 3_155_378_975_999_999_999;

    /// <summary>The version of the batch's layout.</summary>
    internal const int Format = 1;
}
