using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Rivals;

/// <summary>
/// A unit that reads given values and itself one step earlier, with its derivatives by its own weights, carried
/// forward: a candidate, or a hidden unit once frozen.
/// </summary>
/// <remarks>V(t) = f(Σ w·z(t) + w_s·V(t−1)) − ½, f logistic (Fahlman 1991).</remarks>
internal sealed class CascadeUnit
{
    private readonly double[] _slopes;
    private readonly double[] _before;
    private readonly double[] _jumps;
    private readonly double[] _derivatives;
    private readonly double[] _covariances;
    private readonly double[] _signs;

    /// <summary>Makes a unit with random weights.</summary>
    /// <param name="sources">What it reads, itself included.</param>
    /// <param name="outputs">O.</param>
    /// <param name="range">Weights are uniform within ± this.</param>
    /// <param name="random">Where they come from.</param>
    public CascadeUnit(int sources, int outputs, float range, TrialRandom random)
    {
        Weights = new double[sources];
        for (int k = 0; k < sources; k++)
        {
            Weights[k] = random.Uniform(-range, range);
        }

        (_slopes, _before, _jumps, _derivatives) = (
            new double[sources], new double[sources], new double[sources], new double[sources]);
        (_covariances, _signs) = (new double[outputs], new double[outputs]);
    }

    /// <summary>Its weights, that of itself last.</summary>
    public double[] Weights { get; }

    /// <summary>V.</summary>
    public double Value { get; private set; }

    /// <summary>Σ over outputs of |covariance with the error|, of the last whole pass.</summary>
    public double Score { get; private set; }

    /// <summary>Covariance with each output's error, of the last whole pass.</summary>
    public ReadOnlySpan<double> Signs => _signs;

    /// <summary>A sequence starts.</summary>
    public void Reset()
    {
        Value = 0;
        Array.Clear(_derivatives);
    }

    /// <summary>One step.</summary>
    /// <param name="sources">What it reads, itself excluded.</param>
    /// <param name="carries">Whether derivatives are wanted.</param>
    public void Step(ReadOnlySpan<double> sources, bool carries)
    {
        double net = Weights[^1] * Value;
        for (int k = 0; k < sources.Length; k++)
        {
            net += Weights[k] * sources[k];
        }

        double f = 1 / (1 + Math.Exp(-net));
        if (carries)
        {
            double slope = f * (1 - f);
            for (int k = 0; k < sources.Length; k++)
            {
                _derivatives[k] = slope * (sources[k] + (Weights[^1] * _derivatives[k]));
            }

            _derivatives[^1] = slope * (Value + (Weights[^1] * _derivatives[^1]));
        }

        Value = f - 0.5;
    }

    /// <summary>Takes note of the outputs' errors after a step.</summary>
    /// <param name="errors">[O], less their means.</param>
    public void Note(ReadOnlySpan<double> errors)
    {
        double direction = 0;
        for (int o = 0; o < errors.Length; o++)
        {
            _covariances[o] += Value * errors[o];
            direction += Math.Sign(_signs[o]) * errors[o];
        }

        for (int k = 0; k < _slopes.Length; k++)
        {
            // The covariance is to rise: its gradient is the slope with the other sign.
            _slopes[k] -= direction * _derivatives[k];
        }
    }

    /// <summary>Ends a pass: the weights follow the covariance, with signs of the pass before.</summary>
    /// <param name="rule">How.</param>
    /// <param name="scale">Σ of squared errors, which slopes and scores are divided by; where it is 0 nothing is left
    /// to follow.</param>
    /// <param name="changes">Whether weights change; not in the first pass, which only finds the signs.</param>
    public void EndPass(Quickprop rule, double scale, bool changes)
    {
        Score = 0;
        for (int o = 0; o < _covariances.Length; o++)
        {
            _signs[o] = scale > 0 ? _covariances[o] / scale : 0;
            Score += Math.Abs(_signs[o]);
            _covariances[o] = 0;
        }

        for (int k = 0; k < _slopes.Length; k++)
        {
            _slopes[k] = scale > 0 ? _slopes[k] / scale : 0;
        }

        if (changes)
        {
            rule.Change(Weights, _slopes, _before, _jumps, 1);
        }

        Array.Clear(_slopes);
    }
}
