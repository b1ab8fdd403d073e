using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Training;

namespace Carousel.Survival;

/// <summary>
/// The fit of a survival model: the regression on counts, then the network on what that leaves, of which the validation
/// part says how much is added; and a network without the regression, for comparison.
/// </summary>
/// <param name="plan">What was decided.</param>
/// <param name="fitting">Begins and trains.</param>
internal sealed class SurvivalFit(SurvivalPlan plan, JobFitting fitting)
{
    private const int MostTraces = 2000;

    /// <summary>Of a likelihood, of which the greater part is chance.</summary>
    private const double LeastGain = 0.002;
    private const float ClosedInputGate = -3;

    private readonly CustomerParts _parts = plan.Parts;
    private readonly FeatureScale _scale = FeatureScale.Fit(plan.Parts.Training, plan.Design.Features.Count);

    /// <summary>Fits.</summary>
    public Fitted<SurvivalModel> Run()
    {
        var baseline = new CountRegressionFolds(_parts, _scale, plan.Design.Horizon, fitting.Cancellation);
        SurvivalModel fitted = Train(plan.Design, baseline);
        if (!plan.Design.HasBaseline || !fitting.Compares || fitted.Summary.Reason == StopReason.Canceled
            || fitted.Fitted.BaselineShare == 0)
        {
            // The second network is mostly only compared. Here it could still replace the answer, but one that adds
            // nothing to the regression has not been seen to be clearly better than it.
            return plan.Fitted(fitted);
        }

        fitting.BeginPart(FitPart.Alone, plan.Training);
        try
        {
            SurvivalModel other = Train(plan.Design with { HasBaseline = false }, baseline);
            if (other.Summary.Reason == StopReason.Canceled)
            {
                // Which of the two answers is not known yet.
                fitted.Stop();
                return plan.Fitted(fitted);
            }

            return BaselineShare.IsClearlyBetter(Errors(other), Errors(fitted), LeastGain)
                ? plan.Fitted(other) with { Comparison = fitted }
                : plan.Fitted(fitted) with { Comparison = other };
        }
        catch (DivergenceException)
        {
            // What is compared with has no row then.
            return plan.Fitted(fitted);
        }
    }

    private SurvivalModel Train(SurvivalDesign design, CountRegressionFolds baseline)
    {
        SurvivalNetwork network = fitting.Begin(SurvivalNetwork.Make(design));
        if (fitting.IsFresh)
        {
            if (!design.HasBaseline)
            {
                network.StartFrom(MeanHazards());
            }

            if (design.Cells.Initializer != InitializerKind.Chrono)
            {
                network.CloseInputGates(ClosedInputGate);
            }
        }

        FitSummary summary = fitting.Train(
            new SurvivalProblem(
                network, _parts, _scale, design.HasBaseline ? baseline.LogOdds : null, plan.Training.Batch,
                    plan.Fit.Seed,
                plan.Fingerprint(design)),
            baseline: _parts.Validation.Count == 0 ? null : new ValidationBaseline("logistic regression", _ =>
                LeavingNats.Mean(
                    _parts.Validation, [.. _parts.Validation.Select(baseline.LogOdds)], design.Horizon)));
        GateSpikes? spikes = network.FirstLstm is { } layer
            ? GateSpikes.Fit(
                [
                    .. _parts.Training.Take(MostTraces)
                        .Select(h => SurvivalNetwork.GatesOf(fitting.Backend, layer, h, _scale)),
                ],
                layer.HiddenSize)
            : null;
        var fitted = new SurvivalFitted(_scale, SurvivalBaselines.Fit(_parts.Training, baseline.Whole), spikes);
        var model = new SurvivalModel(fitting.Backend, network, design, fitted, summary, plan.Origin());
        if (!design.HasBaseline || summary.Reason == StopReason.Canceled)
        {
            return model;
        }

        double share = Share(model);
        network.Shrink(share);
        return new SurvivalModel(
            fitting.Backend, network, design, fitted with { BaselineShare = share }, summary, model.Origin);
    }

    /// <summary>How much of the network is added to the regression.</summary>
    private double Share(SurvivalModel model)
    {
        IReadOnlyList<float[]> beyond = model.Beyond(_parts.Validation);
        float[][] baseline = [.. _parts.Validation.Select(h => model.BaselineOdds(h)!)];

        // The same customers chose the epoch, and of some dozens who leave the best epoch is partly luck.
        return BaselineShare.Choose(
        [
            .. BaselineShare.Shares.Select(share => ByGroup(
                [.. beyond.Zip(baseline, (f, r) => f.Zip(r, (own, from) => from + ((float)share * own)).ToArray())])),
        ], standardErrors: 2);
    }

    private double[] Errors(SurvivalModel model) => ByGroup(model.Odds(_parts.Validation));

    private double[] ByGroup(IReadOnlyList<float[]> odds) =>
        CustomerGroups.Nats(_parts.Validation, odds, plan.Design.Horizon);

    private double[] MeanHazards()
    {
        var hazards = new double[plan.Design.Horizon];
        for (int k = 1; k <= hazards.Length; k++)
        {
            long atRisk = 0, leaving = 0;
            foreach (CustomerHistory history in _parts.Training)
            {
                // Of L periods, those whose k-th next one is observed.
                int ended = history.After(0).Time;
                atRisk += Math.Max(0, ended - k + 1);
                leaving += history.Leaves && ended >= k ? 1 : 0;
            }

            hazards[k - 1] = atRisk == 0 ? 0.01 : leaving / (double)atRisk;
        }

        return hazards;
    }
}
