namespace SecWatch.Agent.Sources.Windows;

/// <summary>The part of a Windows event's XML that an element stands in; it decides how values are named.</summary>
internal enum EventSection
{
    /// <summary>Outside of everything; only <c>Event</c> stands here.</summary>
    Document,

    /// <summary>Directly in <c>Event</c>.</summary>
    Event,

    /// <summary>In <c>System</c>.</summary>
    System,

    /// <summary>In <c>EventData</c>.</summary>
    EventData,

    /// <summary>In <c>UserData</c>, or in any other part whose leaves are named by their elements.</summary>
    UserData,

    /// <summary>In <c>RenderingInfo</c>, which forwarded events carry.</summary>
    RenderingInfo,
}
