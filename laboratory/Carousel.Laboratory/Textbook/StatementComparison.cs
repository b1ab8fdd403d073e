using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;
using Carousel.Laboratory.Training;
using BinomialInterval = Carousel.Laboratory.Running.BinomialInterval;

namespace Carousel.Laboratory.Textbook;

/// <summary>On which side of its bound an effect has to lie.</summary>
internal enum EffectSide
{
    /// <summary>At or above it.</summary>
    Above,

    /// <summary>At or below it.</summary>
    Below,

    /// <summary>Between minus the bound and the bound: no difference that matters (equivalence).</summary>
    Within,
}

/// <summary>A comparison that a statement is judged by, written down before it was run.</summary>
/// <param name="Name">The figure's name, snake case.</param>
/// <param name="Measure">What the figure is, with its unit.</param>
/// <param name="Side">On which side of the bound it has to lie.</param>
/// <param name="Bound">The smallest effect that would matter.</param>
/// <param name="When">The condition that it covers; empty for no condition.</param>
internal sealed record StatementComparison(string Name, string Measure, EffectSide Side, double Bound, string When)
{
    /// <summary>Whether a seed's effect is 1 or 0, so that their mean is a share.</summary>
    public bool IsShare { get; init; }

    /// <summary>What has to come out, such as <c>at least 0.1</c>.</summary>
    public string Expected => Side switch
    {
        EffectSide.Above => $"at least {MeasuredText.Number(Bound)}",
        EffectSide.Below => $"at most {MeasuredText.Number(Bound)}",
        _ => $"{MeasuredText.Number(-Bound)} to {MeasuredText.Number(Bound)}",
    };

    /// <summary>The mean over seeds with its 95 % interval: by Student's t, of shares by Clopper and Pearson.</summary>
    /// <param name="effects">One for each seed; a single one has no interval.</param>
    public MeasuredFigure Mean(IReadOnlyList<double> effects)
    {
        MeasuredFigure mean = SeedStatistics.Mean(Name, effects);
        if (!IsShare || effects.Count < 2 || !double.IsFinite(mean.Value))
        {
            return mean;
        }

        var exact = BinomialInterval.Of(effects.Count(e => e > 0), effects.Count);
        return mean with { Interval = new ConfidenceInterval(exact.Low, exact.High) };
    }

    /// <summary>Judges effects: by the whole of the interval of their mean.</summary>
    /// <remarks>
    /// An effect just at the bound is found with a probability of 2.5 %; for equivalence this is the test of two sides
    /// (Schuirmann 1987) at 2.5 % each.
    /// </remarks>
    /// <param name="effects">One for each seed; a single one is compared directly.</param>
    /// <returns>Holds, does not hold, or undecided; undecided also if an effect is not finite.</returns>
    public StatementVerdict Judge(IReadOnlyList<double> effects)
    {
        if (effects.Count == 0 || !effects.All(double.IsFinite))
        {
            return StatementVerdict.CannotBeTold;
        }

        MeasuredFigure mean = Mean(effects);
        ConfidenceInterval interval = mean.Interval ?? new ConfidenceInterval(mean.Value, mean.Value);
        (bool isWithin, bool isWithout) = Side switch
        {
            EffectSide.Above => (interval.Low >= Bound, interval.High < Bound),
            EffectSide.Below => (interval.High <= Bound, interval.Low > Bound),
            _ => (interval.Low >= -Bound && interval.High <= Bound, interval.Low > Bound || interval.High < -Bound),
        };
        return isWithin ? StatementVerdict.Holds
            : isWithout ? StatementVerdict.DoesNotHold
            : StatementVerdict.CannotBeTold;
    }
}
