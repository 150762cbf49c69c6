using System.Globalization;
using System.Text.Json;
using SecWatch.Agent.Sources.Windows.Evtx;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Reads the public recordings and compares each value with what another reader made of it.</summary>
public sealed class EvtxCorpusTests
{
    [Fact]
    public async Task Every_value_of_the_public_recordings_is_read_as_the_JSON_beside_it_says()
    {
        var differences = new List<string>();
        var events = 0;
        var values = 0;
        foreach (var path in RegressionCorpus.Files())
        {
            var context = new WindowsSourceContext();
            await new EvtxImportSource([path]).RunAsync(context, TestContext.Current.CancellationToken);
            var documents = RegressionCorpus.Documents(Path.ChangeExtension(path, ".json"));
            if (context.Gaps.Any() || context.Events.Count() != documents.Count)
            {
                differences.Add($"{path}: {context.Events.Count()} of {documents.Count}, {context.Gaps.Count()} gaps");
                continue;
            }

            foreach (var (row, document) in context.Events.Zip(documents))
            {
                events++;
                values += Compare(row, document.GetProperty("Event"), Path.GetFileName(path), differences);
            }
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences.Take(20)));
        Assert.Equal(140, events);
        Assert.True(values > 4_000, $"only {values} values compared");
    }

    private static int Compare(EventRow row, JsonElement json, string file, List<string> differences)
    {
        var expected = new List<(string Name, string? Value)>();
        var system = json.GetProperty("System");
        AddSystem(system, expected);
        if (json.TryGetProperty("EventData", out var data))
        {
            AddData(data, expected);
        }

        foreach (var (name, value) in expected)
        {
            var actual = name switch
            {
                "Provider_Name" => row.Shape.Provider,
                "EventID" => row.Shape.EventId.ToString(CultureInfo.InvariantCulture),
                "Channel" => row.Shape.Channel,
                "Computer" => row.Shape.Computer,
                "EventRecordID" => row.RecordId.ToString(CultureInfo.InvariantCulture),
                "TimeCreated_SystemTime" => new DateTime(row.TimeTicks, DateTimeKind.Utc).ToString(
                    "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
                _ => string.Join('\n', row.All(name)),
            };
            if (!string.Equals(Normal(actual), Normal(value ?? ""), StringComparison.Ordinal))
            {
                differences.Add($"{file} {row.RecordId} {name}: '{actual}' is not '{value}'");
            }
        }

        var known = expected.Select(pair => pair.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < row.Values.Length; i++)
        {
            if (row.Values[i] is not null && !known.Contains(row.Shape.Fields[i]))
            {
                differences.Add($"{file} {row.RecordId}: {row.Shape.Fields[i]} = '{row.Values[i]}' is not in the JSON");
            }
        }

        return expected.Count;
    }

    private static void AddSystem(JsonElement system, List<(string Name, string? Value)> expected)
    {
        foreach (var property in system.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var attribute in property.Value.GetProperty("#attributes").EnumerateObject())
                {
                    expected.Add(($"{property.Name}_{attribute.Name}", attribute.Value.ToString()));
                }

                if (property.Value.TryGetProperty("#text", out var text))
                {
                    expected.Add((property.Name, text.ToString()));
                }
            }
            else
            {
                expected.Add((property.Name, property.Value.ToString()));
            }
        }
    }

    private static void AddData(JsonElement data, List<(string Name, string? Value)> expected)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in data.EnumerateObject())
        {
            if (property.NameEquals("#attributes"))
            {
                expected.AddRange(property.Value.EnumerateObject().Select(
                    attribute => ($"EventData_{attribute.Name}", (string?)attribute.Value.ToString())));
                continue;
            }

            if (property.NameEquals("Data") && property.Value.TryGetProperty("#text", out var text))
            {
                var items = text.ValueKind == JsonValueKind.Array ? [.. text.EnumerateArray()] : new[] { text };
                expected.Add(("Data", string.Join('\n', items.Select(item => item.ToString()))));
                continue;
            }

            expected.Add((property.Name, property.Value.ToString()));
        }
    }

    // What differs between readers without a meaning: braces of GUIDs, blanks at the end, line ends, True for true.
    private static string Normal(string text)
    {
        var normal = text.ReplaceLineEndings("\n").TrimEnd();
        return normal is ['{', .., '}'] && Guid.TryParse(normal, out _) ? normal[1..^1]
            : normal is "True" or "False" ? normal.ToLowerInvariant() : normal;
    }
}
