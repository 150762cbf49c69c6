using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>The functions of wevtapi.dll that the agent calls (winevt.h).</summary>
[SupportedOSPlatform("windows")]
internal static partial class WevtNative
{
    public const uint SubscribeStartAtOldest = 2;
    public const uint SubscribeStartAfterBookmark = 3;
    public const uint SubscribeStrict = 0x10000;
    public const uint RenderXml = 1;
    public const uint RenderBookmark = 2;
    public const uint OpenChannelPath = 1;
    public const uint LogNumberOfRecords = 5;
    public const uint LogOldestRecord = 6;
    private const string Library = "wevtapi.dll";

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafeEventLogHandle EvtSubscribe(
        nint session, SafeWaitHandle signal, string channel, string? query, nint bookmark, nint context, nint callback,
        uint flags);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EvtNext(
        SafeEventLogHandle subscription, uint size, Span<nint> events, uint timeoutMilliseconds, uint flags,
        out uint returned);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EvtRender(
        nint context, nint fragment, uint flags, uint bufferBytes, Span<ushort> buffer, out uint usedBytes,
        out uint propertyCount);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafeEventLogHandle EvtCreateBookmark(string? bookmarkXml);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EvtUpdateBookmark(SafeEventLogHandle bookmark, nint eventHandle);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    public static partial SafeEventLogHandle EvtOpenLog(nint session, string path, uint flags);

    // The buffer is an EVT_VARIANT: the value in 8 bytes, a count in 4, the type in 4.
    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EvtGetLogInfo(
        SafeEventLogHandle log, uint property, uint bufferBytes, Span<ulong> buffer, out uint usedBytes);

    [LibraryImport(Library, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    public static partial bool EvtClose(nint handle);
}
