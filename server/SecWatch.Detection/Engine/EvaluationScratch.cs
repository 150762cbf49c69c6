using System.Numerics;
using System.Text;
using SecWatch.Detection.Language;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>
/// What one worker reuses from batch to batch: decoded strings and the answers about them. One thread at a time.
/// </summary>
/// <remarks>
/// A string of the batch is decoded when it is first asked for, and each predicate is asked about it once: later events
/// with the same string, and other rules with the same predicate, take the answer from <see cref="answers"/>. That is a
/// cache of fixed size: where two questions share a place the later one takes it, which costs time and never truth.
/// An answer holds for the batch whose epoch it carries, so nothing is cleared between batches.
/// </remarks>
public sealed class EvaluationScratch
{
    private const int AnswerCountMin = 1 << 12;
    private const int AnswerCountMax = 1 << 20;
    private const ulong EpochMax = (1UL << 21) - 1;

    /// <summary>Predicates below this cost are asked again: looking the answer up would take as long.</summary>
    private const int MemoCostMin = 8;

    private char[] characters = new char[16 * 1024];
    private int characterCount;
    private int[] starts = [];
    private int[] lengths = [];
    private ulong[] stringEpochs = [];
    private ulong[] answers = [];
    private ulong epoch;

    internal DecodedBatch Batch { get; private set; } = null!;

    /// <summary>The plans of the batch's shapes; reused.</summary>
    internal List<ShapePlan> Plans { get; } = [];

    internal void Begin(DecodedBatch batch, int predicateCount)
    {
        Batch = batch;
        characterCount = 0;
        if (epoch == EpochMax)
        {
            Array.Clear(answers);
            Array.Clear(stringEpochs);
            epoch = 0;
        }

        epoch++;
        if (starts.Length < batch.StringCount)
        {
            var size = (int)BitOperations.RoundUpToPowerOf2((uint)batch.StringCount);
            starts = new int[size];
            lengths = new int[size];
            stringEpochs = new ulong[size];
        }

        var questions = Math.Clamp((long)batch.StringCount * predicateCount, AnswerCountMin, AnswerCountMax);
        if (answers.Length < questions)
        {
            answers = new ulong[BitOperations.RoundUpToPowerOf2((ulong)questions)];
        }
    }

    /// <summary>Forgets the batch, so that it can be collected.</summary>
    internal void End()
    {
        Batch = null!;
        Plans.Clear();
    }

    internal bool Matches(StringPredicate predicate, int stringIndex)
    {
        if (predicate.Cost < MemoCostMin)
        {
            return predicate.Matches(Text(stringIndex));
        }

        // 21 bits of epoch, 21 of string, 21 of predicate, and the answer.
        var question = (epoch << 43) | ((ulong)stringIndex << 22) | ((ulong)predicate.Index << 1);
        ref var answer = ref answers[Place(stringIndex, predicate.Index)];
        if ((answer & ~1UL) == question)
        {
            return (answer & 1) != 0;
        }

        var matches = predicate.Matches(Text(stringIndex));
        answer = question | (matches ? 1UL : 0);
        return matches;
    }

    internal ReadOnlySpan<char> Text(int stringIndex)
    {
        if (stringEpochs[stringIndex] != epoch)
        {
            Decode(stringIndex);
        }

        return characters.AsSpan(starts[stringIndex], lengths[stringIndex]);
    }

    private int Place(int stringIndex, int predicateIndex) =>
        unchecked((int)(((uint)stringIndex * 0x9E3779B1u) + (uint)predicateIndex)) & (answers.Length - 1);

    private void Decode(int stringIndex)
    {
        var utf8 = Batch.StringUtf8(stringIndex);

        // UTF-8 never becomes more UTF-16 characters than it has bytes. A span of the old array stays valid when it
        // grows.
        if (characters.Length - characterCount < utf8.Length)
        {
            var size = BitOperations.RoundUpToPowerOf2((uint)(characterCount + utf8.Length));
            Array.Resize(ref characters, (int)size);
        }

        var length = Encoding.UTF8.GetChars(utf8, characters.AsSpan(characterCount));
        starts[stringIndex] = characterCount;
        lengths[stringIndex] = length;
        stringEpochs[stringIndex] = epoch;
        characterCount += length;
    }
}
