using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.RemainingLife;

/// <summary>What a fit came to.</summary>
/// <param name="Network">The networks.</param>
/// <param name="Fitted">What was fitted beside them.</param>
/// <param name="Set">The units, and what the baseline said of them.</param>
/// <param name="OutOfFold">Of each unit what the networks say that did not see it.</param>
/// <param name="Summary">What the training reached.</param>
internal sealed record LifeTrained(
    LifeNetwork Network, LifeFitted Fitted, LifeTrainingSet Set, float[][] OutOfFold, FitSummary Summary);

/// <summary>
/// The fit of one model: a network for each fold learns without it what is left of the baseline's answers, the units of
/// the fold say how much of it is worth adding and how wide the quantiles are.
/// </summary>
/// <param name="plan">What was decided.</param>
/// <param name="fitting">Begins and trains.</param>
internal sealed class LifeFit(LifePlan plan, JobFitting fitting)
{
    /// <summary>Trains.</summary>
    /// <param name="design">Sizes.</param>
    /// <param name="fitted">Scale and target.</param>
    /// <param name="units">The units.</param>
    /// <param name="folds">Their folds.</param>
    /// <param name="baseline">The baseline inside; null without one.</param>
    public LifeTrained Train(
        LifeDesign design, LifeFitted fitted, IReadOnlyList<LifeRecords> units, LifeFolds folds, LifeCrossFit? baseline)
    {
        float[][][] told =
        [
            .. units.Select((u, i) => Enumerable.Range(0, folds.Count)
                .Select(k => baseline?.Tell(u, folds.Of[i], k) ?? new float[u.Length]).ToArray()),
        ];
        var set = new LifeTrainingSet(units, folds, told);
        LifeNetwork network = fitting.Begin(new LifeNetwork(design), LifeModel.IsParameter);
        var problem = new LifeProblem(
            network, set, fitted.Target, fitting.Training.Batch, plan.Fit.Seed, plan.Fingerprint(design));
        FitSummary summary = fitting.Train(
            problem, network.Clip,
            baseline: baseline is null ? null : new ValidationBaseline(
                LifeText.NameOf(design.Baseline), _ => problem.BaselineScore()));
        float[][] outputs = Inference.Run(
            fitting.Backend, tape => LifeAnswers.OutOfFold(tape, network, set, CancellationToken.None));
        return new LifeTrained(
            network, LifeCalibration.Choose(fitted, set, outputs, baseline is not null), set, outputs, summary);
    }
}
