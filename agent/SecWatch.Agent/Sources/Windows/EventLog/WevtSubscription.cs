using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>A channel of this computer that is being read through wevtapi.dll.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WevtSubscription : IEventLogSubscription
{
    private const int FirstRoomChars = 4_096;

    private readonly AutoResetEvent signalEvent = new(initialState: false);
    private readonly RegisteredWaitHandle registration;
    private readonly nint[] handles = new nint[1_024];
    private readonly RenderedEvents bookmarkText = new();
    private SafeEventLogHandle? subscription;
    private SafeEventLogHandle? bookmark;

    public WevtSubscription(Action signal) =>
        registration = ThreadPool.RegisterWaitForSingleObject(
            signalEvent, (_, _) => signal(), null, Timeout.InfiniteTimeSpan, executeOnlyOnce: false);

    public string Bookmark { get; private set; } = "";

    public EventLogStatus Open(string channel, string? query, SafeEventLogHandle? after, uint flags)
    {
        bookmark = WevtNative.EvtCreateBookmark(null);
        if (bookmark.IsInvalid)
        {
            return WevtApi.Failed();
        }

        subscription = WevtNative.EvtSubscribe(
            0, signalEvent.SafeWaitHandle, channel, query, after?.DangerousGetHandle() ?? 0, 0, 0, flags);
        return subscription.IsInvalid ? WevtApi.Failed() : EventLogStatus.Done;
    }

    public EventLogStatus Next(int max, RenderedEvents events)
    {
        events.Clear();
        var wanted = (uint)Math.Min(max, handles.Length);
        if (!WevtNative.EvtNext(subscription!, wanted, handles, 0, 0, out var returned))
        {
            return WevtApi.Failed();
        }

        try
        {
            for (var i = 0; i < returned; i++)
            {
                // An event that cannot be rendered stays in its place, empty, and becomes a gap there.
                if (!TryRender(handles[i], WevtNative.RenderXml, events))
                {
                    events.Add(default);
                }
            }

            return returned == 0 ? EventLogStatus.NoMoreItems : TakeBookmark(handles[(int)returned - 1]);
        }
        finally
        {
            for (var i = 0; i < returned; i++)
            {
                WevtNative.EvtClose(handles[i]);
            }
        }
    }

    public void Dispose()
    {
        registration.Unregister(null);
        subscription?.Dispose();
        bookmark?.Dispose();
        signalEvent.Dispose();
    }

    private EventLogStatus TakeBookmark(nint lastEvent)
    {
        bookmarkText.Clear();
        if (!WevtNative.EvtUpdateBookmark(bookmark!, lastEvent)
            || !TryRender(bookmark!.DangerousGetHandle(), WevtNative.RenderBookmark, bookmarkText))
        {
            // The record id alone is a place to go on from.
            Bookmark = "";
            return EventLogStatus.Done;
        }

        Bookmark = bookmarkText[0].ToString();
        return EventLogStatus.Done;
    }

    private static bool TryRender(nint handle, uint flags, RenderedEvents target)
    {
        var room = target.Room(FirstRoomChars);
        var units = MemoryMarshal.Cast<char, ushort>(room);
        var isDone = WevtNative.EvtRender(0, handle, flags, (uint)units.Length * 2, units, out var bytes, out _);
        if (!isDone && Marshal.GetLastPInvokeError() == WevtError.InsufficientBuffer)
        {
            room = target.Room((int)(bytes / 2) + 1);
            units = MemoryMarshal.Cast<char, ushort>(room);
            isDone = WevtNative.EvtRender(0, handle, flags, (uint)units.Length * 2, units, out bytes, out _);
        }

        if (!isDone)
        {
            return false;
        }

        // The text ends with a zero, which is counted.
        var length = Math.Min(room.Length, (int)(bytes / 2));
        target.Commit(room[..length].TrimEnd('\0').Length);
        return true;
    }
}
