using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>The lanes in the order in which they travel.</summary>
internal static class Lanes
{
    public const int Count = 3;

    private static readonly Lane[] Ordered = [Lane.Critical, Lane.Security, Lane.Bulk];

    public static ReadOnlySpan<Lane> All => Ordered;

    /// <summary>Place of the lane in arrays with one entry a lane.</summary>
    public static int Index(Lane lane) => (int)lane - 1;

    public static bool IsLane(Lane lane) => lane is Lane.Critical or Lane.Security or Lane.Bulk;

    /// <summary>The name that settings and status use.</summary>
    public static string Name(Lane lane) => lane switch
    {
        Lane.Critical => "critical",
        Lane.Security => "security",
        Lane.Bulk => "bulk",
        _ => "unspecified",
    };
}
