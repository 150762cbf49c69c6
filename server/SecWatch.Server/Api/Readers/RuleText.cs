using SecWatch.Detection.Rules;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Rules;

namespace SecWatch.Server.Api.Readers;

/// <summary>Turns loaded and broken rules into what is shown of them.</summary>
internal static class RuleText
{
    public static RulesResponse Response(RuleSnapshot rules) => new(
        [.. rules.Rules.Rules.OrderBy(rule => rule.Title, StringComparer.Ordinal).Select(Response)],
        [.. rules.Errors.Select(e => new RuleErrorResponse(e.File, e.Line, e.Column, e.Message))]);

    private static RuleResponse Response(SigmaRule rule) => new(
        rule.Id, rule.Title, rule.Level, rule.Author, rule.Description, rule.Tags, rule.FalsePositives,
        Response(rule.English), Response(rule.Japanese), rule.File);

    private static RuleTextResponse Response(OwnerText text) => new(text.Title, text.Reason, text.Advice);
}
