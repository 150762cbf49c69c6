namespace SecWatch.Agent.Sources.Windows;

/// <summary>Names the values of a Windows event as Sigma rules name them.</summary>
/// <remarks>
/// The rules (Sigma Rules Specification, Field Usage 3, and what the public rules use):
/// <list type="bullet">
/// <item>An element of <c>System</c> gives its name (<c>Level</c>), an attribute there both names
/// (<c>Execution_ProcessID</c>).</item>
/// <item>Provider name, event id, channel and computer go into the shape; record id and time into the event's
/// envelope.</item>
/// <item>An element of <c>EventData</c> is named by its <c>Name</c> attribute, without one by itself
/// (<c>Data</c>).</item>
/// <item>In <c>UserData</c> the innermost elements give their names; their attributes both names.</item>
/// <item>Name space declarations are no values.</item>
/// </list>
/// </remarks>
internal sealed class EventVocabulary(FieldNamePool names)
{
    private const int JoinedCharsMax = 512;

    /// <summary>The section that the children of an element stand in.</summary>
    public static EventSection Enter(EventSection section, ReadOnlySpan<char> element) => section switch
    {
        EventSection.Document => element is "Event" ? EventSection.Event : EnterPart(element),
        EventSection.Event => EnterPart(element),
        _ => section,
    };

    /// <summary>Whether an empty value in this section says nothing: the header's elements have a fixed set of
    /// names.</summary>
    public static bool EmptyIsAbsent(EventSection section) =>
        section is EventSection.System or EventSection.Document or EventSection.Event;

    /// <summary>Where the text of an element goes that stands in <paramref name="section"/>.</summary>
    public FieldTarget Text(EventSection section, ReadOnlySpan<char> element) => section switch
    {
        EventSection.System => SystemText(element),
        EventSection.RenderingInfo => FieldTarget.Field(Joined("RenderingInfo", element)),
        EventSection.EventData or EventSection.UserData => FieldTarget.Field(names.Get(element)),
        _ => element is "EventData" ? FieldTarget.Field(names.Get("Data")) : FieldTarget.Ignore,
    };

    /// <summary>Where an attribute goes; for <c>Name</c> within <c>EventData</c> ask <see cref="IsNameAttribute"/>
    /// first.</summary>
    public FieldTarget Attribute(EventSection section, ReadOnlySpan<char> element, ReadOnlySpan<char> attribute)
    {
        if (attribute is "xmlns" || attribute.StartsWith("xmlns:", StringComparison.Ordinal))
        {
            return FieldTarget.Ignore;
        }

        if (section == EventSection.System)
        {
            if (element is "Provider" && attribute is "Name")
            {
                return FieldTarget.Of(FieldSlot.Provider);
            }

            if (element is "TimeCreated" && attribute is "SystemTime")
            {
                return FieldTarget.Of(FieldSlot.Time);
            }
        }

        return FieldTarget.Field(Joined(element, attribute));
    }

    /// <summary>Whether the attribute is not a value but the name of its element's value.</summary>
    public static bool IsNameAttribute(EventSection section, ReadOnlySpan<char> attribute) =>
        section == EventSection.EventData && attribute is "Name";

    /// <summary>The field that a <c>Name</c> attribute names.</summary>
    public FieldTarget Named(ReadOnlySpan<char> name) => FieldTarget.Field(names.Get(name.IsEmpty ? "Data" : name));

    private static EventSection EnterPart(ReadOnlySpan<char> element) => element switch
    {
        "System" => EventSection.System,
        "EventData" => EventSection.EventData,
        "RenderingInfo" => EventSection.RenderingInfo,
        _ => EventSection.UserData,
    };

    private FieldTarget SystemText(ReadOnlySpan<char> element) => element switch
    {
        "EventID" => FieldTarget.Of(FieldSlot.EventId),
        "Channel" => FieldTarget.Of(FieldSlot.Channel),
        "Computer" => FieldTarget.Of(FieldSlot.Computer),
        "EventRecordID" => FieldTarget.Of(FieldSlot.RecordId),
        _ => FieldTarget.Field(names.Get(element)),
    };

    private FieldName Joined(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        Span<char> text = stackalloc char[JoinedCharsMax];
        if (first.Length + 1 + second.Length > text.Length)
        {
            return names.Get(first);
        }

        first.CopyTo(text);
        text[first.Length] = '_';
        second.CopyTo(text[(first.Length + 1)..]);
        return names.Get(text[..(first.Length + 1 + second.Length)]);
    }
}
