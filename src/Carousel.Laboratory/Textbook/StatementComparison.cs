using Carousel.Inspection.Statistics;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Training;

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
/// <param name="When">The condition that it stands for; empty where there is none.</param>
internal sealed record StatementComparison(string Name, string Measure, EffectSide Side, double Bound, string When)
{
    /// <summary>What has to come out, such as <c>at least 0.1</c>.</summary>
    public string Expected => Side switch
    {
        EffectSide.Above => $"at least {MeasuredText.Number(Bound)}",
        EffectSide.Below => $"at most {MeasuredText.Number(Bound)}",
        _ => $"{MeasuredText.Number(-Bound)} to {MeasuredText.Number(Bound)}",
    };

    /// <summary>Judges effects: by the whole of the 95 % interval of their mean over seeds (Student's t).</summary>
    /// <remarks>
    /// An effect just at the bound is found with a probability of 2.5 %; for equivalence this is the test of two sides
    /// (Schuirmann 1987) at 2.5 % each.
    /// </remarks>
    /// <param name="effects">One for each seed; one alone is judged as it is.</param>
    /// <returns>Holds, does not hold, or can't be told: also where an effect is not finite.</returns>
    public StatementVerdict Judge(IReadOnlyList<double> effects)
    {
        if (effects.Count == 0 || !effects.All(double.IsFinite))
        {
            return StatementVerdict.CannotBeTold;
        }

        MeasuredFigure mean = SeedStatistics.Mean(Name, effects);
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
