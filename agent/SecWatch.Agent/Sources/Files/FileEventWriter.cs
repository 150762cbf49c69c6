using System.Globalization;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Writes file integrity events under Sigma's field names.</summary>
/// <remarks>
/// Who changed a file is not known, so there is no <c>Image</c>; <c>User</c> is the owner. <c>SecWatchIncomplete</c>
/// says why a hash is absent, <c>SecWatchFoundByScan</c> marks what a comparison found, whose time is that of the
/// finding.
/// </remarks>
internal sealed class FileEventWriter(string computer, IFileView view)
{
    public const int Changed = 2;
    public const int Created = 11;
    public const int Deleted = 23;
    public const int Renamed = 26;
    public const int RightsChanged = 27;

    private const uint RightsMask = 0xFFF;

    private static readonly string[] Fields =
    [
        "TargetFilename", "SourceFilename", "Hashes", "PreviousHashes", "User", "PreviousUser", "GroupId",
        "PreviousGroupId", "Mode", "PreviousMode", "FileType", "LinkTarget", "SecWatchIncomplete",
        "SecWatchFoundByScan",
    ];

    private readonly Dictionary<int, EventShape> shapes = new[] { Changed, Created, Deleted, Renamed, RightsChanged }
        .ToDictionary(id => id, id => new EventShape(
            FileIntegritySource.SourceId, AgentEvent.FileProvider, "SecWatch/File", id, computer, Fields));

    public void Write(EventBlock block, long timeTicks, FileFinding finding)
    {
        block.Begin(shapes[finding.EventId], Lane.Security, timeTicks, 0);
        Put(block, finding.Path);
        Put(block, finding.SourcePath);
        Put(block, HashText(finding.Now));
        Put(block, HashText(finding.Before));
        Put(block, finding.Now is { } owned ? view.OwnerName(owned) : null);
        Put(block, finding.Before is { } ownedBefore ? view.OwnerName(ownedBefore) : null);
        Put(block, finding.Now?.GroupId.ToString(CultureInfo.InvariantCulture));
        Put(block, finding.Before?.GroupId.ToString(CultureInfo.InvariantCulture));
        Put(block, ModeText(finding.Now));
        Put(block, ModeText(finding.Before));
        Put(block, TypeText(finding.Now ?? finding.Before));
        Put(block, finding.Now is { IsLink: true } ? view.LinkTarget(finding.Path) : null);
        Put(block, finding.Incomplete);
        Put(block, finding.FoundByScan ? "true" : null);
    }

    private static void Put(EventBlock block, string? text)
    {
        if (text is null)
        {
            block.Absent();
        }
        else
        {
            block.Value(text.AsSpan());
        }
    }

    private static string? HashText(FileState? state) =>
        state is { Sha256: { } hash, IsLink: false } ? "SHA256=" + Convert.ToHexString(hash) : null;

    private static string? ModeText(FileState? state) =>
        state is { } known ? "0" + Convert.ToString(known.Mode & RightsMask, 8).PadLeft(3, '0') : null;

    private static string? TypeText(FileState? state) => state switch
    {
        null => null,
        { IsDirectory: true } => "directory",
        { IsLink: true } => "link",
        { IsRegular: true } => "file",
        _ => "special",
    };
}
