using System.Globalization;

namespace SecWatch.Detection.Rules;

/// <summary>Why a rule cannot run, and where.</summary>
/// <param name="File">The rule file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">One English sentence.</param>
public sealed record RuleError(string File, int Line, int Column, string Message)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{File}({Line},{Column}): {Message}");
}
