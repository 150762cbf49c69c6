using System.Collections.Concurrent;
using SecWatch.Detection.Language;
using SecWatch.Detection.Rules;
using SecWatch.Detection.Yaml;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>
/// Compiled rules, immutable and shared between threads; each worker evaluates with a scratch of its own.
/// </summary>
public sealed class RuleSet
{
    private const int PlanCountMax = 4096;

    private readonly ParsedRule[] parsed;
    private readonly int predicateCount;
    private readonly ConcurrentDictionary<EventShape, ShapePlan> plans = new(new ShapeContentComparer());

    private RuleSet(ParsedRule[] parsed, int predicateCount)
    {
        this.parsed = parsed;
        this.predicateCount = predicateCount;
        Rules = Array.ConvertAll(parsed, rule => rule.Rule);
    }

    /// <summary>No rule at all.</summary>
    public static RuleSet Empty { get; } = new([], predicateCount: 0);

    /// <summary>Rules that were loaded, ordered by file.</summary>
    public IReadOnlyList<SigmaRule> Rules { get; }

    /// <summary>Compiles rules. A rule that is wrong is left out and stands in <paramref name="errors"/>.</summary>
    /// <param name="sources">The files, in any order.</param>
    /// <param name="errors">What is wrong, with file, line and column.</param>
    public static RuleSet Compile(IEnumerable<RuleSource> sources, out IReadOnlyList<RuleError> errors)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var found = new List<RuleError>();
        var table = new PredicateTable();
        var rules = new List<ParsedRule>();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources.OrderBy(source => source.Name, StringComparer.Ordinal))
        {
            var list = new ErrorList(source.Name, found);
            var reader = new RuleReader(source, table, list);
            foreach (var document in YamlReader.Read(source, list))
            {
                if (reader.Read(document) is not { } rule)
                {
                    continue;
                }

                if (!ids.TryAdd(rule.Rule.Id, source.Name))
                {
                    list.Add(document.Find("id")!, $"The id is that of a rule in '{ids[rule.Rule.Id]}'.");
                    continue;
                }

                rules.Add(rule);
            }
        }

        errors = found;
        return new RuleSet([.. rules], table.Count);
    }

    /// <summary>Evaluates every rule on every event of a batch, and adds the hits in the order of the events.</summary>
    public void Evaluate(DecodedBatch batch, EvaluationScratch scratch, List<RuleHit> hits)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(scratch);
        ArgumentNullException.ThrowIfNull(hits);

        var shapePlans = scratch.Plans;
        shapePlans.Clear();
        var concernsAny = false;
        foreach (var shape in batch.Shapes)
        {
            var plan = PlanFor(shape);
            concernsAny |= !plan.IsEmpty;
            shapePlans.Add(plan);
        }

        if (!concernsAny)
        {
            return;
        }

        scratch.Begin(batch, predicateCount);
        for (var eventIndex = 0; eventIndex < batch.EventCount; eventIndex++)
        {
            var plan = shapePlans[batch.ShapeIndex(eventIndex)];
            if (!plan.IsEmpty)
            {
                plan.Evaluate(scratch, eventIndex, hits);
            }
        }

        scratch.End();
    }

    /// <summary>The plan of a shape, made once. The number kept is bounded: an agent chooses its shapes.</summary>
    internal ShapePlan PlanFor(EventShape shape)
    {
        if (plans.TryGetValue(shape, out var known))
        {
            return known;
        }

        if (plans.Count >= PlanCountMax)
        {
            plans.Clear();
        }

        return plans.GetOrAdd(shape, static (key, rules) => ShapePlan.Create(key, rules), parsed);
    }
}
