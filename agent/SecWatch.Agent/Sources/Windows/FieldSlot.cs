namespace SecWatch.Agent.Sources.Windows;

/// <summary>Where a value of a Windows event goes.</summary>
internal enum FieldSlot
{
    /// <summary>Nowhere: a name space, or text between elements.</summary>
    Ignore,

    /// <summary>Into a field of its own name.</summary>
    Field,

    /// <summary>Into the shape, as provider.</summary>
    Provider,

    /// <summary>Into the shape, as event id.</summary>
    EventId,

    /// <summary>Into the shape, as channel.</summary>
    Channel,

    /// <summary>Into the shape, as computer.</summary>
    Computer,

    /// <summary>The event's record id.</summary>
    RecordId,

    /// <summary>The event's time.</summary>
    Time,
}
