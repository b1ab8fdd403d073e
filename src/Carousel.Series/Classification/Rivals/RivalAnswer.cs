namespace Carousel.Classification.Rivals;

/// <summary>
/// How scores of a rival become probabilities, and how they are joined with the network's: ln p = r + α·(f − r) but
/// for a constant, where r and f are log-probabilities.
/// </summary>
/// <param name="Temperature">Scores are divided by it: fitted on scores of rows that the rival was not fitted
/// on.</param>
/// <param name="Spread">The share of the probability that is spread over all classes: n rows can't tell that an answer
/// is surer than n right ones in a row would (Laplace's rule).</param>
/// <param name="Alpha">α: 0 gives the rival's own answer, 1 the network's.</param>
internal sealed record RivalAnswer(double Temperature, double Spread, double Alpha)
{
    /// <summary>Whether the numbers are ones that a fit gives: of a model file.</summary>
    public bool IsInRange => double.IsFinite(Temperature) && Temperature > 0 && Spread is > 0 and < 1
        && Alpha is >= 0 and <= 1;

    /// <summary>The share of the probability that is spread where so many rows were fitted.</summary>
    /// <param name="rows">n.</param>
    /// <param name="classes">C.</param>
    public static double SpreadOf(int rows, int classes) => (double)classes / (rows + classes);

    /// <summary>The rival's probabilities.</summary>
    /// <param name="scores">[classes].</param>
    /// <returns>[classes].</returns>
    public double[] Probabilities(float[] scores) =>
    [
        .. scores.Select((_, c) => ((1 - Spread)
            * Math.Exp(Jobs.Measuring.Probabilities.LogSoftmax(scores, c, Temperature))) + (Spread / scores.Length)),
    ];

    /// <summary>The probabilities of both together.</summary>
    /// <param name="rival">[classes].</param>
    /// <param name="network">[classes].</param>
    /// <param name="alpha">α.</param>
    /// <returns>[classes]; for α of 0 or 1 the bits of the one or the other.</returns>
    public static double[] Joined(double[] rival, double[] network, double alpha)
    {
        if (alpha is 0 or 1)
        {
            return alpha == 0 ? rival : network;
        }

        double[] weights =
        [
            .. rival.Zip(network, (r, f) => Math.Pow(r, 1 - alpha) * Math.Pow(Math.Max(f, double.Epsilon), alpha)),
        ];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
