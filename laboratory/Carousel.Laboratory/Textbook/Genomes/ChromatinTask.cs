using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// A made track of chromatin: open and closed stretches of bins, whose state is known, seen through a noisy signal of
/// accessibility, and marks in one bin of three, also in closed stretches.
/// </summary>
/// <remarks>
/// Features of a bin: accessibility (1 where open, 0 where closed, and noise); the height of its mark, 0 without one.
/// Sums count only marks of open bins and are asked for at open bins; the state is asked for at each.
/// </remarks>
internal sealed class ChromatinTask(ChromatinQuestion question) : SequenceTask
{
    /// <summary>T: bins of a track.</summary>
    public const int Length = 100;

    private const int BinsPerMark = 3;
    private const float Noise = 0.15f, NoiseOfState = 0.7f, Scale = 0.5f;

    /// <inheritdoc/>
    public override string Name => $"chromatin-{question}";

    /// <inheritdoc/>
    public override int InputSize => 2;

    /// <inheritdoc/>
    public override int OutputSize => HasClasses ? 2 : 1;

    /// <inheritdoc/>
    public override bool HasClasses => question == ChromatinQuestion.OfState;

    /// <summary>
    /// Which bins are closed: closed stretches of 2 to 6 bins and open ones of 10 to 30 by turns, so that what leaks
    /// slowly enough for an open stretch does not leak away in a closed one.
    /// </summary>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>[T].</returns>
    public static bool[] Closed(TrialRandom random)
    {
        var closed = new bool[Length];
        bool isClosed = random.Coin();
        for (int t = 0; t < Length; isClosed = !isClosed)
        {
            int bins = isClosed ? random.Between(2, 6) : random.Between(10, 30), end = Math.Min(Length, t + bins);
            closed.AsSpan(t..end).Fill(isClosed);
            t = end;
        }

        return closed;
    }

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Length, sequences);
        for (int b = 0; b < sequences; b++)
        {
            Fill(random, Closed(random), batch, b);
        }
    }

    /// <summary>Fills one track and asks its questions.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="closed">[T], the truth.</param>
    /// <param name="batch">Begun.</param>
    /// <param name="sequence">Which of its sequences.</param>
    public void Fill(TrialRandom random, bool[] closed, TaskBatch batch, int sequence)
    {
        float noise = HasClasses ? NoiseOfState : Noise, sum = 0;
        for (int t = 0; t < Length; t++)
        {
            Span<float> step = batch.Step(sequence, t);
            step[0] = (closed[t] ? 0 : 1) + (noise * random.Gaussian());
            step[1] = random.Below(BinsPerMark) == 0 ? random.Uniform() : 0;
            sum = closed[t] ? (question == ChromatinQuestion.OfTrack ? sum : 0) : sum + (Scale * step[1]);
            if (HasClasses)
            {
                batch.AddTarget(sequence, t, closed[t] ? 1 : 0);
            }
            else if (!closed[t])
            {
                batch.AddTarget(sequence, t, [sum]);
            }
        }
    }
}
