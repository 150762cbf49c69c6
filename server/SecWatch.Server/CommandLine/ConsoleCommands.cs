using System.CommandLine;
using System.Globalization;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Hosting;
using SecWatch.Server.Operators.Text;

namespace SecWatch.Server.CommandLine;

/// <summary>
/// The verbs that show what the console shows: events, alerts, devices, gaps and rules of a running server.
/// </summary>
internal static class ConsoleCommands
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print the API's answer as it is." };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "At most so many.",
        DefaultValueFactory = _ => 50,
    };

    private static readonly Option<string?> Device = new("--device") { Description = "Only of this device (its id)." };

    private static readonly Option<bool> Follow = new("--follow")
    {
        Description = "Go on, and print what comes new.",
    };

    public static IReadOnlyList<Command> Create() =>
    [
        Listing("events", "Stored events, the newest first.", FollowEventsAsync, Limit, Device, Follow),
        Listing("alerts", "Alerts, the last hit first.", FollowAlertsAsync, Limit, Device, Follow),
        Listing("devices", "Enrolled computers and how they are now.", DevicesAsync),
        Listing("gaps", "What is missing and why.", GapsAsync, Limit, Device),
        Listing("rules", "Rules that run, and those that cannot.", RulesAsync),
    ];

    private static Command Listing(
        string name, string description, Func<ParseResult, ApiClient, CancellationToken, Task> run,
        params Option[] options)
    {
        var command = new Command(name, description)
        {
            Json, ApiAccess.Url, ApiAccess.Token, CommandArguments.Data,
        };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction(async (parse, stop) =>
        {
            try
            {
                using var client = ApiAccess.Open(parse);
                await run(parse, client, stop);
                return 0;
            }
            catch (ApiException exception)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync($"secwatch-server: {exception.Message}");
                return 1;
            }
        });
        return command;
    }

    private static Task FollowEventsAsync(ParseResult parse, ApiClient client, CancellationToken stop) =>
        Follower.RunAsync(
            parse.GetValue(Follow),
            async seen =>
            {
                var answer = await client.GetAsync("api/v1/events" + Query(parse), stop);
                var items = ApiClient.Read(answer, ApiJson.Default.PageEventResponse).Items;
                await PrintAsync(
                    parse, answer, seen.New(items, e => e.Reference),
                    ["TIME (JST)", "LANE", "COMPUTER", "SOURCE", "EVENT"],
                    e => [JapanTime.Precise(e.Time), e.Lane, e.Computer, e.Source,
                        EventSummary.Of(EnglishText.Text, e)]);
            },
            stop);

    private static Task FollowAlertsAsync(ParseResult parse, ApiClient client, CancellationToken stop) =>
        Follower.RunAsync(
            parse.GetValue(Follow),
            async seen =>
            {
                var answer = await client.GetAsync("api/v1/alerts" + Query(parse), stop);
                var items = ApiClient.Read(answer, ApiJson.Default.PageAlertResponse).Items;
                await PrintAsync(
                    parse, answer, seen.New(items, a => $"{a.Id} {a.State} {a.EventCount}"),
                    ["LAST (JST)", "LEVEL", "STATE", "HITS", "DEVICE", "RULE"],
                    a => [JapanTime.Text(a.LastEventAt), a.Level, a.State, Number(a.EventCount), a.HostName,
                        a.RuleTitle]);
            },
            stop);

    private static async Task DevicesAsync(ParseResult parse, ApiClient client, CancellationToken stop)
    {
        var answer = await client.GetAsync("api/v1/devices", stop);
        await PrintAsync(
            parse, answer, ApiClient.Read(answer, ApiJson.Default.IReadOnlyListDeviceResponse),
            ["STATE", "DEVICE", "FIRM", "LAST SEEN (JST)", "GAPS", "SOURCES"],
            d =>
            [
                d.State, d.HostName, d.TenantName, d.LastSeenAt is { } seen ? JapanTime.Text(seen) : "-",
                Number(d.GapCount), string.Join(", ", d.Sources.Select(Source)),
            ]);
    }

    private static async Task GapsAsync(ParseResult parse, ApiClient client, CancellationToken stop)
    {
        var answer = await client.GetAsync("api/v1/gaps" + Query(parse), stop);
        await PrintAsync(
            parse, answer, ApiClient.Read(answer, ApiJson.Default.PageGapResponse).Items,
            ["REPORTED (JST)", "DEVICE", "SOURCE", "MISSING", "REASON", "DETAIL"],
            g =>
            [
                JapanTime.Text(g.ReportedAt), g.HostName, g.Source, Words.GapCount(EnglishText.Text, g), g.Reason,
                g.Detail,
            ]);
    }

    private static async Task RulesAsync(ParseResult parse, ApiClient client, CancellationToken stop)
    {
        var answer = await client.GetAsync("api/v1/rules", stop);
        var rules = ApiClient.Read(answer, ApiJson.Default.RulesResponse);
        await PrintAsync(
            parse, answer, rules.Loaded, ["LEVEL", "RULE", "AUTHOR", "FILE"],
            rule => [rule.Level, rule.Title, rule.Author, rule.File]);
        if (!parse.GetValue(Json) && rules.Broken.Count > 0)
        {
            await PrintAsync(
                parse, answer, rules.Broken, ["BROKEN", "WHY"],
                error => [$"{error.File}({error.Line},{error.Column})", error.Message]);
        }
    }

    private static async Task PrintAsync<T>(
        ParseResult parse, string answer, IReadOnlyList<T> items, string[] head, Func<T, string[]> row)
    {
        var output = parse.InvocationConfiguration.Output;
        if (parse.GetValue(Json))
        {
            await output.WriteLineAsync(answer);
        }
        else if (items.Count > 0)
        {
            await output.WriteAsync(TextTable.Write(head, items.Select(row)));
        }
    }

    private static string Query(ParseResult parse) => QueryString.Create(
    [
        KeyValuePair.Create<string, string?>("limit", Number(parse.GetValue(Limit))),
        .. parse.GetValue(Device) is { } device
            ? [KeyValuePair.Create<string, string?>("device", device)]
            : Array.Empty<KeyValuePair<string, string?>>(),
    ]).ToUriComponent();

    private static string Source(SourceResponse source) => source.Reason.Length > 0
        ? $"{source.Name} {source.State} ({source.Reason})"
        : $"{source.Name} {source.State}";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
