using System.ComponentModel.DataAnnotations;

namespace SecWatch.Server.Storage;

/// <summary>Where the server keeps its data and where it listens. Section <c>Server</c> of the configuration.</summary>
internal sealed class ServerOptions
{
    /// <summary>Folder of all data: <c>state.db</c>, <c>events/</c>, <c>ca/</c>, <c>keys/</c>.</summary>
    [Required]
    public string DataFolder { get; set; } = "/var/lib/secwatch-server";

    /// <summary>Address of the agents' port (TLS 1.3, HTTP/2).</summary>
    [Required]
    public string AgentAddress { get; set; } = "0.0.0.0";

    /// <summary>Port of the agents; 0 takes a free one and writes it to <c>ports.json</c> in the data folder.</summary>
    [Range(0, 65535)]
    public int AgentPort { get; set; } = 7443;

    /// <summary>Address of the console, the API and the metrics.</summary>
    [Required]
    public string ConsoleAddress { get; set; } = "127.0.0.1";

    /// <summary>Port of the console; 0 takes a free one.</summary>
    [Range(0, 65535)]
    public int ConsolePort { get; set; } = 7080;

    /// <summary>Names and addresses that agents may use for this server; they stand in its certificate.</summary>
    public List<string> ServerNames { get; set; } = ["localhost", "127.0.0.1", "::1"];

    /// <summary>Days that events are kept.</summary>
    [Range(1, 3660)]
    public int RetentionDays { get; set; } = 400;
}
