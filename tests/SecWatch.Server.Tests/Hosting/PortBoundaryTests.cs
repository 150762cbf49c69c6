using System.Net;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Hosting;

public sealed class PortBoundaryTests
{
    [Fact]
    public async Task The_agents_services_are_not_served_on_the_console_port()
    {
        using var folder = new TestFolder();
        await using var server = await RunningServer.StartAsync(folder);
        using var client = new System.Net.Http.HttpClient();
        using var content = new System.Net.Http.ByteArrayContent([]);
        content.Headers.ContentType = new("application/grpc");
        var answer = await client.PostAsync(
            new Uri($"http://127.0.0.1:{server.ConsolePort}/secwatch.v1.Enrollment/Enroll"),
            content,
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
