using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SecWatch.Protos.V1;
using SecWatch.Server.Alerts;
using SecWatch.Server.Api.Readers;
using SecWatch.Server.Events;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api;

/// <summary>Reads query parameters and remembers the first that is wrong.</summary>
internal sealed class ParameterReader
{
    /// <summary>Sigma's levels, the mildest first.</summary>
    public static readonly IReadOnlyList<string> Levels = ["informational", "low", "medium", "high", "critical"];

    private const int TextLengthMax = 1000;

    /// <summary>The parameter that is wrong; null while none is.</summary>
    public string? WrongName { get; private set; }

    /// <summary>What is wrong with it, in one English sentence.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The answer to a request with a wrong parameter.</summary>
    public ProblemHttpResult Problem() => Problems.BadParameter(WrongName ?? "", Message);

    public TenantId? Tenant(string? text) => Id("tenant", text) is { } id ? new TenantId(id) : null;

    public DeviceId? Device(string? text) => Id("device", text) is { } id ? new DeviceId(id) : null;

    public int Limit(string? text, int standard, int most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return standard;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit >= 1 && limit <= most)
        {
            return limit;
        }

        Wrong("limit", string.Create(CultureInfo.InvariantCulture, $"It must be a number from 1 to {most}."));
        return standard;
    }

    /// <summary>An ISO 8601 time with its offset: a time without one means something else on each computer.</summary>
    public DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        string[] formats =
        [
            "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
        ];
        var hasOffset = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length;
        if (hasOffset && DateTimeOffset.TryParseExact(
            text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time.ToUniversalTime();
        }

        Wrong(name, "It must be an ISO 8601 time with an offset, for example 2026-04-01T09:00:00Z.");
        return null;
    }

    public Lane? Lane(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (LaneText.TryParse(text, out var lane))
        {
            return lane;
        }

        Wrong("lane", "It must be critical, security or bulk.");
        return null;
    }

    public IReadOnlyList<AlertState> States(string? text, IReadOnlyList<AlertState> standard)
    {
        if (string.IsNullOrEmpty(text))
        {
            return standard;
        }

        if (AlertStates.TryParse(text, out var states))
        {
            return states;
        }

        Wrong("state", "It must be new, acknowledged, closed, open or all.");
        return standard;
    }

    public string? Level(string? text)
    {
        if (string.IsNullOrEmpty(text) || Levels.Contains(text, StringComparer.Ordinal))
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }

        Wrong("level", "It must be informational, low, medium, high or critical.");
        return null;
    }

    public string? Text(string name, string? text)
    {
        if (text?.Length > TextLengthMax)
        {
            Wrong(name, string.Create(CultureInfo.InvariantCulture, $"It has more than {TextLengthMax} characters."));
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    public PageCursor? Cursor(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (PageCursor.TryParse(text, out var cursor))
        {
            return cursor;
        }

        Wrong("before", "It must be the `next` of an earlier answer.");
        return null;
    }

    public EventReference? Reference(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (EventReference.TryParse(text, out var reference))
        {
            return reference;
        }

        Wrong("before", "It must be the `next` of an earlier answer.");
        return null;
    }

    private Guid? Id(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Guid.TryParse(text, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        Wrong(name, "It must be an id in the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx.");
        return null;
    }

    private void Wrong(string name, string message)
    {
        if (WrongName is null)
        {
            WrongName = name;
            Message = message;
        }
    }
}
