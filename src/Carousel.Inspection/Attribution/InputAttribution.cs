namespace Carousel.Inspection.Attribution;

/// <summary>How much each input of each step brought a score from that of a baseline to that of the sequence.</summary>
/// <param name="Steps">T.</param>
/// <param name="Inputs">I.</param>
/// <param name="Values">[T, I], in the unit of the score: above 0 what raises it.</param>
/// <param name="Score">The score of the sequence.</param>
/// <param name="BaselineScore">The score of the baseline.</param>
public sealed record InputAttribution(
    int Steps, int Inputs, IReadOnlyList<double> Values, double Score, double BaselineScore)
{
    /// <summary>Points of the path at which gradients were taken; 0 where none were.</summary>
    public int Points { get; init; }

    /// <summary>The largest completeness error that counts as complete.</summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>
    /// |Σ attributions − (score − score of the baseline)| over |score − score of the baseline|: 0 where the
    /// attributions explain all of the difference; infinite if that difference is 0 but attributions are not.
    /// </summary>
    public double CompletenessError
    {
        get
        {
            double difference = Score - BaselineScore, apart = Math.Abs(Values.Sum() - difference);
            return apart == 0 ? 0 : apart / Math.Abs(difference);
        }
    }

    /// <summary>
    /// How far the parts lie from those of half as many points: Σ|difference| over Σ|part|; 0 where no path was
    /// followed.
    /// </summary>
    public double Change { get; init; }

    /// <summary>Whether the error is within the tolerance.</summary>
    public bool IsComplete => CompletenessError <= Tolerance;

    /// <summary>[T], the sums over the inputs.</summary>
    /// <returns>The sums.</returns>
    public double[] BySteps() =>
        [.. Enumerable.Range(0, Steps).Select(t => Enumerable.Range(0, Inputs).Sum(i => Values[(t * Inputs) + i]))];

    /// <summary>[I], the sums over the steps.</summary>
    /// <returns>The sums.</returns>
    public double[] ByInputs() =>
        [.. Enumerable.Range(0, Inputs).Select(i => Enumerable.Range(0, Steps).Sum(t => Values[(t * Inputs) + i]))];
}
