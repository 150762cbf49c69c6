namespace SecWatch.Agent.Control;

/// <summary>What a value in the settings file is.</summary>
internal enum SettingKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Section,
}
