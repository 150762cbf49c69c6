namespace SecWatch.Server.Hosting;

/// <summary>
/// Marks a connection that came in on the agents' port, and an endpoint that is served there and nowhere else.
/// </summary>
internal sealed class AgentPortMetadata
{
    private AgentPortMetadata()
    {
    }

    public static AgentPortMetadata Instance { get; } = new();
}
