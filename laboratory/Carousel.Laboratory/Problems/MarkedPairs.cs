using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Sequences of pairs (value, marker) of which two are marked: the ground of adding and multiplication.
/// </summary>
/// <remarks>
/// The length is uniform in T … 1.1 T. One of the first ten pairs is marked 1, its value is X1; then one of the first
/// T/2 − 1 that are still unmarked, its value is X2.
/// The first and the last pair have the marker −1, all others 0. What it means that the very first pair gets marked,
/// the paper leaves open: here its marker is 1 and its value
/// 0 (adding) or 1 (multiplication), so that the target follows from the inputs.
/// </remarks>
internal abstract class MarkedPairs : SequenceProblem
{
    private readonly int _length;
    private readonly float _least;
    private readonly float _neutral;

    /// <summary>Makes the task.</summary>
    /// <param name="length">T, the least length.</param>
    /// <param name="least">Values are uniform from here to 1.</param>
    /// <param name="neutral">X1 where the first pair is drawn.</param>
    protected MarkedPairs(int length, float least, float neutral)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 24);
        (_length, _least, _neutral) = (length, least, neutral);
    }

    /// <inheritdoc/>
    public override int Inputs => 2;

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override bool HasSymbols => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        int length = random.Between(_length, _length + (_length / 10));
        sequence.Begin(length, firstTarget: length - 1, inputSize: 2, outputSize: 1);
        Span<float> pairs = sequence.Inputs;
        float least = _least;
        for (Span<float> left = pairs; left.Length > 0;)
        {
            ReadOnlySpan<uint> words = random.Words(left.Length / 2);
            for (int k = 0; k < words.Length; k++)
            {
                left[2 * k] = least + ((1 - least) * CounterRandom.ToUniform(words[k]));
                left[(2 * k) + 1] = 0;
            }

            left = left[(2 * words.Length)..];
        }

        pairs[1] = -1;
        pairs[(2 * length) - 1] = -1;
        int first = random.Between(0, 9);

        // One of the first T/2 − 1 pairs other than that one.
        int second = random.Between(0, (_length / 2) - 2);
        second += second >= first ? 1 : 0;
        float x1 = first == 0 ? _neutral : pairs[2 * first];
        pairs[2 * first] = x1;
        pairs[(2 * first) + 1] = 1;
        pairs[(2 * second) + 1] = 1;
        sequence.Targets[0] = Target(x1, pairs[2 * second]);
    }

    /// <summary>What the network is to say at the end.</summary>
    /// <param name="x1">The first marked value.</param>
    /// <param name="x2">The second.</param>
    protected abstract float Target(float x1, float x2);
}
