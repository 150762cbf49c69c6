namespace SecWatch.Server.Tests.Detect;

/// <summary>When a commit fails.</summary>
public enum CommitFault
{
    None,
    Before,
    After,
}
