namespace SecWatch.Server.CommandLine;

/// <summary>The API did not give what a command asked for; the message is for the user.</summary>
internal sealed class ApiException(string message, Exception? innerException = null)
    : Exception(message, innerException);
