using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SecWatch.Server.Tests.Detect;

/// <summary>
/// Makes commits fail by plan: before they take place, or after, when the caller does not learn of it.
/// </summary>
internal sealed class CommitFaults : DbTransactionInterceptor
{
    public Queue<CommitFault> Plan { get; } = new();

    private CommitFault current;

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default)
    {
        current = Plan.Count > 0 ? Plan.Dequeue() : CommitFault.None;
        return current is CommitFault.Before ? throw new IOException("before the commit") : new(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        current is CommitFault.After ? throw new IOException("after the commit") : Task.CompletedTask;
}
