using System.Globalization;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tracking.Training;

/// <summary>A tracking problem in batches; the sequences of a batch have one length, drawn from a range.</summary>
/// <param name="problem">The problem.</param>
/// <param name="shortest">The least length.</param>
/// <param name="longest">The greatest.</param>
internal sealed class TrackingTask(TrackingProblem problem, int shortest, int longest) : SequenceTask
{
    /// <summary>The problem.</summary>
    public TrackingProblem Problem => problem;

    /// <inheritdoc/>
    public override string Name =>
        string.Create(CultureInfo.InvariantCulture, $"tracking/{problem.Word}-{shortest}-{longest}");

    /// <inheritdoc/>
    public override int InputSize => problem.Inputs;

    /// <inheritdoc/>
    public override int OutputSize => problem.Answers;

    /// <inheritdoc/>
    public override bool HasClasses => true;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        int length = random.Between(shortest, longest), steps = problem.StepsOf(length);
        int[] symbols = new int[steps], answers = new int[steps];
        batch.Begin(steps, sequences);
        for (int b = 0; b < sequences; b++)
        {
            problem.Draw(random, length, symbols, answers);
            for (int t = 0; t < steps; t++)
            {
                problem.Show(symbols[t], batch.Step(b, t));
                if (answers[t] != TrackingProblem.Unasked)
                {
                    batch.AddTarget(b, t, answers[t]);
                }
            }
        }
    }
}
