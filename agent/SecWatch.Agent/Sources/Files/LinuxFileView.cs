using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SecWatch.Agent.Sources.Linux;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Files as Linux has them: any bytes as names, links not followed.</summary>
internal sealed unsafe class LinuxFileView(TimeProvider time) : IFileView
{
    private const int NoFollow = 0x20000;
    private const int CurrentDirectory = -100;
    private const int NameOffset = 19;
    private const int ChunkBytes = 128 * 1024;
    private const int PathBytesMax = 4096;

    private readonly UserNames users = new("/etc/passwd", time);

    public char Separator => '/';

    public FileOutcome ReadState(string path, out FileState state)
    {
        var found = FileStatus.TryRead(
            CurrentDirectory, RawPath.ToBytes(path), LibC.AtSymlinkNoFollow, out var status, out var error);
        state = new FileState(
            status.Mode,
            status.UserId,
            status.GroupId,
            status.Inode,
            status.Size,
            status.ModifiedNs,
            status.ChangedNs);
        return found ? FileOutcome.Read : OutcomeOf(error);
    }

    public FileOutcome List(string directory, out IReadOnlyList<string> names)
    {
        var list = new List<string>();
        names = list;
        fixed (byte* path = RawPath.ToBytes(directory))
        {
            var handle = LibC.OpenDirectory(path);
            if (handle == 0)
            {
                return OutcomeOf(Marshal.GetLastPInvokeError());
            }

            for (var entry = LibC.ReadDirectory(handle); entry is not null; entry = LibC.ReadDirectory(handle))
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + NameOffset);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                {
                    list.Add(RawPath.FromBytes(name));
                }
            }

            _ = LibC.CloseDirectory(handle);
            return FileOutcome.Read;
        }
    }

    public FileOutcome Hash(string path, in FileState state, out byte[] sha256)
    {
        sha256 = [];
        if (state.IsLink)
        {
            var target = ReadLink(path);
            sha256 = target is null ? [] : SHA256.HashData(target);
            return target is null ? FileOutcome.Missing : FileOutcome.Read;
        }

        fixed (byte* name = RawPath.ToBytes(path))
        {
            var descriptor = LibC.Open(
                name, LibC.OpenReadOnly | LibC.OpenCloseOnExec | LibC.OpenNonBlock | NoFollow, 0);
            if (descriptor < 0)
            {
                return OutcomeOf(Marshal.GetLastPInvokeError());
            }

            using var file = new SafeFileHandle(descriptor, ownsHandle: true);
            return FileHash.TryCompute(file, state.Size, ChunkBytes, out sha256)
                ? FileOutcome.Read
                : FileOutcome.Failed;
        }
    }

    public string? LinkTarget(string path) => ReadLink(path) is { } bytes ? RawPath.FromBytes(bytes) : null;

    public string? OwnerName(in FileState state) => Encoding.UTF8.GetString(users.NameOf(state.UserId));

    private static byte[]? ReadLink(string path)
    {
        var target = new byte[PathBytesMax];
        fixed (byte* name = RawPath.ToBytes(path))
        fixed (byte* buffer = target)
        {
            var bytes = LibC.ReadLinkAt(CurrentDirectory, name, buffer, target.Length);
            return bytes < 0 ? null : target[..(int)bytes];
        }
    }

    private static FileOutcome OutcomeOf(int error) => error switch
    {
        LibC.Enoent or LibC.Enotdir => FileOutcome.Missing,
        LibC.Eacces or LibC.Eperm => FileOutcome.Denied,
        _ => FileOutcome.Failed,
    };
}
