using SecWatch.Detection.Language;
using SecWatch.Detection.LogSources;
using SecWatch.Detection.Rules;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>The rules that can match events of a shape, bound to its fields.</summary>
internal sealed class ShapePlan
{
    private readonly SigmaRule[] rules;
    private readonly PlanNode[] conditions;

    private ShapePlan(SigmaRule[] rules, PlanNode[] conditions)
    {
        this.rules = rules;
        this.conditions = conditions;
    }

    /// <summary>Whether no rule concerns these events, so that nothing of them need be read.</summary>
    public bool IsEmpty => rules.Length == 0;

    public int RuleCount => rules.Length;

    public static ShapePlan Create(EventShape shape, IReadOnlyList<ParsedRule> candidates)
    {
        var binders = LogSourceTable.Find(shape).Select(row =>
            (Row: row, Binder: new ShapeBinder(shape, row))).ToList();
        var served = new List<SigmaRule>();
        var bound = new List<PlanNode>();
        foreach (var candidate in candidates)
        {
            var index = binders.FindIndex(pair => LogSourceTable.Serves(pair.Row, candidate.LogSource));
            if (index < 0)
            {
                continue;
            }

            var (row, binder) = binders[index];
            var condition = binder.Bind(Guarded(row, candidate.Condition));
            if (condition != PlanNode.False)
            {
                served.Add(candidate.Rule);
                bound.Add(condition);
            }
        }

        return new ShapePlan([.. served], [.. bound]);
    }

    public void Evaluate(EvaluationScratch scratch, int eventIndex, List<RuleHit> hits)
    {
        for (var index = 0; index < conditions.Length; index++)
        {
            if (conditions[index].Holds(scratch, eventIndex))
            {
                hits.Add(new RuleHit(rules[index], eventIndex));
            }
        }
    }

    /// <summary>
    /// Adds the guard of a log source. Its predicate is cheap: it needs no place in the table of shared answers.
    /// </summary>
    private static Expression Guarded(LogSource row, Expression condition)
    {
        if (row.Guard is not { } guard)
        {
            return condition;
        }

        var predicate = new EqualsPredicate(guard.Values, StringComparison.OrdinalIgnoreCase);
        return new Expression.AllOf([new Expression.Value(guard.Field, predicate), condition]);
    }
}
