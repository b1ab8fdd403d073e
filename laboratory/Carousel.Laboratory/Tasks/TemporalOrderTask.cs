using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tasks;

/// <summary>
/// Temporal order: which of XX, XY, YX, YY came among noise is asked for at the last of T steps. Guessing is right for
/// one sequence in four.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, task 6a, scaled to T: the symbols are at T/10 … T/5 and T/2 … 3T/5. Inputs are
/// one-hot: E (the first step), B (the last),
/// a … d (noise), X, Y.
/// </remarks>
internal sealed class TemporalOrderTask : SequenceTask
{
    /// <summary>What starts a sequence.</summary>
    public const int Start = 0;

    /// <summary>What ends it.</summary>
    public const int End = 1;

    /// <summary>The first of four symbols of noise.</summary>
    public const int FirstNoise = 2;

    /// <summary>X; Y is the next.</summary>
    public const int X = 6;

    private const int NoiseSymbols = 4;
    private const int LeastLength = 5;

    private readonly int _length;

    /// <summary>A task.</summary>
    /// <param name="length">T: steps, 5 or more.</param>
    public TemporalOrderTask(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, LeastLength);
        _length = length;
    }

    /// <inheritdoc/>
    public override string Name => $"order-{_length}";

    /// <inheritdoc/>
    public override int InputSize => X + 2;

    /// <inheritdoc/>
    public override int OutputSize => 4;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(_length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            int first = random.Between(Math.Max(1, _length / 10), Math.Max(1, _length / 5));
            int second = random.Between(_length / 2, 3 * _length / 5);
            int firstIsY = random.Below(2), secondIsY = random.Below(2);
            batch.SetSymbol(b, 0, Start);
            for (int t = 1; t < _length - 1; t++)
            {
                int noise = FirstNoise + random.Below(NoiseSymbols);
                batch.SetSymbol(b, t, t == first ? X + firstIsY : t == second ? X + secondIsY : noise);
            }

            batch.SetSymbol(b, _length - 1, End);
            batch.AddTarget(b, _length - 1, (2 * firstIsY) + secondIsY);
        }
    }
}
