using Carousel.Jobs.Fitting;
using Carousel.Kernels;

namespace Carousel.Handwriting;

/// <summary>The distribution of a next offset as a row of a network gives it.</summary>
/// <remarks>
/// docs/derivations/losses.md: with a bias b deviations are divided by eᵇ and logits multiplied by 1 + b
/// (Graves 2013).
/// </remarks>
internal sealed class OffsetMixture
{
    private readonly double[] _weights;
    private readonly NormalPair[] _components;

    /// <summary>The distribution of a row.</summary>
    /// <param name="row">[6·M + 1] or longer.</param>
    /// <param name="components">M.</param>
    /// <param name="floor">The least deviation.</param>
    /// <param name="bias">b.</param>
    public OffsetMixture(ReadOnlySpan<float> row, int components, float floor, double bias = 0)
    {
        int M = components;
        (_weights, _components) = (new double[M], new NormalPair[M]);
        for (int j = 0; j < M; j++)
        {
            _weights[j] = (1 + bias) * row[1 + j];
            _components[j] = new NormalPair(
                row[1 + M + j], row[1 + (2 * M) + j],
                Likelihood.Spread((float)(row[1 + (3 * M) + j] - bias), floor),
                Likelihood.Spread((float)(row[1 + (4 * M) + j] - bias), floor),
                Likelihood.Correlation(row[1 + (5 * M) + j]));
        }

        double most = _weights.Max(), sum = 0;
        for (int j = 0; j < M; j++)
        {
            sum += _weights[j] = Math.Exp(_weights[j] - most);
        }

        for (int j = 0; j < M; j++)
        {
            _weights[j] /= sum;
        }

        Lift = 1 / (1 + Math.Exp(-(1 + bias) * row[0]));
    }

    /// <summary>A distribution that is known.</summary>
    /// <param name="weights">Of the components; their sum is 1.</param>
    /// <param name="components">As many.</param>
    /// <param name="lift">The probability that the pen is lifted after the point.</param>
    public OffsetMixture(double[] weights, NormalPair[] components, double lift) =>
        (_weights, _components, Lift) = (weights, components, lift);

    /// <summary>The probability that the pen is lifted after the point.</summary>
    public double Lift { get; }

    /// <summary>This distribution by a share, the other one by the rest.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="share">0 to 1.</param>
    public OffsetMixture With(OffsetMixture other, double share) => share switch
    {
        0 => other,
        1 => this,
        _ => new OffsetMixture(
            [.. _weights.Select(w => share * w), .. other._weights.Select(w => (1 - share) * w)],
            [.. _components, .. other._components], (share * Lift) + ((1 - share) * other.Lift)),
    };

    /// <summary>−ln of the density of an offset.</summary>
    public double Nats(double x, double y) =>
        -NormalPair.LogSum([.. _components.Select((c, j) => Math.Log(_weights[j]) - c.Nats(x, y))]);

    /// <summary>What a point costs.</summary>
    public PenNats Nats(PenMove move) =>
        new(Nats(move.X, move.Y), -Math.Log(Math.Max(move.Lift ? Lift : 1 - Lift, double.Epsilon)));

    /// <summary>An offset drawn from it.</summary>
    public (float X, float Y) Draw(SimulationDraws draws)
    {
        NormalPair c = _components[draws.Pick(_weights)];
        double first = draws.Normal(), second = draws.Normal(), r = c.Correlation;
        return (
            (float)(c.X + (c.DeviationX * first)),
            (float)(c.Y + (c.DeviationY * ((r * first) + (Math.Sqrt(1 - (r * r)) * second)))));
    }
}
