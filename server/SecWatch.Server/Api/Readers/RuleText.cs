using SecWatch.Detection.Rules;
using SecWatch.Server.Api.Contracts;

namespace SecWatch.Server.Api.Readers;

/// <summary>Turns loaded and broken rules into what is shown of them.</summary>
internal static class RuleText
{
    public static RulesResponse Response(IEnumerable<SigmaRule> rules, IEnumerable<RuleError> errors) => new(
        [.. rules.OrderBy(rule => rule.Title, StringComparer.Ordinal).Select(Response)],
        [.. errors.Select(e => new RuleErrorResponse(Path.GetFileName(e.File), e.Line, e.Column, e.Message))]);

    private static RuleResponse Response(SigmaRule rule) => new(
        rule.Id, rule.Title, rule.Level, rule.Author, rule.Description, rule.Tags, [],
        new RuleTextResponse("", "", ""), new RuleTextResponse("", "", ""), Path.GetFileName(rule.File));
}
