using System.Buffers.Text;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Reads what /proc says about one process, the shortest-lived facts first.</summary>
/// <remarks>
/// All reads go through one descriptor of /proc/PID: should the number be used again in between, they fail instead of
/// telling of another process. One thread at a time.
/// </remarks>
internal sealed unsafe class ProcessReader(Func<ImageKey, bool> isHashKnown)
{
    public const string Exited = "exited before it could be read";
    public const string NotPermitted = "not readable without CAP_SYS_PTRACE";
    public const string Protected = "protected by the kernel";

    private const int CommandLineBytesMax = 64 * 1024;
    private const uint NoUser = uint.MaxValue;
    private const uint ForkNoExec = 0x40;

    private readonly byte[] buffer = new byte[CommandLineBytesMax];

    // With the right, a refusal is about that one process: a security module guards it.
    private readonly string refusal = Capabilities.Read().MayReadProcesses ? Protected : NotPermitted;

    /// <summary>Reads what is needed for a start. Never null: what could not be read is absent in it.</summary>
    public ProcessSnapshot Read(int processId)
    {
        var snapshot = new ProcessSnapshot();
        var directory = OpenProcess(processId);
        if (directory < 0)
        {
            snapshot.Missing = Exited;
            return snapshot;
        }

        try
        {
            snapshot.Image = ReadLink(directory, "exe\0"u8, out var error);
            snapshot.CommandLine = ReadCommandLine(directory);
            snapshot.CurrentDirectory = ReadLink(directory, "cwd\0"u8, out _);
            if (snapshot.Image is not null)
            {
                ReadImageKey(directory, snapshot);
            }

            if (FileStatus.TryRead(directory, "\0"u8, LibC.AtEmptyPath, out var status, out _))
            {
                snapshot.UserId = status.UserId;
            }

            ReadStatistics(directory, snapshot);
            snapshot.LoginUserId = ReadLoginUser(directory);
            snapshot.Missing = (snapshot.Image, error) switch
            {
                (not null, _) => snapshot.CommandLine is null ? Exited : null,
                (_, LibC.Eacces or LibC.Eperm) => refusal,
                _ => Exited,
            };
            return snapshot;
        }
        finally
        {
            _ = LibC.Close(directory);
        }
    }

    /// <summary>Reads only when a process started and whether it ever executed a program.</summary>
    public bool TryReadStart(int processId, out long startTicks, out bool neverExecuted)
    {
        var snapshot = new ProcessSnapshot();
        var directory = OpenProcess(processId);
        if (directory >= 0)
        {
            ReadStatistics(directory, snapshot);
            _ = LibC.Close(directory);
        }

        startTicks = snapshot.StartTicks;
        neverExecuted = snapshot.NeverExecuted;
        return startTicks > 0;
    }

    private static int OpenProcess(int processId)
    {
        var path = stackalloc byte[24];
        "/proc/"u8.CopyTo(new Span<byte>(path, 6));
        _ = Utf8Formatter.TryFormat(processId, new Span<byte>(path + 6, 16), out var digits);
        path[6 + digits] = 0;
        return LibC.Open(path, LibC.OpenPath | LibC.OpenCloseOnExec, 0);
    }

    private byte[]? ReadLink(int directory, ReadOnlySpan<byte> name, out int error)
    {
        fixed (byte* path = name)
        fixed (byte* target = buffer)
        {
            var bytes = LibC.ReadLinkAt(directory, path, target, 4096);
            error = bytes < 0 ? Marshal.GetLastPInvokeError() : 0;
            return bytes <= 0 ? null : Utf8Text.Valid(buffer.AsSpan(0, (int)bytes).ToArray());
        }
    }

    private byte[]? ReadCommandLine(int directory)
    {
        var text = ReadFile(directory, "cmdline\0"u8).TrimEnd((byte)0);
        if (text.IsEmpty)
        {
            return null;
        }

        text.Replace((byte)0, (byte)' ');
        return Utf8Text.Valid(text.ToArray());
    }

    private void ReadImageKey(int directory, ProcessSnapshot snapshot)
    {
        if (!FileStatus.TryRead(directory, "exe\0"u8, 0, out var status, out _))
        {
            return;
        }

        var key = new ImageKey(status.Device, status.Inode, status.Size, status.ModifiedNs);
        snapshot.ImageKey = key;
        if (isHashKnown(key))
        {
            return;
        }

        fixed (byte* path = "exe\0"u8)
        {
            var file = LibC.OpenAt(directory, path, LibC.OpenReadOnly | LibC.OpenCloseOnExec | LibC.OpenNonBlock, 0);
            if (file >= 0)
            {
                snapshot.ImageFile = new SafeFileHandle(file, ownsHandle: true);
            }
        }
    }

    /// <summary>/proc/PID/stat (proc(5)): the name stands in brackets and may hold anything, so count from the
    /// last.</summary>
    private void ReadStatistics(int directory, ProcessSnapshot snapshot)
    {
        var text = ReadFile(directory, "stat\0"u8);
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open)
        {
            return;
        }

        snapshot.Name = Utf8Text.Valid(text[(open + 1)..close].ToArray());
        var fieldNumber = 3;
        foreach (var range in text[(close + 2)..].Split((byte)' '))
        {
            var field = text[(close + 2)..][range];
            if (fieldNumber == 4 && Utf8Parser.TryParse(field, out int parent, out _))
            {
                snapshot.ParentProcessId = parent;
            }
            else if (fieldNumber == 9 && Utf8Parser.TryParse(field, out uint flags, out _))
            {
                snapshot.NeverExecuted = (flags & ForkNoExec) != 0;
            }
            else if (fieldNumber == 22)
            {
                snapshot.StartTicks = Utf8Parser.TryParse(field, out long ticks, out _) ? ticks : 0;
                return;
            }

            fieldNumber++;
        }
    }

    private uint? ReadLoginUser(int directory) =>
        Utf8Parser.TryParse(ReadFile(directory, "loginuid\0"u8), out uint id, out _) && id != NoUser ? id : null;

    private Span<byte> ReadFile(int directory, ReadOnlySpan<byte> name)
    {
        fixed (byte* path = name)
        fixed (byte* target = buffer)
        {
            var file = LibC.OpenAt(directory, path, LibC.OpenReadOnly | LibC.OpenCloseOnExec, 0);
            if (file < 0)
            {
                return default;
            }

            var bytes = LibC.Read(file, target, buffer.Length);
            _ = LibC.Close(file);
            return bytes <= 0 ? default : buffer.AsSpan(0, (int)bytes);
        }
    }
}
