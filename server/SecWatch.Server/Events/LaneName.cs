using SecWatch.Protos.V1;

namespace SecWatch.Server.Events;

/// <summary>The names of the lanes, as people read them.</summary>
internal static class LaneName
{
    public static string Of(Lane lane) => lane switch
    {
        Lane.Critical => "critical",
        Lane.Security => "security",
        Lane.Bulk => "bulk",
        _ => "unspecified",
    };
}
