using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace SecWatch.Server.Operators;

/// <summary>
/// Serves a file that is compiled into the server, so that no folder beside the executable can be missing.
/// </summary>
internal static class Asset
{
    public static void Map(IEndpointRouteBuilder routes, string path, string contentType)
    {
        var content = Read(path.TrimStart('/'));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
        routes.MapGet(path, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(content, contentType, entityTag: tag);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream("SecWatch.Console." + name)
            ?? throw new InvalidOperationException($"{name} is not compiled in.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
