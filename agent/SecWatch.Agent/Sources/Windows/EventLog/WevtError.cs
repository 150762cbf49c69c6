namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>The error codes of the Windows Event Log (winerror.h), and what they mean to the agent.</summary>
internal static class WevtError
{
    public const int AccessDenied = 5;
    public const int InsufficientBuffer = 122;
    public const int NoMoreItems = 259;
    private const int FileNotFound = 2;
    private const int Timeout = 1460;
    private const int NotFound = 1168;
    private const int InvalidOperation = 4317;
    private const int ChannelNotFound = 15007;
    private const int QueryResultStale = 15011;
    private const int QueryResultInvalidPosition = 15012;

    /// <param name="code">A Win32 code, or the HRESULT (0x8007....) that some calls give instead.</param>
    public static EventLogStatus ToStatus(int code) => (code & unchecked((int)0xFFFF_0000)) switch
    {
        unchecked((int)0x8007_0000) => FromWin32(code & 0xFFFF),
        0 => FromWin32(code),
        _ => EventLogStatus.Unavailable,
    };

    private static EventLogStatus FromWin32(int code) => code switch
    {
        0 => EventLogStatus.Done,
        NoMoreItems or Timeout => EventLogStatus.NoMoreItems,
        AccessDenied => EventLogStatus.AccessDenied,
        ChannelNotFound or FileNotFound => EventLogStatus.ChannelNotFound,
        QueryResultStale or QueryResultInvalidPosition or InvalidOperation or NotFound => EventLogStatus.Stale,
        _ => EventLogStatus.Unavailable,
    };
}
