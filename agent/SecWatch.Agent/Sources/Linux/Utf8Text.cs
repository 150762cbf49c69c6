using System.Text;
using System.Text.Unicode;

namespace SecWatch.Agent.Sources.Linux;

/// <summary>Makes valid UTF-8 of what Linux hands out as bytes: paths and arguments may hold anything.</summary>
internal static class Utf8Text
{
    /// <summary>The same array where it is valid; otherwise each bad sequence becomes U+FFFD.</summary>
    public static byte[] Valid(byte[] bytes) =>
        Utf8.IsValid(bytes) ? bytes : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));
}
