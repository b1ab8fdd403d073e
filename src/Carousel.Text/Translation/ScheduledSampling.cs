using Carousel.Tensors;

namespace Carousel.Translation;

/// <summary>
/// Which pieces of a target the decoder is given as the model would have written them: a share that grows evenly from 0
/// at the first step of a training to the whole at its last.
/// </summary>
/// <remarks>
/// Bengio, Vinyals, Jaitly and Shazeer 2015, section 2.4, the linear schedule. What is drawn is a function of (seed,
/// step, the sentence's place in its batch, time): it does not depend on neighbours.
/// </remarks>
internal sealed class ScheduledSampling
{
    private readonly CounterRandom _random;
    private readonly double _share;
    private readonly long _steps;

    /// <summary>A schedule.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="share">The share at the last step, 0 … 1.</param>
    /// <param name="steps">Steps of the training, 1 or more.</param>
    public ScheduledSampling(ulong seed, double share, long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        (_random, _share, _steps) = (
            new CounterRandom(seed, CounterRandom.Purpose("pieces as the model would have written them")), share,
            steps);
    }

    /// <summary>The share of a step.</summary>
    /// <param name="step">0, 1, ….</param>
    public double ShareAt(long step) => _steps == 1 ? _share : _share * Math.Min(1, step / (_steps - 1.0));

    /// <summary>Draws the pieces of a step.</summary>
    /// <param name="step">0, 1, ….</param>
    /// <param name="lengths">Pieces of each target of the batch.</param>
    /// <param name="drawn">Overwritten: sentence and time of each input that is replaced. The first of a target
    /// stays.</param>
    public void Draw(long step, IReadOnlyList<int> lengths, List<(int Sentence, int Time)> drawn)
    {
        double share = ShareAt(step);
        drawn.Clear();
        for (int b = 0; b < lengths.Count && share > 0; b++)
        {
            for (int t = 1; t < lengths[b]; t++)
            {
                if (CounterRandom.ToUniform(_random.Block((uint)step, (uint)b, (uint)t, (uint)(step >> 32)).W0) < share)
                {
                    drawn.Add((b, t));
                }
            }
        }
    }
}
