namespace SecWatch.Server.Detect;

/// <summary>How far a reader of the event store has come. Moves in the transaction of what it wrote.</summary>
internal sealed class Checkpoint
{
    /// <summary>The reader's name, for example <c>detect</c>.</summary>
    public string Name { get; set; } = "";

    public int Day { get; set; }

    public long Row { get; set; }
}
