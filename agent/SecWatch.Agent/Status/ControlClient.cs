using System.Text.Json;

namespace SecWatch.Agent.Status;

/// <summary>Asks the running agent something.</summary>
internal static class ControlClient
{
    /// <returns>null where no agent is running on that state folder, or it may not be asked.</returns>
    public static async Task<ControlReply?> AskAsync(
        string stateFolder, ControlRequest request, CancellationToken cancellationToken)
    {
        await using var stream = await ControlChannel.ConnectAsync(stateFolder, cancellationToken);
        if (stream is null)
        {
            return null;
        }

        try
        {
            await stream.WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(request, StatusJson.Default.ControlRequest), cancellationToken);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            using var reader = new StreamReader(stream);
            var line = await reader.ReadLineAsync(cancellationToken);
            return line is null ? null : JsonSerializer.Deserialize(line, StatusJson.Default.ControlReply);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            // It ended between connecting and answering.
            return null;
        }
    }
}
