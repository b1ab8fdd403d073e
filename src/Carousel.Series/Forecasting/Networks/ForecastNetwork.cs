using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Forecasting;

/// <summary>
/// A network that forecasts windows: one recurrent network reads the look-back; a second starts from its state and runs
/// over the horizon, on lags, levels and covariates known ahead.
/// </summary>
/// <remarks>
/// The decoder's features also reach the output directly. Forecasts are not fed back, so training and use are the same
/// computation. Its output is [H·B, K·P]: P numbers for each step, window and target.
/// </remarks>
internal sealed class ForecastNetwork : Layer
{
    private readonly Stack _decoder;
    private readonly Dropout _dropout;

    public ForecastNetwork(ForecastDesign design)
    {
        Design = design;
        Reader = AddLayer("encoder", CellStack.Make(design.Recurrent, design.EncoderFeatures.Count));
        _decoder = AddLayer("decoder", CellStack.Make(design.Recurrent, design.DecoderFeatures.Count));
        _dropout = AddLayer("dropout", new Dropout(design.Hidden, (float)design.Dropout));
        Baseline = design.HasBaseline
            ? new BaselineOutput(
                design, design.Hidden + design.BaselineColumn(0),
                design.BaselineEach ? design.Hidden + design.BaselineColumn(design.TargetCount) : null)
            : null;
        Output = AddLayer("output", new Dense(
            design.Hidden + design.DecoderFeatures.Count, design.TargetCount * design.OutputsPerStep,
            initializer: Baseline));
    }

    /// <summary>Sizes and features.</summary>
    public ForecastDesign Design { get; }

    /// <summary>The baseline inside the last layer; null without one.</summary>
    public BaselineOutput? Baseline { get; }

    /// <summary>The last layer.</summary>
    public Dense Output { get; }

    /// <summary>The recurrent layers that read the look-back, for a look inside.</summary>
    public Stack Reader { get; }

    /// <summary>Multiply-adds of one window.</summary>
    public long MultiplyAdds =>
        (Design.Lookback * CellStack.MultiplyAdds(Design.Recurrent, Design.EncoderFeatures.Count))
        + (Design.Horizon
            * (CellStack.MultiplyAdds(Design.Recurrent, Design.DecoderFeatures.Count)
                + ((long)Output.InputSize * Output.OutputSize)));

    /// <summary>The layers as they leave Carousel.</summary>
    public PortableMember ToPortable() =>
        new([.. PortableLayer.Of(_decoder), new PortableLayer(Output) { JoinsInput = true }])
        {
            Before = [.. PortableLayer.Of(Reader)],
        };

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="past">The rows of the look-back.</param>
    /// <param name="ahead">The rows ahead.</param>
    /// <returns>The forecasts: [ahead, batch, K·P].</returns>
    public GraphValue Draw(INetworkGraph graph, GraphValue past, GraphValue ahead)
    {
        GraphValue hidden = graph.Run(_decoder, ahead, null, graph.Run(Reader, past).Final).Output;
        return graph.Apply(Output, graph.Concatenate(hidden, ahead));
    }

    /// <summary>Runs the windows of a batch.</summary>
    /// <returns>[H·B, K·P].</returns>
    public Variable Forward(Tape tape, WindowBatch batch) => Decode(
        tape, batch, Reader.ForwardToEnd(tape, tape.Input(batch.Encoder), batch.Encoder.Packing));

    /// <summary>From the state after the look-back to the horizon.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">B windows.</param>
    /// <param name="state">[B, S].</param>
    /// <returns>[H·B, K·P].</returns>
    public Variable Decode(Tape tape, WindowBatch batch, Variable state)
    {
        Variable ahead = tape.Input(batch.Decoder);
        Variable hidden = _decoder.Forward(tape, ahead, batch.Decoder.Packing, state).Hidden;
        hidden = _dropout.Forward(tape, hidden, batch.Decoder.Packing).Hidden;
        return Output.Forward(tape, tape.Concatenate(hidden, ahead), batch.Decoder.Packing).Hidden;
    }

    /// <summary>Where the forecast of a target at a step lies among the H·B·K forecasts of the output.</summary>
    public int Place(int windows, int window, int step, int target) =>
        (((step * windows) + window) * Design.TargetCount) + target;

    /// <summary>What the layers that read the look-back are given in one window.</summary>
    /// <returns>[T, I].</returns>
    public float[] ReaderInput(ForecastData data, Window window)
    {
        var batch = new WindowBatch(Design);
        batch.Fill(data, window);
        return batch.Encoder.Values.ToArray();
    }
}
