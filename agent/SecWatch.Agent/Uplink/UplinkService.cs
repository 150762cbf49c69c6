using System.Diagnostics.CodeAnalysis;
using System.Security.Authentication;
using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SecWatch.Agent.Spool;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Uplink;

/// <summary>
/// Keeps a session with the server open, for as long as the agent runs; no error of the server ends it.
/// </summary>
/// <remarks>
/// A batch that the server refuses as malformed is found by sending one at a time: the stream's status does not name
/// it. It is then set aside, and a gap record travels under its number.
/// </remarks>
internal sealed class UplinkService(
    ITelemetryLink link, SpoolStore spool, IHeartbeatSource heartbeats, UplinkState state, HostFacts host,
    AgentRun run, Func<double> randomness, TimeProvider time, ILogger<UplinkService> logger) : BackgroundService
{
    // telemetry.proto: why FAILED_PRECONDITION, `gap` or `diverged`.
    private const string ReasonTrailer = "secwatch-reason";

    private static readonly Backoff ReconnectDelay = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
    private static readonly TimeSpan EnrollmentCheckPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReconnectDelayMin = TimeSpan.FromMilliseconds(100);

    private bool oneByOne;
    private int failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await spool.WhenOpenAsync(stoppingToken);
        await WaitForEnrollmentAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var problem = await ConnectAsync(stoppingToken);
            var delay = ReconnectDelay.Delay(failures++, randomness()) + ReconnectDelayMin;
            state.Change(view => view with { Connection = "not connected", Problem = problem, ConnectedSince = null });
            if (!stoppingToken.IsCancellationRequested)
            {
                UplinkLog.NotConnected(logger, problem, delay.TotalSeconds);
                await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WaitForEnrollmentAsync(CancellationToken cancellationToken)
    {
        if (!link.IsEnrolled)
        {
            UplinkLog.NotEnrolled(logger);
            state.Change(view => view with { Connection = "not enrolled" });
        }

        while (!link.IsEnrolled)
        {
            await Task.Delay(EnrollmentCheckPeriod, time, cancellationToken);
        }
    }

    /// <returns>Why the session ended.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The sources go on whatever happens here.")]
    private async Task<string> ConnectAsync(CancellationToken stop)
    {
        UplinkSession? session = null;
        try
        {
            state.Change(view => view with { Connection = "connecting" });
            using var stream = new CancellationTokenSource();
            await using var open = link.Open(stream.Token);
            session = new UplinkSession(
                open, spool, heartbeats, state, host, run.Id, oneByOne, time, logger);
            var end = await session.RunAsync(link.Server, stop);
            return end switch
            {
                SessionEnd.SpoolChanged => "the spool starts anew",
                SessionEnd.ServerClosed => "the server closed the stream",
                _ => "the agent stops",
            };
        }
        catch (RpcException failure)
        {
            return TakeGuarded(failure, session);
        }
        catch (OperationCanceledException)
        {
            return "the agent stops";
        }
        catch (Exception failure) when (failure is AuthenticationException or CryptographicException or IOException
            or UnauthorizedAccessException or SqliteException or TimeoutException)
        {
            return failure.Message;
        }
        catch (Exception failure)
        {
            UplinkLog.Failed(logger, failure);
            return $"unexpected failure: {failure.GetType().Name}";
        }
        finally
        {
            failures = session is { IsWelcome: true } ? Math.Min(failures, 1) : failures;
        }
    }

    private string TakeGuarded(RpcException failure, UplinkSession? session)
    {
        try
        {
            return Take(failure, session);
        }
        catch (Exception broken) when (broken is SqliteException or InvalidOperationException or IOException)
        {
            // The spool is full or under repair: the server says the same again at the next attempt.
            return $"{LinkFailure.Describe(failure)} (and the spool cannot answer it now: {broken.Message})";
        }
    }

    private string Take(RpcException failure, UplinkSession? session)
    {
        var problem = LinkFailure.Describe(failure);
        if (session is not { IsWelcome: true })
        {
            return problem;
        }

        if (failure.StatusCode == StatusCode.FailedPrecondition
            && IsDivergence(failure))
        {
            // Nothing pending is dropped, not even below the number in the trailers: what the server holds under
            // these numbers is another history, so that nothing here is known to be stored.
            spool.StartAnew(GapReason.SpoolRolledBack, session.Generation,
                "The server holds other batches under the same numbers: this spool was restored from an older state. "
                + "Events between that state and now may be missing, and pending ones may be stored twice.");
        }
        else if (failure.StatusCode == StatusCode.InvalidArgument)
        {
            Isolate(failure.Status.Detail, session);
        }

        return problem;
    }

    // The text is what servers said before they had the trailer.
    private static bool IsDivergence(RpcException failure) =>
        failure.Trailers.GetValue(ReasonTrailer) is { } reason
            ? string.Equals(reason, "diverged", StringComparison.Ordinal)
            : failure.Status.Detail.Contains("spool diverged", StringComparison.OrdinalIgnoreCase);

    private void Isolate(string reason, UplinkSession session)
    {
        if (oneByOne && session.Window.TryGetOnly(out var lane, out var sequence)
            && spool.TryRead(lane, sequence) is { } batch)
        {
            spool.Refuse(batch, reason, session.Generation);
            oneByOne = false;
        }
        else
        {
            oneByOne = session.Window.Count > 0;
        }

        failures = 0;
    }
}
