using Carousel.Jobs.Statistics;
using Carousel.Tensors;

namespace Carousel.Inspection.Probes;

/// <summary>
/// How well control tasks are read, over several draws of their labels: with few types of steps one draw may be easy
/// and the next hard.
/// </summary>
internal sealed class ControlScore
{
    private readonly ProbeScore[] _draws;

    /// <summary>Scores of control tasks.</summary>
    /// <param name="draws">The score of each draw of the labels, over the same rows; one at least. Draws of labels that
    /// never change have no R² and are left out.</param>
    /// <exception cref="ArgumentException">There is no draw.</exception>
    public ControlScore(IReadOnlyList<ProbeScore> draws)
    {
        ProbeScore[] known = [.. draws.Where(d => !double.IsNaN(d.Value))];
        _draws = known.Length > 0 ? known
            : draws.Count > 0 ? [draws[0]]
            : throw new ArgumentException("draws: expected one at least.", nameof(draws));
        Value = _draws.Average(d => d.Value);
    }

    /// <summary>The mean over the draws; not a number where none has a score.</summary>
    public double Value { get; }

    /// <summary>The score of each draw.</summary>
    public IReadOnlyList<double> Values => [.. _draws.Select(d => d.Value)];

    /// <summary>Its interval: groups and labels are drawn again.</summary>
    /// <param name="seed">The seed of the look.</param>
    /// <param name="level">The probability that it holds the true value.</param>
    /// <returns>Null with fewer than two groups.</returns>
    public ConfidenceInterval? Interval(ulong seed, double level = 0.95) => Again(seed, level, (_, control) => control);

    /// <summary>The interval of selectivity, what is read of the task less what is read of its controls.</summary>
    /// <param name="task">The score of the task over the same rows.</param>
    /// <param name="seed">The seed of the look.</param>
    /// <param name="level">The probability that it holds the true value.</param>
    /// <returns>Null with fewer than two groups.</returns>
    public ConfidenceInterval? Selectivity(ProbeScore task, ulong seed, double level = 0.95) =>
        Again(seed, level, (groups, control) => task.Over(groups) - control);

    private ConfidenceInterval? Again(ulong seed, double level, Func<int[], double, double> figure)
    {
        var random = new CounterRandom(seed, CounterRandom.Purpose("draws of control tasks"));
        uint resample = 0;
        return Bootstrap.Interval(_draws[0].Groups, Draw, seed, level: level);

        double Draw(int[] groups)
        {
            double sum = 0;
            for (int k = 0; k < _draws.Length; k++)
            {
                int drawn = (int)(((ulong)random.Word(resample, k) * (ulong)_draws.Length) >> 32);
                sum += _draws[drawn].Over(groups);
            }

            resample++;
            return figure(groups, sum / _draws.Length);
        }
    }
}
