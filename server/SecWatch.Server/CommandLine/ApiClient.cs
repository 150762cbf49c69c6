using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SecWatch.Server.Api.Contracts;

namespace SecWatch.Server.CommandLine;

/// <summary>Asks a running server over its API.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly System.Net.Http.HttpClient http;

    public ApiClient(Uri address, string token)
    {
        http = new System.Net.Http.HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public void Dispose() => http.Dispose();

    /// <returns>The answer as it came.</returns>
    /// <exception cref="ApiException">The server refused or cannot be reached; the message is for the user.</exception>
    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? body : throw new ApiException(Explain(response.StatusCode, body));
        }
        catch (System.Net.Http.HttpRequestException exception)
        {
            throw new ApiException($"{http.BaseAddress} cannot be reached: {exception.Message}", exception);
        }
    }

    public static T Read<T>(string json, JsonTypeInfo<T> type)
        where T : class => JsonSerializer.Deserialize(json, type) ?? throw new ApiException("The answer is empty.");

    private static string Explain(System.Net.HttpStatusCode status, string body)
    {
        if (status == System.Net.HttpStatusCode.Unauthorized)
        {
            return "The token is unknown or was revoked. Make one with `secwatch-server api-token create NAME`.";
        }

        try
        {
            var problem = JsonSerializer.Deserialize(body, ApiJson.Default.ProblemDetails);
            return $"{problem?.Title} {problem?.Detail}".Trim();
        }
        catch (JsonException)
        {
            return $"The server answered {(int)status}.";
        }
    }
}
