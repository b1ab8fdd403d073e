using Carousel.Inspection.Probes;
using Carousel.Laboratory.Textbook.Control;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Integral;

/// <summary>
/// What goes with the integral of the error in a controller's state, and random directions of as much variance.
/// </summary>
/// <remarks>
/// Taken out is the covariance of the state with the integral, after which no linear probe reads the integral from the
/// states it was measured on (as <see cref="StateAblation"/> has it). That an untrained network lets the integral be
/// read, too, does not matter here: asked is what the loop does without it.
/// </remarks>
internal sealed class IntegralDirection
{
    private readonly List<float[]> _states = [];
    private readonly double[] _means;
    private readonly double[] _along;

    /// <summary>Measures it.</summary>
    /// <param name="loop">The controller.</param>
    /// <param name="episodes">What is run.</param>
    public IntegralDirection(ControlLoop loop, ControlEpisode[] episodes)
    {
        var integrals = new List<double>();
        var sums = new double[episodes.Length];
        loop.Run(episodes, ControlPlant.Steps, observe: (states, errors) =>
        {
            int width = states.Length / errors.Length;
            for (int b = 0; b < errors.Length; b++)
            {
                sums[b] += ControlPlant.Step * errors[b];
                integrals.Add(sums[b]);
                _states.Add(states.AsSpan(b * width, width).ToArray());
            }
        });
        int S = _states[0].Length;
        double mean = integrals.Average();
        (_means, _along) = (new double[S], new double[S]);
        for (int n = 0; n < _states.Count; n++)
        {
            for (int i = 0; i < S; i++)
            {
                _means[i] += _states[n][i] / (double)_states.Count;
                _along[i] += _states[n][i] * (integrals[n] - mean);
            }
        }
    }

    /// <summary>Takes the integral out.</summary>
    public StateAblation Integral() => new([_along], _means);

    /// <summary>Takes random directions out, as many as hold at least as much variance as that of the
    /// integral.</summary>
    /// <param name="random">Where chance comes from.</param>
    public StateAblation AsMuch(TrialRandom random)
    {
        double wanted = Removed(Integral());
        var directions = new List<double[]>();
        StateAblation ablation;
        do
        {
            directions.Add([.. _means.Select(_ => (double)random.Gaussian())]);
            ablation = new StateAblation(directions, _means);
        }
        while (directions.Count < _means.Length && Removed(ablation) < wanted);

        return ablation;
    }

    /// <summary>The variance that is taken out.</summary>
    private double Removed(StateAblation ablation)
    {
        double sum = 0;
        foreach (float[] state in _states)
        {
            float[] left = [.. state];
            ablation.Apply(left);
            for (int i = 0; i < left.Length; i++)
            {
                double gone = state[i] - left[i];
                sum += gone * gone;
            }
        }

        return sum / _states.Count;
    }
}
