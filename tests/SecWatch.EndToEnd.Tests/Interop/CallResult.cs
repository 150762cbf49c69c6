using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>What the node client prints about its call.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "The deserializer makes it.")]
internal sealed record CallResult(CallResult.Reply[] Replies, int Code, string Details, string Trailer)
{
    internal sealed record Reply(int Bytes, string Text, int Count, string Encoding);

    /// <summary>Makes one call from node against a server on this machine.</summary>
    public static async Task<CallResult> CallAsync(int port, string scenario, CancellationToken cancellationToken)
    {
        using var node = NodePackages.Start("node", "client.js", $"{port}", scenario);
        try
        {
            node.StandardInput.Close();
            var errors = node.StandardError.ReadToEndAsync(cancellationToken);
            var line = await node.StandardOutput.ReadToEndAsync(cancellationToken);
            await node.WaitForExitAsync(cancellationToken);
            Assert.True(node.ExitCode == 0, await errors);
            return JsonSerializer.Deserialize<CallResult>(line, JsonSerializerOptions.Web)!;
        }
        finally
        {
            node.Kill();
        }
    }
}
