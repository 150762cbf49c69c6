namespace SecWatch.Agent.Sources.Windows;

/// <summary>The place that a value is for.</summary>
/// <param name="Slot">Which kind of place.</param>
/// <param name="Name">The field's name where the slot is <see cref="FieldSlot.Field"/>, else null.</param>
internal readonly record struct FieldTarget(FieldSlot Slot, FieldName? Name)
{
    public static FieldTarget Ignore { get; }

    public static FieldTarget Field(FieldName name) => new(FieldSlot.Field, name);

    public static FieldTarget Of(FieldSlot slot) => new(slot, null);
}
