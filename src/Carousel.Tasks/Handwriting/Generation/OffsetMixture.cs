using Carousel.Kernels.Losses;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>The distribution of a next offset as a row of a network gives it.</summary>
/// <remarks>docs/derivations/mixture-density.md: with a bias b deviations are divided by eᵇ and logits multiplied by 1 + b (Graves 2013).</remarks>
internal sealed class OffsetMixture
{
    private readonly double[] _weights, _meanX, _meanY, _deviationX, _deviationY, _correlation;

    /// <summary>The distribution of a row.</summary>
    /// <param name="row">[6·M + 1] or longer.</param>
    /// <param name="components">M.</param>
    /// <param name="floor">The least deviation.</param>
    /// <param name="bias">b.</param>
    public OffsetMixture(ReadOnlySpan<float> row, int components, float floor, double bias = 0)
    {
        int M = components;
        (_weights, _meanX, _meanY) = (new double[M], new double[M], new double[M]);
        (_deviationX, _deviationY, _correlation) = (new double[M], new double[M], new double[M]);
        double most = double.NegativeInfinity, sum = 0;
        for (int j = 0; j < M; j++)
        {
            most = Math.Max(most, (1 + bias) * row[1 + j]);
        }

        for (int j = 0; j < M; j++)
        {
            sum += _weights[j] = Math.Exp(((1 + bias) * row[1 + j]) - most);
            (_meanX[j], _meanY[j]) = (row[1 + M + j], row[1 + (2 * M) + j]);
            _deviationX[j] = Likelihood.Spread((float)(row[1 + (3 * M) + j] - bias), floor);
            _deviationY[j] = Likelihood.Spread((float)(row[1 + (4 * M) + j] - bias), floor);
            _correlation[j] = Likelihood.Correlation(row[1 + (5 * M) + j]);
        }

        for (int j = 0; j < M; j++)
        {
            _weights[j] /= sum;
        }

        Lift = 1 / (1 + Math.Exp(-(1 + bias) * row[0]));
    }

    /// <summary>The probability that the pen is lifted behind the point.</summary>
    public double Lift { get; }

    /// <summary>−ln of the density of an offset.</summary>
    public double Nats(double x, double y)
    {
        double least = double.PositiveInfinity, sum = 0;
        Span<double> nats = stackalloc double[_weights.Length];
        for (int j = 0; j < nats.Length; j++)
        {
            nats[j] = BivariateNormal.Nats(x - _meanX[j], y - _meanY[j], _deviationX[j], _deviationY[j], _correlation[j]) - Math.Log(_weights[j]);
            least = Math.Min(least, nats[j]);
        }

        foreach (double one in nats)
        {
            sum += Math.Exp(least - one);
        }

        return least - Math.Log(sum);
    }

    /// <summary>An offset drawn from it.</summary>
    public (float X, float Y) Draw(SimulationDraws draws)
    {
        int j = draws.Pick(_weights);
        double first = draws.Normal(), second = draws.Normal(), r = _correlation[j];
        return ((float)(_meanX[j] + (_deviationX[j] * first)), (float)(_meanY[j] + (_deviationY[j] * ((r * first) + (Math.Sqrt(1 - (r * r)) * second)))));
    }
}
