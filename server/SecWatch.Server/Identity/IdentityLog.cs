using System.Net;

namespace SecWatch.Server.Identity;

/// <summary>What the identity slice logs: ids 1500 to 1599.</summary>
internal static partial class IdentityLog
{
    [LoggerMessage(1500, LogLevel.Information, "Operator {OperatorId} signed in.")]
    public static partial void SignedIn(ILogger logger, Guid operatorId);

    [LoggerMessage(1501, LogLevel.Warning, "A sign-in from {RemoteAddress} was refused: wrong name or password.")]
    public static partial void SignInRefused(ILogger logger, IPAddress? remoteAddress);

    [LoggerMessage(1502, LogLevel.Warning, "A sign-in from {RemoteAddress} was not tried: too many failures.")]
    public static partial void SignInThrottled(ILogger logger, IPAddress? remoteAddress);
}
