using System.ComponentModel.DataAnnotations;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>One followed log: which files, how they are written, and where their lines travel.</summary>
internal sealed class LogSourceOptions
{
    /// <summary>Short name; the source is <c>log:</c> and this, the channel of its events is this.</summary>
    [Required]
    public string Id { get; set; } = "";

    /// <summary>
    /// Absolute paths; <c>*</c> and <c>?</c> stand for parts of a name, <c>**</c> for folders of any depth.
    /// </summary>
    [Required]
    public List<string> Paths { get; set; } = [];

    /// <summary>
    /// <c>syslog</c>, <c>plain</c> (the line is the message), or <c>auto</c>: syslog where a line looks like it.
    /// </summary>
    public string Format { get; set; } = "auto";

    /// <summary><c>auto</c>, <c>utf-8</c>, <c>utf-16</c> or <c>cp932</c>.</summary>
    public string Encoding { get; set; } = "auto";

    /// <summary><c>security</c> or <c>bulk</c>.</summary>
    public string Lane { get; set; } = "bulk";

    /// <summary>
    /// Whether what the files hold at the very first start is passed over. Files that appear later never are.
    /// </summary>
    public bool StartAtEnd { get; set; } = true;

    /// <summary>
    /// A longer line is cut there; its whole length is kept in a field. In any encoding, cut text fits a value.
    /// </summary>
    [Range(1024, 320 * 1024)]
    public int LineBytesMax { get; set; } = 256 * 1024;

    /// <summary>The logs that are followed where the configuration names none.</summary>
    public static IReadOnlyList<LogSourceOptions> Defaults { get; } =
    [
        new()
        {
            Id = "auth", Paths = ["/var/log/auth.log", "/var/log/secure"], Format = "syslog", Lane = "security",
        },
        new()
        {
            Id = "syslog", Paths = ["/var/log/syslog", "/var/log/messages"], Format = "syslog",
        },
    ];

    /// <summary>Says what is wrong with the settings, naming the setting; null where nothing is.</summary>
    public string? FindError()
    {
        if (Id.Length is 0 or > 64 || Id.AsSpan().ContainsAnyExcept(IdLetters))
        {
            return $"sources.logs[].id: '{Id}' must be 1 to 64 letters, digits, '-', '_' or '.'";
        }

        var setting = $"sources.logs[{Id}]";
        if (Paths.Count == 0)
        {
            return $"{setting}.paths: names no path";
        }

        foreach (var path in Paths)
        {
            if (!Path.IsPathFullyQualified(path) || path.EndsWith('/') || path.EndsWith("**", StringComparison.Ordinal))
            {
                return $"{setting}.paths: '{path}' must be an absolute path that ends in a file name or pattern";
            }
        }

        if (Format is not ("auto" or "syslog" or "plain"))
        {
            return $"{setting}.format: '{Format}' is none of auto, syslog, plain";
        }

        if (Encoding is not ("auto" or "utf-8" or "utf-16" or "cp932"))
        {
            return $"{setting}.encoding: '{Encoding}' is none of auto, utf-8, utf-16, cp932";
        }

        if (Lane is not ("security" or "bulk"))
        {
            return $"{setting}.lane: '{Lane}' is none of security, bulk";
        }

        return LineBytesMax is < 1024 or > 320 * 1024
            ? $"{setting}.lineBytesMax: {LineBytesMax} is not within 1024 and 327680"
            : null;
    }

    private static readonly System.Buffers.SearchValues<char> IdLetters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
}
