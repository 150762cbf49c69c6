using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>The Windows Event Log of this computer, through wevtapi.dll.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WevtApi : IEventLogApi
{
    private const int VariantWords = 2;
    private const int VariantBytes = 16;

    public EventLogStatus Subscribe(
        string channel, EventLogStart start, Action signal, out IEventLogSubscription subscription)
    {
        subscription = null!;
        SafeEventLogHandle? bookmark = null;
        if (start.Bookmark is not null)
        {
            bookmark = WevtNative.EvtCreateBookmark(start.Bookmark);
            if (bookmark.IsInvalid)
            {
                bookmark.Dispose();
                return EventLogStatus.Stale;
            }
        }

        using (bookmark)
        {
            var query = start.AfterRecordId > 0 && bookmark is null
                ? string.Create(CultureInfo.InvariantCulture, $"*[System[EventRecordID>{start.AfterRecordId}]]")
                : null;
            var flags = bookmark is null
                ? WevtNative.SubscribeStartAtOldest
                : WevtNative.SubscribeStartAfterBookmark | WevtNative.SubscribeStrict;
            var opened = new WevtSubscription(signal);
            var status = opened.Open(channel, query, bookmark, flags);
            if (status == EventLogStatus.Done)
            {
                subscription = opened;
            }
            else
            {
                opened.Dispose();
            }

            return status;
        }
    }

    public EventLogStatus Measure(string channel, out EventLogExtent extent)
    {
        extent = default;
        using var log = WevtNative.EvtOpenLog(0, channel, WevtNative.OpenChannelPath);
        if (log.IsInvalid)
        {
            return Failed();
        }

        Span<ulong> variant = stackalloc ulong[VariantWords];
        if (!WevtNative.EvtGetLogInfo(log, WevtNative.LogNumberOfRecords, VariantBytes, variant, out _))
        {
            return Failed();
        }

        var count = unchecked((long)variant[0]);
        if (!WevtNative.EvtGetLogInfo(log, WevtNative.LogOldestRecord, VariantBytes, variant, out _))
        {
            return Failed();
        }

        extent = new EventLogExtent(unchecked((long)variant[0]), count);
        return EventLogStatus.Done;
    }

    /// <summary>The status of the call that failed last on this thread.</summary>
    internal static EventLogStatus Failed()
    {
        var status = WevtError.ToStatus(Marshal.GetLastPInvokeError());
        return status == EventLogStatus.Done ? EventLogStatus.Unavailable : status;
    }
}
