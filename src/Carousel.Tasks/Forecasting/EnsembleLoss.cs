using Carousel.Autograd;
using Carousel.Kernels.Losses;
using Carousel.Memory;
using Carousel.Tasks.Forecasting.Networks;

namespace Carousel.Tasks.Forecasting;

/// <summary>What a forecaster is trained on: the mean over its networks of the loss of a batch of windows.</summary>
/// <param name="model">The networks.</param>
internal sealed class EnsembleLoss(ForecastModel model)
{
    private readonly LossFunction _loss = ForecastLosses.Of(model.Design);
    private float[] _targets = [];

    /// <summary>Records the loss.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">The windows.</param>
    /// <returns>One value.</returns>
    public Variable Of(Tape tape, WindowBatch batch)
    {
        int targets = batch.Targets.Length;
        if (_targets.Length < targets)
        {
            _targets = new float[targets];
        }

        Variable sum = default;
        foreach (ForecastNetwork member in model.Members)
        {
            Variable output = ForecastRunner.Scaled(tape, model.Design, member.Forward(tape, batch));
            Place(member, batch);
            Tensor truth = tape.Arena.Allocate(new Shape(targets / member.ForecastsPerRow, member.ForecastsPerRow));
            truth.Write(_targets.AsSpan(0, targets));
            Variable loss = LossOp.Apply(tape, _loss, output, truth, default, out _);
            sum = sum.IsNone ? loss : tape.Add(sum, loss);
        }

        return model.Members.Length == 1 ? sum : tape.Scale(sum, 1f / model.Members.Length);
    }

    /// <summary>Puts the targets in the order of a network's output; NaN has no loss.</summary>
    private void Place(ForecastNetwork member, WindowBatch batch)
    {
        ForecastDesign design = model.Design;
        int at = 0;
        for (int w = 0; w < batch.Count; w++)
        {
            for (int t = 0; t < design.Horizon; t++)
            {
                for (int k = 0; k < design.TargetCount; k++, at++)
                {
                    _targets[member.Place(batch.Count, w, t, k)] = batch.Weights[at] == 0 ? float.NaN : batch.Targets[at];
                }
            }
        }
    }
}
