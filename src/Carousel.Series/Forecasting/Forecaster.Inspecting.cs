using Carousel.Jobs;
using Carousel.Data;
using Carousel.Inspection.Traces;
using Carousel.Layers;

namespace Carousel.Forecasting;

/// <summary>What its first network does inside.</summary>
public sealed partial class Forecaster
{
    /// <inheritdoc/>
    public override AnswerShare Share => WeightSentence is { } weights
        ? new(Design.IsSmoothed ? 0 : Math.Round(1 - Champion.Methods.Sum(m => m.Weight), 2), weights)
        : Design.HasBaseline ? AnswerShare.Correcting("ridge regression", 1) : AnswerShare.Alone;

    /// <summary>
    /// All gates and states of the first recurrent layer of the first network over one window's look-back.
    /// </summary>
    /// <param name="set">The series.</param>
    /// <param name="window">Which window.</param>
    /// <returns>The trace.</returns>
    public LayerTrace Trace(SeriesSet set, Window window)
    {
        ArgumentNullException.ThrowIfNull(set);
        ForecastNetwork network = Model.Members[0];
        return NetworkTrace.Of(
            Backend, (SequenceLayer)network.Reader.Layers.First(),
            network.ReaderInput(DataOf(set), window))[0];
    }

    /// <summary>
    /// What the first recurrent layer of the first network reads and gives over one window's look-back.
    /// </summary>
    /// <param name="set">The series.</param>
    /// <param name="window">Which window.</param>
    /// <returns>The reading; its layer belongs to the forecaster.</returns>
    internal RecurrentReading ReadWindow(SeriesSet set, Window window) =>
        ReadInput(Model.Members[0].ReaderInput(DataOf(set), window));

    /// <summary>
    /// What that layer gives where every feature is one unit of its scale above the mean in the first step, and at the
    /// mean from then on.
    /// </summary>
    /// <param name="steps">T.</param>
    /// <returns>The reading; its layer belongs to the forecaster.</returns>
    internal RecurrentReading ReadPulse(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        int inputs = Model.Members[0].Reader.InputSize;
        var input = new float[steps * inputs];
        input.AsSpan(0, inputs).Fill(1);
        return ReadInput(input);
    }

    private RecurrentReading ReadInput(float[] input) =>
        RecurrentReading.Of(
            Backend, (RecurrentLayer)Model.Members[0].Reader.Layers.First(), Design.EncoderFeatures, input);
}
