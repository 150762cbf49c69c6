using System.Globalization;
using Microsoft.Data.Sqlite;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.EndToEnd.Tests.Oracle;

/// <summary>What the server's event store holds, read from its files without the server.</summary>
internal sealed class StoreContent
{
    private readonly Dictionary<string, List<string>> valuesBySource = new(StringComparer.Ordinal);

    public List<GapRecord> Gaps { get; } = [];

    /// <summary>When the agent started, by its own clock.</summary>
    public List<DateTimeOffset> AgentStarts { get; } = [];

    /// <summary>
    /// Times of the process starts whose command line could not be read any more: known, though not by name.
    /// </summary>
    public List<DateTimeOffset> NamelessStarts { get; } = [];

    public int EventCount { get; private set; }

    /// <summary>Reads every batch of every day file.</summary>
    public static StoreContent Read(string serverFolder)
    {
        var content = new StoreContent();
        foreach (var file in Directory.GetFiles(Path.Combine(serverFolder, "events"), "*.db").Order(StringComparer.Ordinal))
        {
            using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'batches'";
            if (command.ExecuteScalar() is 0L)
            {
                continue; // The server is making this file just now.
            }

            command.CommandText = "SELECT compression, uncompressed_bytes, payload FROM batches ORDER BY row";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                var payload = (byte[])reader.GetValue(2);
                Assert.True(
                    BatchDecoder.TryDecode(
                        (Compression)reader.GetInt32(0), reader.GetInt32(1), payload, out var batch, out var error), error);
                content.Add(batch);
            }
        }

        return content;
    }

    /// <summary>The values of one field of one kind of event, in the order of the store.</summary>
    public IReadOnlyList<string> Values(string source, int eventId, string field) =>
        valuesBySource.TryGetValue(Key(source, eventId, field), out var values) ? values : [];

    private static string Key(string source, int eventId, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"{source}|{eventId}|{field}");

    private void Add(DecodedBatch batch)
    {
        EventCount += batch.EventCount;
        for (var index = 0; index < batch.EventCount; index++)
        {
            var shape = batch.Shapes[batch.ShapeIndex(index)];
            if (string.Equals(shape.Provider, AgentEvent.Provider, StringComparison.Ordinal) && shape.EventId == AgentEvent.Gap)
            {
                AddGap(batch, index, shape);
            }

            if (shape.Provider == AgentEvent.Provider && shape.EventId == AgentEvent.Started)
            {
                AgentStarts.Add(new DateTimeOffset(batch.TimeTicks(index), TimeSpan.Zero));
            }

            if (IsNamelessStart(batch, index, shape))
            {
                NamelessStarts.Add(new DateTimeOffset(batch.TimeTicks(index), TimeSpan.Zero));
            }

            for (var field = 0; field < shape.Fields.Length; field++)
            {
                var value = batch.ValueIndex(index, field);
                if (value >= 0 && shape.Fields[field] is "Message" or "CommandLine")
                {
                    var key = Key(shape.Source, shape.EventId, shape.Fields[field]);
                    if (!valuesBySource.TryGetValue(key, out var values))
                    {
                        valuesBySource[key] = values = [];
                    }

                    values.Add(batch.StringText(value));
                }
            }
        }
    }

    private static bool IsNamelessStart(DecodedBatch batch, int index, EventShape shape) =>
        shape.Provider == AgentEvent.ProcessProvider && shape.EventId == 1
        && shape.Fields.IndexOf("CommandLine") is var field
        && (field < 0 || batch.ValueIndex(index, field) is not (>= 0 and var text) || batch.StringText(text).Length == 0);

    private void AddGap(DecodedBatch batch, int index, EventShape shape)
    {
        string? Value(string name)
        {
            var field = shape.Fields.IndexOf(name);
            var value = field < 0 ? -1 : batch.ValueIndex(index, field);
            return value < 0 ? null : batch.StringText(value);
        }

        Assert.True(GapRecord.TryRead(Value, out var gap, out var error), error);
        Gaps.Add(gap);
    }
}
