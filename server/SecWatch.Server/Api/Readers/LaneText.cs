using SecWatch.Protos.V1;

namespace SecWatch.Server.Api.Readers;

/// <summary>The words for lanes in addresses and answers.</summary>
internal static class LaneText
{
    public static string Text(Lane lane) => lane switch
    {
        Lane.Critical => "critical",
        Lane.Security => "security",
        Lane.Bulk => "bulk",
        Lane.Unspecified => "",
        _ => "",
    };

    public static bool TryParse(string text, out Lane lane)
    {
        lane = text switch
        {
            "critical" => Lane.Critical,
            "security" => Lane.Security,
            "bulk" => Lane.Bulk,
            _ => Lane.Unspecified,
        };
        return lane != Lane.Unspecified;
    }
}
