namespace SecWatch.Server.Api.Contracts;

/// <summary>What waits in one lane of an agent's spool, as its last heartbeat told.</summary>
internal sealed record QueueResponse(
    string Lane, ulong Batches, ulong Bytes, ulong QuotaBytes, ulong OldestMilliseconds);
