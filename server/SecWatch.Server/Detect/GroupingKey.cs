using System.Security.Cryptography;
using System.Text;
using SecWatch.Detection.Engine;
using SecWatch.Detection.Rules;
using SecWatch.Protos.Batches;

namespace SecWatch.Server.Detect;

/// <summary>The values of an event that decide to which alert of a rule it belongs.</summary>
/// <remarks>One line for each field of the rule's grouping, <c>Field=value</c>. A long key ends in its own
/// hash.</remarks>
internal static class GroupingKey
{
    private const int CharactersMax = 512;

    public static string Of(DecodedBatch batch, int eventIndex, SigmaRule rule)
    {
        if (rule.GroupBy.Count == 0)
        {
            return "";
        }

        var lines = rule.GroupBy.Select(field => $"{field}={Line(EventFields.Find(batch, eventIndex, field))}");
        var key = string.Join('\n', lines);
        if (key.Length <= CharactersMax)
        {
            return key;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        return $"{key.AsSpan(0, CharactersMax - hash.Length - 1)}…{hash}";
    }

    private static string Line(string? value) =>
        (value ?? "").Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
}
