using SecWatch.Detection.Rules;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>Compiled rules, immutable and shared between threads; each worker evaluates with a scratch of its own.</summary>
public sealed class RuleSet
{
    /// <summary>Rules that were loaded.</summary>
    public IReadOnlyList<SigmaRule> Rules => throw new NotSupportedException();

    /// <summary>Compiles rules. A rule that is wrong is left out and stands in <paramref name="errors"/>.</summary>
    /// <param name="sources">The files, in any order.</param>
    /// <param name="errors">What is wrong, with file, line and column.</param>
    public static RuleSet Compile(IEnumerable<RuleSource> sources, out IReadOnlyList<RuleError> errors) =>
        throw new NotSupportedException();

    /// <summary>Evaluates every rule on every event of a batch, and gives the hits in the order of the events.</summary>
    public void Evaluate(DecodedBatch batch, EvaluationScratch scratch, List<RuleHit> hits) =>
        throw new NotSupportedException();
}
